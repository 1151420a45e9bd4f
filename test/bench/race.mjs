/** One stream, all contestants: who does the job, and how long it takes. */

import { join } from "node:path";
import { prepare } from "./contestants.mjs";
import { checkerFor, documentsOf, read } from "./documents.mjs";
import { editsLike, editsOf } from "./edits.mjs";
import { inspect, median, takeTurns } from "./measure.mjs";

/**
 * A contestant that did its job once.
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {import("./measure.mjs").Task[]} tasks
 * @property {number} first milliseconds of its run off the clock, through `time`, which takes about one
 * @property {number} [peakMemory]
 * @property {number} rounds to run on the clock
 */

/** How much time a contestant may have for a stream, and which part of the usual rounds it runs. */
const FULL = { seconds: 15, part: 1 };
const QUICK = { seconds: 4, part: 0.2 };

/**
 * @param {import("./streams.mjs").Stream} stream
 * @param {readonly import("./contestants.mjs").Contestant[]} contestants
 * @param {string} directory where the contestants find their files
 * @param {boolean} isQuick
 * @returns {Promise<import("./report.mjs").Result>}
 * @throws where the tool fails, or anybody's output is wrong: then the race is not fair
 */
export async function race({ id: streamId, title: streamTitle, rounds, texts }, contestants, directory, isQuick) {
  const parts = texts().map((text, index, all) => partOf(text, join(directory, String(index)), all.length > 1));
  const { seconds, part } = isQuick ? QUICK : FULL;
  /** @type {Map<string, Entry | { note: string }>} */
  const entries = new Map();
  for (const contestant of contestants) {
    const entry = await admit(contestant, parts, directory);
    if ("note" in entry) {
      // The others may be too slow, or run out of memory, and there are real renders that they cannot read.
      const isOurs = contestant.id === "tool" || contestant.id === "executable";
      if ((isOurs && contestant.argv) || (entry.isWrong && parts.length === 1))
        throw new Error(`${streamId}: ${contestant.id}: ${entry.note}`);
      entries.set(contestant.id, entry);
    } else {
      const most = Math.min(Math.ceil(rounds * part), Math.floor((seconds * 1000) / entry.first));
      entries.set(contestant.id, { ...entry, id: contestant.id, rounds: most });
    }
  }

  const admitted = [...entries.values()].flatMap((entry) => ("tasks" in entry ? [entry] : []));
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
  const bytes = parts.reduce((sum, { input }) => sum + input.length, 0);
  return { id: streamId, title: streamTitle, bytes, contestants: rows };
}

/**
 * A text to patch, with the edits written to a directory, and how to check an output.
 * @type {(text: string, directory: string, isReal: boolean) => Part}
 *
 * @typedef {{ input: Buffer, directory: string, check: (output: string) => string | undefined }} Part
 */
function partOf(text, directory, isReal) {
  const gateway = documentsOf(text).find((document) => /^kind: Deployment$/m.test(document)) ?? "";
  const edits = isReal ? editsOf(text) : editsLike(read(gateway));
  prepare(directory, edits);
  return { input: Buffer.from(text), directory, check: checkerFor(text, edits) };
}

/**
 * Runs a contestant once on each part, off the clock.
 *
 * @param {import("./contestants.mjs").Contestant} contestant
 * @param {readonly Part[]} parts
 * @param {string} directory
 * @returns {Promise<Pick<Entry, "tasks" | "first" | "peakMemory"> | { note: string, isWrong?: boolean }>}
 */
async function admit({ job, argv }, parts, directory) {
  if (!argv) return { note: "not available" };
  const tasks = [];
  /** @type {{ note: string, isWrong?: boolean }[]} */
  const faults = [];
  let first = 0;
  let most = 0;
  for (const { input: text, directory: prepared, check } of parts) {
    const task = { argv: argv(prepared), input: job === "nothing" ? Buffer.of() : text };
    const run = await inspect(task.argv, task.input, join(directory, "memory"));
    const fault = run.failure ?? (job === "patch" ? check(run.output.toString()) : undefined);
    if (fault !== undefined) faults.push({ note: fault, ...(run.failure === undefined && { isWrong: true }) });
    tasks.push(task);
    first += run.milliseconds;
    most = Math.max(most, run.peakMemory ?? 0);
  }
  const [fault] = faults;
  if (fault) return parts.length === 1 ? fault : { note: `fails on ${faults.length} of ${parts.length}` };
  return { tasks, first, ...(most > 0 && { peakMemory: most }) };
}
