import { expect, test } from "vitest";
import { apply, type Operation, PatchError } from "../../src/json/patch.ts";
import type { Json, JsonObject } from "../../src/json/values.ts";

/** A document, a patch of it, and the document it gives; or the words for why operation N does not apply. */
type Row = [document: JsonObject, patch: Operation[], expected: JsonObject | [operation: number, reason: string]];

const add = (path: string, value: Json): Operation => ({ op: "add", path, value });
const replace = (path: string, value: Json): Operation => ({ op: "replace", path, value });
const remove = (path: string): Operation => ({ op: "remove", path });
const move = (from: string, path: string): Operation => ({ op: "move", from, path });
const copy = (from: string, path: string): Operation => ({ op: "copy", from, path });
const is = (path: string, value: Json): Operation => ({ op: "test", path, value });

// biome-ignore format: a row a line
const rows: Row[] = [
  // No operation at all.
  [{ a: 1 }, [], { a: 1 }],
  // RFC 6902, 4.1 add
  [{ a: 1 }, [add("/b", 2)], { a: 1, b: 2 }],
  [{ a: 1 }, [add("/a", 2)], { a: 2 }],
  [{ a: 1 }, [add("/a", null)], { a: null }],
  [{ a: 1 }, [add("", { b: 2 })], { b: 2 }],
  [{ a: {} }, [add("/a/b", { c: [] })], { a: { b: { c: [] } } }],
  [{}, [add("/a/b", 1)], [0, "/a does not exist"]],
  [{ a: { b: {} } }, [add("/a/c/d/e", 1)], [0, "/a/c/d does not exist"]],
  [{ a: "text" }, [add("/a/b", 1)], [0, "/a is neither a map nor a list"]],
  [{ a: null }, [add("/a/b", 1)], [0, "/a is neither a map nor a list"]],
  [{ a: ["b", "d"] }, [add("/a/1", "c")], { a: ["b", "c", "d"] }],
  [{ a: ["b"] }, [add("/a/0", "c")], { a: ["c", "b"] }],
  [{ a: ["b"] }, [add("/a/1", "c")], { a: ["b", "c"] }],
  [{ a: ["b"] }, [add("/a/-", "c")], { a: ["b", "c"] }],
  [{ a: [] }, [add("/a/-", ["b"])], { a: [["b"]] }],
  [{ a: ["b"] }, [add("/a/2", "c")], [0, "/a/2 is not a place in the list"]],
  [{ a: ["b"] }, [add("/a/-1", "c")], [0, "/a/-1 is not a place in the list"]],
  [{ a: ["b"] }, [add("/a/01", "c")], [0, "/a/01 is not a place in the list"]],
  [{ a: ["b"] }, [add("/a/1e0", "c")], [0, "/a/1e0 is not a place in the list"]],
  [{ a: ["b"] }, [add("/a/+1", "c")], [0, "/a/+1 is not a place in the list"]],
  [{ a: ["b"] }, [add("/a/ 1", "c")], [0, "/a/ 1 is not a place in the list"]],
  [{ a: ["b"] }, [add("/a/", "c")], [0, "/a/ is not a place in the list"]],
  [{ a: ["b"] }, [add("/a/length", 0)], [0, "/a/length is not a place in the list"]],
  [{ a: {} }, [add("/a/-", 1), add("/a/0", 2)], { a: { "-": 1, "0": 2 } }],
  // 4.2 remove
  [{ a: 1, b: 2 }, [remove("/a")], { b: 2 }],
  [{ a: { b: 1 } }, [remove("/a/b")], { a: {} }],
  [{ a: null }, [remove("/a")], {}],
  [{ a: ["b", "c", "d"] }, [remove("/a/1")], { a: ["b", "d"] }],
  [{ a: ["b", "c", "d"] }, [remove("/a/2"), remove("/a/0")], { a: ["c"] }],
  [{ a: 1 }, [remove("/b")], [0, "/b does not exist"]],
  [{ a: [1] }, [remove("/a/1")], [0, "/a/1 does not exist"]],
  [{ a: [1] }, [remove("/a/-")], [0, "/a/- does not exist"]],
  [{ a: [1, 2] }, [remove("/a/01")], [0, "/a/01 does not exist"]],
  [{ a: 1 }, [remove("")], [0, "it would leave no object behind"]],
  // 4.3 replace
  [{ a: 1 }, [replace("/a", { b: 2 })], { a: { b: 2 } }],
  [{ a: null }, [replace("/a", 1)], { a: 1 }],
  [{ a: [1, 2] }, [replace("/a/0", 3)], { a: [3, 2] }],
  [{ a: 1 }, [replace("", { b: 2 })], { b: 2 }],
  [{ a: 1 }, [replace("", [1])], [0, "it would leave no object behind"]],
  [{ a: 1 }, [replace("", "text")], [0, "it would leave no object behind"]],
  [{ a: 1 }, [replace("/b", 2)], [0, "/b does not exist"]],
  [{ a: [1] }, [replace("/a/1", 2)], [0, "/a/1 does not exist"]],
  [{ a: [1] }, [replace("/a/-", 2)], [0, "/a/- does not exist"]],
  [{ a: [1] }, [replace("/a/length", 0)], [0, "/a/length does not exist"]],
  [{ a: "text" }, [replace("/a/0", "b")], [0, "/a/0 does not exist"]],
  // 4.4 move
  [{ a: 1, b: {} }, [move("/a", "/b/c")], { b: { c: 1 } }],
  [{ a: 1, b: 2 }, [move("/a", "/b")], { b: 1 }],
  [{ a: 1 }, [move("/a", "/a")], { a: 1 }],
  [{ a: [1, 2, 3] }, [move("/a/0", "/a/2")], { a: [2, 3, 1] }],
  [{ a: [1, 2, 3] }, [move("/a/2", "/a/0")], { a: [3, 1, 2] }],
  [{ a: { b: { c: 1 } } }, [move("/a/b", "")], { c: 1 }],
  [{ a: { b: 1 } }, [move("/a", "/a/b")], [0, "/a cannot be moved into itself"]],
  [{ a: { b: 1 }, ab: {} }, [move("/a", "/ab/c")], { ab: { c: { b: 1 } } }],
  [{ a: 1 }, [move("/b", "/c")], [0, "/b does not exist"]],
  [{ a: 1 }, [move("/a", "/b/c")], [0, "/b does not exist"]],
  // 4.5 copy
  [{ a: { b: [1] } }, [copy("/a/b", "/c")], { a: { b: [1] }, c: [1] }],
  [{ a: { b: [1] } }, [copy("/a", "/a/c")], { a: { b: [1], c: { b: [1] } } }],
  [{ a: [1, 2] }, [copy("/a/0", "/a/-")], { a: [1, 2, 1] }],
  [{ a: { b: 1 } }, [copy("/a", "/c"), replace("/c/b", 2)], { a: { b: 1 }, c: { b: 2 } }],
  [{ a: 1 }, [copy("/b", "/c")], [0, "/b does not exist"]],
  [{ a: [1] }, [copy("/a/-", "/b")], [0, "/a/- does not exist"]],
  // 4.6 test
  [{ a: "b" }, [is("/a", "b")], { a: "b" }],
  [{ a: { b: 1, c: [2] } }, [is("/a", { c: [2], b: 1 })], { a: { b: 1, c: [2] } }],
  [{ a: null }, [is("/a", null)], { a: null }],
  [{ a: 1 }, [is("", { a: 1 })], { a: 1 }],
  [{ a: 10 }, [is("/a", "10")], [0, "the value at /a is another"]],
  [{ a: "10" }, [is("/a", 10)], [0, "the value at /a is another"]],
  [{ a: null }, [is("/a", false)], [0, "the value at /a is another"]],
  [{ a: 0 }, [is("/a", false)], [0, "the value at /a is another"]],
  [{ a: [] }, [is("/a", {})], [0, "the value at /a is another"]],
  [{ a: [1, 2] }, [is("/a", [2, 1])], [0, "the value at /a is another"]],
  [{ a: { b: 1 } }, [is("/a", { b: 1, c: 2 })], [0, "the value at /a is another"]],
  [{ a: { b: 1, c: 2 } }, [is("/a", { b: 1 })], [0, "the value at /a is another"]],
  [{ a: 1 }, [is("/b", null)], [0, "/b does not exist"]],
  // RFC 6901: pointers
  [{ "": 1 }, [replace("/", 2)], { "": 2 }],
  [{}, [add("/", 1)], { "": 1 }],
  [{ "": { "": 1 } }, [remove("//")], { "": {} }],
  [{ "a/b": 1, "a~b": 2 }, [replace("/a~1b", 3), replace("/a~0b", 4)], { "a/b": 3, "a~b": 4 }],
  [{ "~1": 1 }, [replace("/~01", 2)], { "~1": 2 }],
  [{ "01": 1, " ": 2, "é\n": 3, "%25": 4 }, [remove("/01"), remove("/ "), remove("/é\n"), remove("/%25")], {}],
  // Only own properties are there, and none that reach beyond the document.
  [{ a: {} }, [is("/a/constructor", null)], [0, "/a/constructor does not exist"]],
  [{ a: {} }, [add("/a/toString/x", 1)], [0, "/a/toString does not exist"]],
  [{ a: {} }, [copy("/a/hasOwnProperty", "/b")], [0, "/a/hasOwnProperty does not exist"]],
  [{ a: {} }, [add("/a/constructor", 1)], { a: { constructor: 1 } }],
  [{ a: {} }, [add("/a/__proto__", {})], [0, "__proto__ may not be patched"]],
  [{ a: {} }, [add("/__proto__/polluted", true)], [0, "__proto__ may not be patched"]],
  [{ a: {} }, [move("/a", "/__proto__")], [0, "__proto__ may not be patched"]],
  [{ a: {} }, [copy("/__proto__", "/a")], [0, "__proto__ may not be patched"]],
  // All or nothing, in order.
  [{ a: 1 }, [add("/b", {}), add("/b/c", 2), is("/b", { c: 2 }), remove("/a")], { b: { c: 2 } }],
  [{ a: 1 }, [remove("/a"), add("/b", 1), is("/a", 1)], [2, "/a does not exist"]],
  [{ a: 1 }, [replace("/a", 2), is("/a", 1), add("/b", 1)], [1, "the value at /a is another"]],
];

