import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect } from "vitest";
import { isObject, type Json, type Path } from "../../src/json/values.ts";
import { readTree } from "../../src/manifests/document.ts";
import { write } from "../../src/manifests/write.ts";
import { fullTree } from "../../src/yaml/read/full.ts";
import type { Entry, Tree } from "../../src/yaml/tree.ts";
import { edit } from "../../src/yaml/write/edit.ts";
import { law } from "../support/law.ts";
import { readOrRefused } from "../support/read.ts";
import { grown, mutated, object } from "./arbitrary.ts";
import { bytes } from "./bytes.ts";
import { diceOf, handwritten } from "./handwriting.ts";
import { oddStream } from "./odd.ts";

function edited(before: Tree, wanted: Json): string {
  let result = "";
  let copied = 0;
  for (const { start, end, text } of edit(before, wanted)) {
    expect(start).toBeGreaterThanOrEqual(copied);
    result += before.text.slice(copied, start) + text;
    copied = end;
  }
  return result + before.text.slice(copied);
}

const numbers = fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 });

law(
  "Law 1: nothing asked, nothing changed, whatever the bytes",
  fc.oneof(
    bytes,
    fc.array(oddStream, { maxLength: 1 }).map((texts) => Buffer.from(texts.join(""))),
  ),
  4_000,
  (stream) => {
    const manifests = readOrRefused(stream);
    if (!manifests) return false;
    expect(write(manifests, new Map()).equals(stream)).toBe(true);
    const values = new Map(manifests.resources.map((resource) => [resource, resource.value]));
    expect(write(manifests, values).equals(stream)).toBe(true);
    return true;
  },
);

const changed = object.chain((before) => fc.tuple(fc.constant(before), mutated(before)));
law(
  "Law 2: what is written is what was meant, in every handwriting",
  fc.tuple(changed, numbers, fc.boolean()),
  10_000,
  ([[before, after], throws, isWindows]) => {
    const text = handwritten(before, diceOf(throws)).replaceAll("\n", isWindows ? "\r\n" : "\n");
    const old = readTree(text);
    expect(old.fault).toBeUndefined();
    expect(old.value).toEqual(before);
    // A document that is no map, or an empty one, is no Kubernetes object; where nothing changes, nothing is written.
    if (!isObject(after) || Object.keys(after).length === 0 || isDeepStrictEqual(before, after)) return false;
    const fresh = edited(old, after);
    // By the reader that gives no places, in case the others are wrong about what they have placed.
    for (const { fault, value } of [fullTree(fresh), readTree(fresh)])
      expect({ fault, value }).toEqual({ value: after });
    expect(edited(readTree(fresh), after)).toBe(fresh);
    return true;
  },
);

const growing = object.chain((before) => fc.tuple(fc.constant(before), grown(before)));
law(
  "Law 3: every line outside a changed value stays, in its place and to the byte",
  fc.tuple(growing, numbers),
  3_000,
  ([[before, { after, replaced, grown }], throws]) => {
    const old = readTree(handwritten(before, diceOf(throws)));
    const touched = new Set([
      ...replaced.flatMap((path) => linesOf(old, path)),
      // A collection on lines of its own only gains some; braces and brackets must make room.
      ...grown.flatMap((path) => (isOpen(old.root(), path) ? [] : linesOf(old, path))),
    ]);
    const kept = old.text.split("\n").filter((_, line) => !touched.has(line));
    const lines = edited(old, after).split("\n");
    let next = 0;
    for (const line of lines) if (line === kept[next]) next++;
    expect(kept.slice(next), "lines that are gone").toEqual([]);
    return kept.length > 1 && touched.size + grown.length > 0;
  },
);

const entryAt = (root: Entry, path: Path): Entry =>
  path.reduce((entry: Entry, token) => {
    const entries = "entries" in entry.node ? entry.node.entries() : [];
    return (typeof token === "number" ? entries[token] : entries.find(({ key }) => key === token)) ?? entry;
  }, root);

function isOpen(root: Entry, path: Path): boolean {
  const { node } = entryAt(root, path);
  return "entries" in node && !node.flow && node.entries().length > 0;
}

/** The numbers, from 0, of the lines that a value stands on. */
function linesOf({ text, root: rootOf }: Tree, path: Path): number[] {
  const { node, lead, end } = entryAt(rootOf(), path);
  const own =
    node.kind === "scalar" ? node.start : "entries" in node && !node.flow ? node.entries()[0]?.start : undefined;
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length - 1;
  const [first, last] = [lineOf(own ?? lead), lineOf(end)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
