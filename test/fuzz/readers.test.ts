/** Where one of the quick readers takes a text, it reads what the library reads, to the offsets of everything. */

import fc from "fast-check";
import { expect } from "vitest";
import { fullTree } from "../../src/yaml/read/full.ts";
import { jsonTree } from "../../src/yaml/read/json.ts";
import { quickTree } from "../../src/yaml/read/quick.ts";
import type { Entry, Tree } from "../../src/yaml/tree.ts";
import { object } from "../manifests/arbitrary.ts";
import { piece } from "../manifests/bytes.ts";
import { readCases } from "../support/case.ts";
import { law } from "../support/law.ts";

const entryOf = ({ node, ...place }: Entry): unknown => ({
  ...place,
  node: "entries" in node ? { ...node, entries: node.entries().map(entryOf) } : node,
});
/** A tree as plain data: what it reads as and where everything stands. To the library -0 is 0. */
const laidOut = ({ value, root, fault }: Tree) => ({
  value: JSON.parse(JSON.stringify(value)),
  root: entryOf(root()),
  fault,
});

/** Whether one of the quick readers took a text; if so it must have read it as the library does. */
function agree(text: string): boolean {
  const trees = [quickTree, jsonTree].flatMap((read) => read(text) ?? []);
  for (const tree of trees) expect(laidOut(tree), text).toEqual(laidOut(fullTree(text)));
  return trees.length > 0;
}

const documents = readCases()
  .flatMap(({ input }) => input.toString().split(/^---/m))
  .filter((text) => text.includes("kind"));
const damaged = fc
  .tuple(fc.constantFrom(...documents), fc.array(fc.tuple(fc.nat(), fc.nat(9), piece), { maxLength: 2 }))
  .map(([text, wounds]) =>
    wounds.reduce((result, [place, length, data]) => {
      const at = place % (result.length + 1);
      return result.slice(0, at) + data.toString() + result.slice(at + length);
    }, text),
  );
law("from manifests with something else in them", damaged, 1_000, agree, { atLeast: 1 / 3 });

const blanks = fc.constantFrom("", "", " ", "\n", "\n  ", "\r\n", "  \n");
const head = fc.constantFrom("", "\n", "\n# Source: a.yaml\n", " # c\r\n\n", "\n  ");
const json = fc
  .tuple(head, object, fc.constantFrom(undefined, 0, 2), fc.array(blanks, { minLength: 1, maxLength: 5 }))
  .map(([before, value, indent, gaps]) => {
    let next = 0;
    const text = JSON.stringify(value, null, indent).replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => {
      return token.length > 1 ? token : token + gaps[next++ % gaps.length];
    });
    return before + text;
  });
law("from JSON in any layout", json, 2_000, agree);

// biome-ignore format: a kind of thing a line
const ODD = [
  ..."{}[],:", '"a"', '"<<"', '"\\""', '"\\\\"', '"\\u0041"', '"__proto__"', "1", "-0", "1e3", "0.5", "1e400", "01", "true", "null", "a", "'b'",
  " ", "\n", "\t", "# c\n",
];
const nearly = fc
  .tuple(
    json,
    fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...ODD)), { maxLength: 3 })),
  )
  .map(([text, odds]) =>
    odds.reduce((result, [place, length, odd]) => {
      const at = place % (result.length + 1);
      return result.slice(0, at) + odd + result.slice(at + length);
    }, text),
  );
law("from what looks like JSON", nearly, 3_000, agree, { atLeast: 1 / 3 });
