import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure, postrender } from "../src/index.ts";
import { runs } from "./manifests/arbitrary.ts";
import { bytes, piece } from "./manifests/bytes.ts";
import { readCases } from "./support/case.ts";
import { ways } from "./support/oracle.ts";

const inputs = readCases().map(({ input }) => input.toString("latin1"));
const way = fc.constantFrom(...ways);

/** A hole in the text, something put in its place. */
const wound = fc.tuple(fc.nat(), fc.oneof(fc.constant(0), fc.nat(40)), fc.array(piece, { maxLength: 2 }));
const damaged = fc
  .tuple(fc.constantFrom(...inputs), fc.array(wound, { minLength: 1, maxLength: 3 }))
  .map(([input, wounds]) =>
    wounds.reduce((text, [place, length, pieces]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + pieces.map((data) => data.toString("latin1")).join("") + text.slice(at + length);
    }, input),
  );

const anything = bytes.map((data) => data.toString("latin1"));

test("Damaged manifests are changed once or refused, and no damage is a bug of ours", () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: damaged }, anything), way, (damage, { config }) => {
      const stream = Buffer.from(damage, "latin1");
      try {
        const patched = postrender(stream, config);
        const again = postrender(patched.stream, config);
        expect(again.changes).toEqual([]);
        expect(again.stream.equals(patched.stream)).toBe(true);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        expect(error.exitCode, error.message).toBe(1);
      }
      expect(stream.equals(Buffer.from(damage, "latin1"))).toBe(true);
    }),
    runs(3_000),
  );
});
