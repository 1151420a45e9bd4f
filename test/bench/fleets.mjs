/** What a release costs among others: streams of 1 to 4,000 of them. */

import { race } from "./race.mjs";
import { releases } from "./streams.mjs";

const SIZES = [1, 4, 16, 64, 250, 1000, 4000];

/** `kubectl kustomize` and standalone kustomize are the same code. */
const IDS = ["executable", "tool", "kubectl", "yq", "ytt", "round-trip"];

/** Who takes longer for a stream sits the larger ones out. */
const PATIENCE = 15_000;

/**
 * @param {readonly import("./contestants.mjs").Contestant[]} contestants
 * @param {string} directory where they find their files
 * @param {boolean} isQuick
 * @returns {Promise<import("./report.mjs").Fleet[]>}
 */
export async function raceFleets(contestants, directory, isQuick) {
  const fleets = [];
  let left = contestants.filter(({ id, argv }) => argv && IDS.includes(id));
  for (const size of SIZES) {
    const title = `${size.toLocaleString("en")} releases`;
    const stream = { id: `${size}-releases`, title, runs: /** @type {const} */ ("if-asked") };
    const rounds = size < 100 ? 15 : 5;
    const result = await race({ ...stream, rounds, texts: () => [releases(size)] }, left, directory, isQuick);
    fleets.push({ releases: size, ...result });
    const isFast = (/** @type {string} */ id) =>
      result.contestants.some((each) => each.id === id && (each.numbers?.median ?? PATIENCE) < PATIENCE);
    left = left.filter(({ id }) => isFast(id));
  }
  return fleets;
}
