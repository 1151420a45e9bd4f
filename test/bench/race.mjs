/** One stream, all contestants: who does the job, and how long it takes. */

import { join } from "node:path";
import { prepare } from "./contestants.mjs";
import { checkerFor, documentsOf, read } from "./documents.mjs";
import { editsLike } from "./edits.mjs";
import { inspect, median, takeTurns } from "./measure.mjs";

/**
 * A contestant that did its job once.
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {readonly string[]} argv
 * @property {Buffer} input
 * @property {number} first milliseconds of its run off the clock, through `time`, which takes about one
 * @property {number} [peakMemory]
 * @property {number} rounds to run on the clock
 */

/** How much time a contestant may have for a stream, and which part of the usual rounds it runs. */
const FULL = { seconds: 30, part: 1 };
const QUICK = { seconds: 4, part: 0.2 };

/**
 * @param {import("./streams.mjs").Stream} stream
 * @param {readonly import("./contestants.mjs").Contestant[]} contestants
 * @param {string} directory where the contestants find their files
 * @param {boolean} isQuick
 * @returns {Promise<import("./report.mjs").Result>}
 * @throws where the tool fails, or anybody's output is wrong: then the race is not fair
 */
export async function race({ id: streamId, title: streamTitle, rounds, text }, contestants, directory, isQuick) {
  const stream = text();
  const bytes = Buffer.from(stream);
  const gateway = documentsOf(stream).find((document) => /^kind: Deployment$/m.test(document)) ?? "";
  const edits = editsLike(read(gateway));
  const check = checkerFor(stream, edits);
  prepare(directory, edits);

  const { seconds, part } = isQuick ? QUICK : FULL;
  /** @type {Map<string, Entry | { note: string }>} */
  const entries = new Map();
  for (const { id, job, argv } of contestants) {
    if (!argv) {
      entries.set(id, { note: "not available" });
      continue;
    }
    const input = job === "nothing" ? Buffer.of() : bytes;
    const run = await inspect(argv, input, join(directory, "memory"));
    const { milliseconds: first, output, failure, peakMemory } = run;
    const isRight = job === "patch" || output.equals(input);
    const fault = failure ?? (job === "patch" ? check(output.toString()) : isRight ? undefined : "not what it read");
    // The others may be too slow, or run out of memory.
    if (fault !== undefined && (failure === undefined || id === "tool"))
      throw new Error(`${streamId}: ${id}: ${fault}`);
    const most = Math.min(Math.ceil(rounds * part), Math.floor((seconds * 1000) / first));
    entries.set(id, fault === undefined ? { id, argv, input, first, peakMemory, rounds: most } : { note: fault });
  }

  const admitted = [...entries.values()].flatMap((entry) => ("argv" in entry ? [entry] : []));
  const times = await takeTurns(admitted);
  // Of the slowest the first run has to do.
  for (const { id, first, rounds: turns } of admitted) if (turns === 0) times.set(id, [first]);
  const medians = new Map([...times].map(([id, list]) => [id, median(list)]));
  const ratiosOf = (/** @type {number} */ own) =>
    Object.fromEntries(
      ["node", "kubectl"].flatMap((id) => (medians.has(id) ? [[id, own / (medians.get(id) ?? 0)]] : [])),
    );

  const rows = contestants.map(({ id, title }) => {
    const entry = entries.get(id);
    if (!entry || "note" in entry) return { id, title, note: entry?.note ?? "" };
    const list = times.get(id) ?? [];
    const own = median(list);
    const numbers = { rounds: list.length, median: own, min: Math.min(...list), ratios: ratiosOf(own) };
    return { id, title, numbers: { ...numbers, ...(entry.peakMemory && { peakMemory: entry.peakMemory }) } };
  });
  return { id: streamId, title: streamTitle, bytes: bytes.length, contestants: rows };
}
