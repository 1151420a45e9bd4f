import fc from "fast-check";
import { expect, test } from "vitest";
import { json } from "../../src/escape/json.ts";
import { runs } from "../manifests/arbitrary.ts";
import { hostile, isCommand, isSeen } from "./hostile.ts";

test("JSON means what it meant, and leaves what shows it as it is", () => {
  fc.assert(
    fc.property(fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile))), (value) => {
      const text = json(value);
      // The library's own text, for strings that are no Unicode: both readers have to see the same.
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      for (const line of text.split("\n")) {
        expect(isSeen(line)).toBe(true);
        expect(isCommand(line)).toBe(false);
      }
    }),
    runs(1_000),
  );
});

test("A value without such characters is written as ever", () => {
  const value = { a: ["é", "Service kong/a", 1, null, true], b: {} };
  expect(json(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
});
