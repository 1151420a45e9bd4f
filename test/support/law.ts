/**
 * Laws: properties that fast-check tries, of which enough tries must get as far as what they compare. A run says how
 * many did.
 *
 *     FUZZ_SECONDS=600 npx vitest run test/fuzz
 *
 * gives each law that time. `FUZZ_SEED` repeats a run, whose seed is told with the count. Without these a law takes as
 * many tries as it says, or FC_RUNS where that is less.
 */

import fc from "fast-check";
import { expect, type TestContext, test } from "vitest";
import { runs } from "../manifests/arbitrary.ts";

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 0);
const given = process.env["FUZZ_SEED"];

/** Below this many tries a share says nothing. */
const FEW = 30;

interface Options {
  /** The share of all tries that must compare something. */
  atLeast?: number;
  endOnFailure?: boolean;
  /** For one try, in milliseconds. */
  timeout?: number;
}

/** False where a try had nothing to compare; of a try with many parts, how many of them had, and how many there are. */
// biome-ignore lint/suspicious/noConfusingVoidType: most laws have nothing to say
type Compared = boolean | readonly [compared: number, all: number] | void;

/**
 * A test of a law.
 *
 * @param holds expects what must be so
 */
export function law<Value>(
  name: string,
  arbitrary: fc.Arbitrary<Value>,
  tries: number,
  holds: (value: Value) => Compared,
  { atLeast = 0.5, timeout = 60_000, ...options }: Options = {},
): void {
  test(name, { timeout: timeout + 2_000 * seconds }, async ({ annotate }) => {
    const { seed: global } = fc.readConfigureGlobal();
    const seed = given === undefined ? (global ?? Date.now() & 0x7fffffff) : Number(given);
    const share = new Share();
    const property = fc.property(arbitrary, (value) => share.count(holds(value)));
    const limits = { numRuns: 1e9, interruptAfterTimeLimit: 1_000 * seconds, markInterruptAsFailure: false };
    fc.assert(property, { seed, ...options, ...(seconds > 0 ? limits : runs(tries)) });
    await share.tell(annotate, atLeast, `seed ${seed}`);
  });
}

/** How many of all tries had something to compare. */
class Share {
  #all = 0;
  #compared = 0;

  count(compared: Compared): void {
    const [some, all] = typeof compared === "object" ? compared : [compared === false ? 0 : 1, 1];
    this.#compared += some;
    this.#all += all;
  }

  /** Says it, and expects enough. */
  async tell(annotate: TestContext["annotate"], atLeast: number, note = ""): Promise<void> {
    const told = `${this.#compared} of ${this.#all} compared`;
    await annotate(note === "" ? told : `${told}, ${note}`, "share");
    if (this.#all >= FEW) expect(this.#compared / this.#all, told).toBeGreaterThanOrEqual(atLeast);
  }
}
