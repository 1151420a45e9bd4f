import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fullTree } from "../../src/yaml/read/full.ts";
import { type KnownBlocks, quickTree } from "../../src/yaml/read/quick.ts";
import type { Entry, Tree } from "../../src/yaml/tree.ts";
import { plainObject } from "../manifests/arbitrary.ts";
import { diceOf, handwritten } from "../manifests/handwriting.ts";
import { law } from "../support/law.ts";
import { root } from "../support/tools.ts";
import { plainLines } from "./plain-lines.ts";

/** A tree as plain data: what it reads as and where everything stands. */
const laidOut = ({ value, root, fault }: Tree) => ({ value, root: entryOf(root()), fault });

const entryOf = ({ node, ...place }: Entry): unknown => ({
  ...place,
  node: "entries" in node ? { ...node, entries: node.entries().map(entryOf) } : node,
});

/** Whether the quick reader took a text; if so it must have read it as the library does. */
function agrees(text: string): boolean {
  const quick = quickTree(text);
  if (quick) expect(laidOut(quick), text).toEqual(laidOut(fullTree(text)));
  return quick !== undefined;
}

describe("where the quick reader reads a text, it reads what the library reads", () => {
  const dice = fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 });
  law(
    "in the handwriting of templates",
    fc.tuple(plainObject, dice).map(([value, throws]) => handwritten(value, diceOf(throws), "template")),
    4_000,
    (text) => agrees(`\n${text}`),
    { atLeast: 1 / 3 },
  );

  law("in plain lines with something odd in them", plainLines, 10_000, (text) => agrees(text), { atLeast: 1 / 3 });

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

describe("what is read once for several texts is what each of them reads as", () => {
  law(
    "by itself, below another key, deeper, and beside others",
    fc.array(plainLines, { minLength: 2, maxLength: 4 }),
    3_000,
    (parts) => {
      const inner = (text: string) => text.replaceAll("\n", "\n  ");
      const texts = parts.flatMap((text, index) => [text, `\nk${index}:${inner(text)}`, `\nk:${inner(inner(text))}`]);
      const all = [...texts, texts.join(""), ...texts];
      const blocks: KnownBlocks = new Map();
      for (const text of all) expect(quickTree(text, blocks)?.value, text).toStrictEqual(quickTree(text)?.value);
      return blocks.size > 0 && all.some((text) => quickTree(text) !== undefined);
    },
    { atLeast: 1 / 3 },
  );

  test("where that is one level more than is read", () => {
    const block = (depth: number) => `\n      ${"- ".repeat(depth)}x`;
    const [shallow, deep] = [`\na:${block(254)}`, `\na:\n  b:${block(254)}`];
    const blocks: KnownBlocks = new Map();
    expect([shallow, deep].map((text) => quickTree(text, blocks) !== undefined)).toEqual(
      [shallow, deep].map((text) => quickTree(text) !== undefined),
    );
  });
});

test("Both readers refuse what is nested deeper than any manifest, at the same level", () => {
  const nested = (depth: number) =>
    Array.from({ length: depth }, (_, level) => `\n${" ".repeat(level)}a:`)
      .join("")
      .concat(" b\n");
  for (const read of [quickTree, fullTree]) expect(read(nested(256))).toMatchObject({ value: expect.anything() });
  for (const depth of [257, 2_000]) {
    expect(quickTree(nested(depth))).toBeUndefined();
    expect(() => fullTree(nested(depth))).toThrow(RangeError);
  }
});
