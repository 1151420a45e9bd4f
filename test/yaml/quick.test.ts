import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { libraryTree } from "../../src/yaml/read/library.ts";
import { quickTree } from "../../src/yaml/read/quick.ts";
import type { Entry, Tree } from "../../src/yaml/tree.ts";
import { object, runs } from "../manifests/arbitrary.ts";
import { diceOf, handwritten } from "../manifests/handwriting.ts";
import { root } from "../support/tools.ts";

/** A tree as plain data: what it reads as and where everything stands. */
const laidOut = ({ value, root, fault }: Tree) => ({ value, root: entryOf(root()), fault });

const entryOf = ({ node, ...place }: Entry): unknown => ({
  ...place,
  node: "entries" in node ? { ...node, entries: node.entries().map(entryOf) } : node,
});

/** Whether the quick reader took a text; if so it must have read it as the library does. */
function agrees(text: string): boolean {
  const quick = quickTree(text);
  if (quick) expect(laidOut(quick), text).toEqual(laidOut(libraryTree(text)));
  return quick !== undefined;
}

describe("where the quick reader reads a text, it reads what the library reads", () => {
  test("in every handwriting", () => {
    fc.assert(
      fc.property(object, fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 }), (value, throws) => {
        agrees(`\n${handwritten(value, diceOf(throws))}`);
      }),
      runs(5_000),
    );
  });

  test("in lines made of whatever means something to YAML", () => {
    const piece = fc.constantFrom(
      "a",
      "null",
      "Null: ",
      "on: ",
      "b: ",
      "key:",
      "- ",
      "-",
      "  ",
      " ",
      "\n",
      "\n  ",
      "\n    ",
      "#",
      " # c",
      '"x"',
      "'y'",
      '"a\\n"',
      "[a, b]",
      '[ "a b", c ]',
      "{}",
      "[]",
      "{a: b}",
      "|",
      ">-",
      "&x ",
      "*x",
      "!!str ",
      ":",
      ": ",
      "?",
      ",",
      "on",
      "0755",
      "1:30",
      "~",
      "<<: ",
      "%",
      "@",
      "`",
      "...",
      "x # y",
      "x#y",
      "a:b",
      "-1",
      "--",
      "''",
      '""',
      "\t",
      "é",
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        if (agrees(`\n${pieces.join("")}`)) taken++;
      }),
      runs(20_000),
    );
    expect(taken).toBeGreaterThan(0);
  });

  test("in the manifests of these tests, most of which it takes", () => {
    const cases = join(root, "test/cases");
    const inputs = readdirSync(cases).map((name) => join(cases, name, "input.yaml"));
    const streams = [...inputs.filter((file) => existsSync(file)), join(root, "examples/release.yaml")];
    const documents = streams
      .flatMap((file) => readFileSync(file, "utf8").split(/^---/m))
      .filter((text) => /^kind:/m.test(text));
    const taken = documents.filter(agrees).length;
    expect(taken / documents.length).toBeGreaterThan(0.8);
  });
});

test("Both readers refuse what is nested deeper than any manifest, at the same level", () => {
  const nested = (depth: number) =>
    Array.from({ length: depth }, (_, level) => `\n${" ".repeat(level)}a:`)
      .join("")
      .concat(" b\n");
  for (const read of [quickTree, libraryTree]) expect(read(nested(256))).toMatchObject({ value: expect.anything() });
  for (const depth of [257, 2_000]) {
    expect(quickTree(nested(depth))).toBeUndefined();
    expect(() => libraryTree(nested(depth))).toThrow(RangeError);
  }
});
