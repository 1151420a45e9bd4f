import fc from "fast-check";
import { expect, test } from "vitest";
import { edit } from "../../src/manifests/edit.ts";
import type { Json } from "../../src/manifests/json.ts";
import { compose } from "../../src/manifests/read.ts";
import { readValue } from "../../src/manifests/value.ts";
import { mutated, object, write } from "./arbitrary.ts";

const original = (text: string) => {
  const document = compose(text);
  return { text, root: document.contents!, errors: document.errors, ...readValue(document) };
};
const apply = (text: string, wanted: Json): string => {
  let result = "";
  let copied = 0;
  for (const splice of edit(original(text), wanted)) {
    expect(splice.start).toBeGreaterThanOrEqual(copied);
    result += text.slice(copied, splice.start) + splice.text;
    copied = splice.end;
  }
  return result + text.slice(copied);
};
const numbers = (seeds: number[]) => {
  let i = 0;
  return (n: number) => (seeds[i++ % seeds.length] ?? 0) % n;
};
const writing = fc.tuple(
  object.chain((before) => fc.tuple(fc.constant(before), mutated(before))),
  fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 }),
);

test("what is written reads as what was meant, in every style of writing", () => {
  fc.assert(
    fc.property(writing, fc.boolean(), ([[before, after], seeds], crlf) => {
      if (after === null || typeof after !== "object" || Array.isArray(after) || Object.keys(after).length === 0)
        return;
      let text = write(before, numbers(seeds));
      if (crlf) text = text.replaceAll("\n", "\r\n");
      const o = original(text);
      expect(o.errors).toEqual([]);
      expect(o.value).toEqual(before);
      const result = apply(text, after);
      const reread = original(result);
      expect(reread.errors).toEqual([]);
      expect(reread.value).toEqual(after);
      expect(apply(result, after)).toBe(result);
    }),
    { numRuns: Number(process.env.RUNS ?? 10_000) },
  );
});
