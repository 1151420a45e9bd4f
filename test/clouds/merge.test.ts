/** The laws of values that are merged: twice is once, nothing that was there is lost, and order is kept. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Merge } from "../../src/generated/cloud.ts";
import { itemsOf } from "../../src/json/lists.ts";
import { merge, type ServicePort } from "../../src/methods/merge.ts";

const blank = fc.constantFrom("", "", " ", "  ");
const word = fc.constantFrom(
  "nlb",
  "proxy-protocol",
  "ipvs",
  "preserve_client_ip.enabled",
  "a.b",
  "x",
  "deregistration",
);
const spaced = (text: fc.Arbitrary<string>) => fc.tuple(blank, text, blank).map((parts) => parts.join(""));
const pair = fc.tuple(word, fc.constantFrom("true", "false", "30", "", "a=b", "60 s")).map((parts) => parts.join("="));
const list = (item: fc.Arbitrary<string>) =>
  fc.array(spaced(fc.oneof(item, item, fc.constant("")))).map((items) => items.join(","));

const merged = (old: string, parts: Merge, ports: readonly ServicePort[] = []): string =>
  merge(old, parts, ports) ?? expect.fail(`${old} is not of the form`);

describe("A comma list of pairs", () => {
  const wanted = fc.dictionary(word, fc.constantFrom("true", "on", "v2"), { minKeys: 1, maxKeys: 3 });
  const keyOf = (item: string) => item.split("=")[0]?.trim() ?? "";

  test("merged twice is as merged once, and holds what is wanted", () => {
    fc.assert(
      fc.property(list(pair), wanted, (old, pairs) => {
        const once = merged(old, { pairs });
        expect(merged(once, { pairs })).toBe(once);
        for (const [key, value] of Object.entries(pairs)) {
          const items = itemsOf(once).filter((item) => keyOf(item) === key);
          expect(items.length).toBeGreaterThan(0);
          for (const item of items) expect(item).toBe(`${key}=${value}`);
        }
      }),
    );
  });

  test("keeps all other pairs to the letter, and the order of all", () => {
    fc.assert(
      fc.property(list(pair), wanted, (old, pairs) => {
        const isOther = (item: string) => !Object.hasOwn(pairs, keyOf(item));
        const [before, after] = [old, merged(old, { pairs })].map((text) => text.split(","));
        expect(after?.filter(isOther).filter((item) => item.trim() !== "")).toEqual(
          before?.filter(isOther).filter((item) => item.trim() !== ""),
        );
        const keys = (items: string[] = []) => items.map(keyOf).filter((key) => key !== "");
        expect(keys(after).slice(0, keys(before).length)).toEqual(keys(before));
      }),
    );
  });

  test.each([
    ["", "k=true"],
    ["a=b", "a=b,k=true"],
    [" a=b , k = false , c=d", " a=b , k=true , c=d"],
    ["k=false,k=x", "k=true,k=true"],
    ["kk=1", "kk=1,k=true"],
    ["k=true", "k=true"],
  ])("%j becomes %j", (old, fresh) => {
    expect(merged(old, { pairs: { k: "true" } })).toBe(fresh);
  });
});

describe("A comma list of words", () => {
  const wanted = fc.uniqueArray(word, { minLength: 1, maxLength: 3 });

  test("merged twice is as merged once, keeps all that was there, and adds each word that was not", () => {
    fc.assert(
      fc.property(list(word), wanted, (old, words) => {
        const once = merged(old, { words });
        expect(merged(once, { words })).toBe(once);
        expect(once.startsWith(old.trim() === "" ? "" : old)).toBe(true);
        const before = itemsOf(old);
        expect(itemsOf(once)).toEqual([...before, ...words.filter((item) => !before.includes(item))]);
      }),
    );
  });
});

describe("A JSON object with a part for each port", () => {
  const template = {
    frontends: { name: "{name}", port: "{port}", mode: "tcp" },
    backends: { name: "{name}", x: { y: 2 } },
  };
  const parts: Merge = { ports: template };
  const name = fc.constantFrom("http", "https", "kong-proxy", "stream");
  const ports = fc.uniqueArray(fc.record({ name, port: fc.integer({ min: 1, max: 65_535 }) }), {
    selector: (port) => port.name,
  });
  const item = fc.oneof(
    fc.record(
      { name, rules: fc.jsonValue({ maxDepth: 2 }), mode: fc.constantFrom("http", "tcp") },
      { requiredKeys: [] },
    ),
    fc.record({ labels: fc.array(fc.record({ key: fc.string(), value: fc.string() })), tags: fc.array(fc.string()) }),
  );
  const old = fc
    .record(
      {
        plan: fc.string(),
        frontends: fc.uniqueArray(item, { selector: nameOf }),
        backends: fc.array(item),
        networks: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value));

  test("merged twice is as merged once", () => {
    fc.assert(
      fc.property(old, ports, (text, list) => {
        const once = merged(text, parts, list);
        expect(merged(once, parts, list)).toBe(once);
      }),
    );
  });

  test("has all that was there, in its order, but for the values that a port needs otherwise", () => {
    fc.assert(
      fc.property(old, ports, (text, list) => {
        const before = JSON.parse(text);
        const after = JSON.parse(merged(text, parts, list));
        expect(Object.keys(after).slice(0, Object.keys(before).length)).toEqual(Object.keys(before));
        for (const [key, value] of Object.entries(before)) {
          if (key !== "frontends" && key !== "backends") expect(after[key]).toEqual(value);
          else {
            const needed = Object.keys(template[key]);
            (value as object[]).forEach((each, index) => {
              const isPort = list.some((port) => port.name === nameOf(each));
              expect(without(after[key][index], isPort ? needed : [])).toEqual(without(each, isPort ? needed : []));
            });
          }
        }
      }),
    );
  });

  test("has what each port needs", () => {
    fc.assert(
      fc.property(old, ports, (text, list) => {
        const { frontends, backends } = JSON.parse(merged(text, parts, list));
        for (const port of list) {
          expect(frontends).toContainEqual(expect.objectContaining({ ...port, mode: "tcp" }));
          expect(backends).toContainEqual(expect.objectContaining({ name: port.name, x: { y: 2 } }));
        }
      }),
    );
  });

  test.each([["{"], ["[]"], ["null"], ["3"], ['"frontends"'], ["a=b"]])("%s is none, and is refused", (text) => {
    expect(merge(text, parts, [{ name: "http", port: 80 }])).toBeUndefined();
  });

  test.each([[""], ["  "], ["{}"]])("%j is an empty one", (text) => {
    expect(merged(text, parts, [{ name: "http", port: 80 }])).toBe(
      '{"frontends":[{"name":"http","port":80,"mode":"tcp"}],"backends":[{"name":"http","x":{"y":2}}]}',
    );
  });

  test("that is right already stays as it is written", () => {
    const text =
      '{ "backends": [{"x": {"y": 2}, "name": "a"}],\n "frontends": [{"mode": "tcp", "port": 1, "name": "a"}] }';
    expect(merged(text, parts, [{ name: "a", port: 1 }])).toBe(text);
  });
});

function nameOf(item: object): unknown {
  return "name" in item ? item.name : undefined;
}

const without = (item: object, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(item).filter(([key]) => !keys.includes(key)));
