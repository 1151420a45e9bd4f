/**
 * Properties that are tried for as long as one likes:
 *
 *     FUZZ_SECONDS=600 npx vitest run test/fuzz
 *
 * gives each property that time. `FUZZ_SEED` repeats a run, whose seed is printed. Without these a property takes as
 * many tries as it says, or FC_RUNS where that is less.
 */

import fc from "fast-check";
import { test } from "vitest";
import { runs } from "../manifests/arbitrary.ts";

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 0);
const given = process.env["FUZZ_SEED"];

export function fuzz<Value>(
  name: string,
  arbitrary: fc.Arbitrary<Value>,
  tries: number,
  check: (value: Value) => void,
  options: { endOnFailure?: boolean } = {},
): void {
  test(name, { timeout: 60_000 + 2_000 * seconds }, () => {
    const seed = given === undefined ? Date.now() & 0x7fffffff : Number(given);
    let count = 0;
    const property = fc.property(arbitrary, (value) => {
      count++;
      check(value);
    });
    const limits = { numRuns: 1e9, interruptAfterTimeLimit: 1_000 * seconds, markInterruptAsFailure: false };
    fc.assert(property, { seed, ...options, ...(seconds > 0 ? limits : runs(tries)) });
    if (seconds > 0) process.stdout.write(`${name}: ${count} tries, seed ${seed}\n`);
  });
}
