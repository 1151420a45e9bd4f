/** Results as a table of at most 80 columns. */

import { arch, availableParallelism, cpus, release, totalmem, type } from "node:os";

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} title
 * @property {string} [note] in place of numbers: why there are none
 * @property {number} [rounds]
 * @property {number} [median] milliseconds
 * @property {number} [min] milliseconds
 * @property {number} [peakMemory] bytes
 * @property {{ node?: number, kubectl?: number }} [ratios] of medians
 *
 * @typedef {object} Result
 * @property {string} id
 * @property {string} title
 * @property {number} bytes
 * @property {Row[]} contestants
 */

/** The machine that was measured on, for whoever compares numbers. */
export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memory: totalmem(),
  system: `${type()} ${release()} ${arch()}`,
  node: process.version,
});

/** @type {(machine: ReturnType<typeof import("./report.mjs").machine>, kubectl: string) => string} */
export const machineLines = ({ cpu, cores, memory, system, node }, kubectl) =>
  `${cpu}, ${cores} cores, ${Math.round(memory / 2 ** 30)} GiB, ${system}\nNode ${node}, kubectl ${kubectl}\n`;

/** @type {(milliseconds: number) => string} */
const time = (milliseconds) =>
  milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;

const megabytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1e6)} MB`;
export const size = (/** @type {number} */ bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : megabytes(bytes));
const ratio = (/** @type {number | undefined} */ value) =>
  value === undefined ? "–" : value.toFixed(value < 0.1 ? 3 : value < 10 ? 2 : 1);

const WIDTHS = [9, 9, 7, 9, 9];
/** @type {(cells: readonly string[]) => string} */
const line = ([head = "", ...cells]) =>
  `  ${head.padEnd(33)}${cells.map((cell, index) => cell.padStart(WIDTHS[index] ?? 0)).join("")}\n`;

/** @type {(result: Result) => string} */
export function table({ title, bytes, contestants }) {
  const head = line([`${title}, ${size(bytes)}`, "median", "min", "× node", "×kubectl", "peak RSS"]);
  const rows = contestants.map(({ title: name, note, median, min, ratios, peakMemory }) =>
    note !== undefined || median === undefined || min === undefined
      ? `  ${name.padEnd(33)}  ${note}`.slice(0, 79).concat("\n")
      : line([
          name,
          time(median),
          time(min),
          ratio(ratios?.node),
          ratio(ratios?.kubectl),
          peakMemory === undefined ? "–" : megabytes(peakMemory),
        ]),
  );
  return `\n${head}${rows.join("")}`;
}

/**
 * How the tool's time grows with the stream, where a smaller and a larger one of a kind were measured.
 * @type {(results: readonly Result[]) => string}
 */
export function growth(results) {
  const find = (/** @type {string} */ id) => results.find((result) => result.id === id);
  const lines = [
    ["8mb", "64mb"],
    ["200-releases", "2000-releases"],
  ].map(([small = "", large = ""]) => {
    const [a, b] = [find(small), find(large)];
    const [from, to] = [a, b].map((result) => result?.contestants.find(({ id }) => id === "tool")?.median);
    if (!a || !b || from === undefined || to === undefined) return "";
    const [bytes, times] = [b.bytes / a.bytes, to / from];
    return `  ${b.title}, ${size(b.bytes)}: ${times.toFixed(1)} × the time for ${bytes.toFixed(1)} × the bytes (${size(a.bytes)})\n`;
  });
  return lines.some(Boolean) ? `\n${lines.join("")}` : "";
}
