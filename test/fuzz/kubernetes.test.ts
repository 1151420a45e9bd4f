/** What Kubernetes reads is the contract: kubectl prints what it has read, and we must have read the same. */

import fc from "fast-check";
import { describe, expect } from "vitest";
import { at, type Json } from "../../src/json/values.ts";
import { readTree } from "../../src/manifests/document.ts";
import { object } from "../manifests/arbitrary.ts";
import { diceOf, handwritten } from "../manifests/handwriting.ts";
import { law } from "../support/law.ts";
import { needing } from "../support/needs.ts";
import { kubectl, run } from "../support/tools.ts";

const HEAD = "kind: Odd\napiVersion: v1\nmetadata: {name: odd}\nspec:";

/** What kubectl reads behind `spec:` of each document; undefined for those it refuses. */
function readByKubectl(texts: readonly string[]): (Json | undefined)[] {
  const input = texts.map((text) => `---\n${HEAD}${text}\n`).join("");
  const { status, stdout } = run(kubectl as string, ["annotate", "--local", "-f", "-", "a=b", "-o", "json"], { input });
  if (status === 0) {
    const objects = stdout.split(/^(?=\{)/m).map((text) => JSON.parse(text) as Json);
    if (objects.length === texts.length) return objects.map((value) => at(value, ["spec"]) ?? null);
  }
  if (texts.length === 1) return [undefined];
  const half = texts.length >> 1;
  return [...readByKubectl(texts.slice(0, half)), ...readByKubectl(texts.slice(half))];
}

const REFUSED = ["a merge key stands behind", "a map that is merged has a key twice"];

function agree(texts: readonly string[]): [compared: number, all: number] {
  const theirs = readByKubectl(texts);
  let compared = 0;
  for (const [index, text] of texts.entries()) {
    if (theirs[index] === undefined) continue;
    const { value, fault } = readTree(`\n${HEAD}${text}\n`);
    // Of these other readers make something else, so they are refused here.
    if (REFUSED.some((what) => fault?.what.startsWith(what))) continue;
    expect({ text, fault, value: at(value, ["spec"]) ?? null }).toEqual({ text, value: theirs[index] });
    compared++;
  }
  return [compared, texts.length];
}

const isOneDocument = (text: string) => !/(?:^|\n)(?:---|\.\.\.)/.test(text);
const several = (text: fc.Arbitrary<string>) => fc.array(text.filter(isOneDocument), { minLength: 30, maxLength: 60 });

const letters = fc.constantFrom(..."0011789+-._eExXoObBinfaNAtruyYsS:~,/");
const plain = fc.string({ unit: letters, maxLength: 7 }).map((text) => ` ${text}`);
// biome-ignore format: one kind of thing a line
const word = fc.constantFrom(
  "on", "off", "y", "No", "true", "~", "null", "0755", "0o17", "0b11", "0x1F", "-0x1", "1_000", "1e3", "-.5", "+1", "1.", ".inf", "190:20:30", "2024-01-02",
  "a", "two words", "a:b", "a#b", "'it''s'", '"\\x41\\u00e9\\n"', "!!str 1", "!!str on", '!!int "1"', "!!float 1", "!!bool on", "!!binary aGk=", "!custom a", "!!null ''",
);
// Of keys that are different to Go and the same as text, any may be the last.
const key = fc.constantFrom(
  "a",
  "on",
  "y",
  "0755",
  "1_000",
  "-.5",
  "'it''s'",
  '"\\x41"',
  "!!str 1",
  '!!int "2"',
  "!!binary aGk=",
);
const flow = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    fc
      .array(fc.tuple(key, tie("value")), { maxLength: 3 })
      .map((pairs) => `{${pairs.map(([a, b]) => `${a}: ${b}`).join(", ")}}`),
  ),
})).value;
const line = fc
  .tuple(
    fc.constantFrom("", "", "", "  ", "    "),
    fc.constantFrom("a: ", "a: ", "b: ", "on: ", "- ", "- a: ", "? ", ": ", "<<: ", '"q": ', ""),
    fc.oneof(word, flow, fc.constantFrom("", "|", ">-", "|+", "&x", "*x", "&x {a: 1}", "# c", '"a', "b'", "a: b")),
  )
  .map((parts) => `\n  ${parts.join("")}`);

/** Most of such lines are no YAML to anybody. */
const ODD = { endOnFailure: true, atLeast: 1 / 4 };

describe.skipIf(kubectl === undefined)(needing("kubectl and we read the same", { kubectl }), () => {
  law("from plain scalars", several(plain), 2, agree);
  law("from flow collections", several(flow.map((text) => ` ${text}`)), 2, agree);
  law(
    "from lines of all kinds",
    several(fc.array(line, { maxLength: 4 }).map((lines) => lines.join(""))),
    1,
    agree,
    ODD,
  );
  const numbers = fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 });
  const written = fc.tuple(object, numbers).map(([value, throws]) => handwritten(value, diceOf(throws)));
  law(
    "from any handwriting",
    several(written.map((text) => text.replaceAll(/\n(?=.)/g, "\n  ").replace(/^(?!\n)/, "\n  "))),
    6,
    agree,
  );
});