test.each(rows)("%j patched with %j gives %j", (document, patch, expected) => {
  frozen(document);
  frozen(patch);
  if (!Array.isArray(expected)) return expect(apply(document, patch)).toStrictEqual(expected);
  const [index, reason] = expected;
  expect(failureOf(document, patch)).toMatchObject({ index, reason, message: `operation ${index}: ${reason}` });
});

test("A patch's own values stay as they are, and so does what a result shares with the document", () => {
  const value: JsonObject = { b: 1 };
  const document: JsonObject = { d: { e: [1] }, f: {} };
  const result = apply(document, [add("/a", value), replace("/a/b", 2), move("/d/e", "/f/e"), add("/f/e/-", 2)]);
  expect(result).toEqual({ a: { b: 2 }, d: {}, f: { e: [1, 2] } });
  expect(value).toEqual({ b: 1 });
  expect(document).toEqual({ d: { e: [1] }, f: {} });
  expect(apply(document, [add("/a", value)])["d"]).toBe(document["d"]);
});

test("No error tells what a document or a patch holds", () => {
  const secret = "hunter2";
  const document = { a: [secret], b: { c: secret }, d: secret };
  const value = { e: secret };
  const paths = ["/x", "/x/y", "/a/7", "/a/-", "/a/01", "/d/x", "/b/c/x", "/__proto__", ""];
  const failures = paths.flatMap((path) => [
    failureOf(document, [is(path, value)]),
    failureOf(document, [replace(path, secret)]),
    failureOf(document, [remove(path)]),
    failureOf(document, [add(`${path}/x/y`, value)]),
    failureOf(document, [move(`${path}/x`, "/z")]),
    failureOf(document, [copy("/b", `${path}/x/y`)]),
  ]);
  for (const failure of failures) {
    expect(String(failure)).not.toContain(secret);
    expect(JSON.stringify(failure)).not.toContain(secret);
  }
});

function failureOf(document: JsonObject, patch: Operation[]): PatchError {
  try {
    apply(document, patch);
  } catch (error) {
    expect(error).toBeInstanceOf(PatchError);
    return error as PatchError;
  }
  throw new Error("the patch applies");
}

/** Frozen through and through, so that whoever changes it throws. */
function frozen(value: unknown): void {
  if (value === null || typeof value !== "object") return;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
}
