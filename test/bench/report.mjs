/** Results as tables of at most 80 columns. */

import { arch, availableParallelism, cpus, release, totalmem, type } from "node:os";

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} title
 * @property {string} [note] why there are no numbers
 * @property {Numbers} [numbers]
 *
 * @typedef {object} Numbers
 * @property {number} rounds
 * @property {number} median milliseconds
 * @property {number} min milliseconds
 * @property {{ node?: number, kubectl?: number }} ratios of medians
 * @property {number} [peakMemory] bytes
 *
 * @typedef {object} Result
 * @property {string} id
 * @property {string} title
 * @property {number} bytes
 * @property {Row[]} contestants
 *
 * @typedef {Result & { releases: number }} Fleet
 *
 * @typedef {ReturnType<typeof machineWith>} Machine
 */

/** What was measured on, for whoever compares numbers. */
export const machineWith = (/** @type {string} */ kubectl) => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memory: totalmem(),
  system: `${type()} ${release()} ${arch()}`,
  node: process.version,
  kubectl,
});

/** @type {(machine: Machine) => string} */
export const machineLines = ({ cpu, cores, memory, system, node, kubectl }) =>
  `${cpu}, ${cores} cores, ${Math.round(memory / 2 ** 30)} GiB, ${system}\nNode ${node}, kubectl ${kubectl}\n`;

/** @type {(milliseconds: number) => string} */
const time = (milliseconds) =>
  milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;

/** @type {(bytes: number | undefined) => string} */
const megabytes = (bytes) => (bytes === undefined ? "–" : `${Math.round(bytes / 1e6)} MB`);

/** @type {(bytes: number) => string} */
const size = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : megabytes(bytes));

/** @type {(value: number | undefined) => string} */
const ratio = (value) => value?.toFixed(value < 0.1 ? 3 : value < 10 ? 2 : 1) ?? "–";

const WIDTHS = [9, 9, 7, 9, 9];

/** @type {(head: string, cells: readonly string[]) => string} */
const line = (head, cells) =>
  `  ${head.padEnd(33)}${cells.map((cell, index) => cell.padStart(WIDTHS[index] ?? 0)).join("")}\n`;

/** @type {(result: Result) => string} */
export function table({ title, bytes, contestants }) {
  const rows = contestants.map(({ title: name, note = "", numbers }) => {
    if (!numbers) return `  ${name.padEnd(33)}  ${note.slice(0, 43)}\n`;
    const { median, min, ratios, peakMemory } = numbers;
    return line(name, [time(median), time(min), ratio(ratios.node), ratio(ratios.kubectl), megabytes(peakMemory)]);
  });
  return `\n${line(`${title}, ${size(bytes)}`, ["median", "min", "× node", "×kubectl", "peak RSS"])}${rows.join("")}`;
}

/** @type {(fleets: readonly Fleet[]) => string} */
export function fleetsTable(fleets) {
  const rows = (fleets[0]?.contestants ?? []).map(({ id, title }) => {
    const times = fleets.map(({ releases, contestants }) => {
      const median = contestants.find((each) => each.id === id)?.numbers?.median;
      return median === undefined ? "–" : (median / releases).toFixed(median / releases < 10 ? 2 : 0);
    });
    return `  ${title.padEnd(28)}${times.map((cell) => cell.padStart(7)).join("")}\n`;
  });
  const sizes = fleets.map(({ releases }) => String(releases).padStart(7)).join("");
  return fleets.length === 0 ? "" : `\n  ${"ms for each of … releases".padEnd(28)}${sizes}\n${rows.join("")}`;
}

/** Whose growth is told. */
const GROWS = "executable";
/** Pairs of streams of one kind, of which the second is larger. */
const GROWING = [
  ["8mb", "64mb"],
  ["200-releases", "2000-releases"],
];

/**
 * How the executable's time grows with the stream, where both of a kind were measured.
 * @type {(results: readonly Result[]) => string}
 */
export function growth(results) {
  const lines = GROWING.map((ids) => {
    const [small, large] = ids.map((id) => results.find((result) => result.id === id));
    const [from, to] = [small, large].map(
      (result) => result?.contestants.find(({ id, numbers }) => id === GROWS && numbers)?.numbers?.median,
    );
    if (!small || !large || from === undefined || to === undefined) return "";
    const [times, bytes] = [to / from, large.bytes / small.bytes].map((value) => value.toFixed(1));
    return `  ${large.title}, ${size(large.bytes)}: ${times} × the time for ${bytes} × the bytes\n`;
  });
  return lines.some((text) => text !== "") ? `\n${lines.join("")}` : "";
}
