/** Times this tool against what does the same job, whole processes side by side. See --help. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contestantsIn, findKubectl, prepare, versionOf } from "./contestants.mjs";
import { checkerFor, documentsOf, read } from "./documents.mjs";
import { editsLike } from "./edits.mjs";
import { inspect, median, takeTurns } from "./measure.mjs";
import { growth, machineLines, machineWith, table } from "./report.mjs";
import { streams } from "./streams.mjs";

const HELP = `Usage: npm run bench -- [--quick] [--all] [--json] [STREAM…]

Starts this tool, node -e 0, kubectl kustomize, a script that parses and
stringifies everything, and cat in turns on the same stream, as whole processes
fed through pipes. Prints medians, their ratios, and peak memory (where there is
GNU time). Every output is checked before the clock starts.

  --quick   few rounds, and no large stream unless it is named
  --all     the largest streams too, which takes many minutes
  --json    JSON on stdout: times in milliseconds, memory in bytes
            (npm run --silent bench -- --json keeps npm's own lines out of it)

Streams: ${streams.map(({ id }) => id).join(" ")}
`;

/** What is asked for, or nothing where it is not understood. */
function parsed() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        all: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return positionals.every((id) => streams.some((stream) => stream.id === id))
      ? { ...values, positionals }
      : undefined;
  } catch {
    return undefined;
  }
}

const options = parsed();
const { positionals: wanted = [], quick = false, all = false, json = false } = options ?? {};

/** @type {(stream: import("./streams.mjs").Stream) => boolean} */
const isChosen = ({ id, runs }) =>
  wanted.length > 0 ? wanted.includes(id) : all || runs === "always" || (runs === "unless-quick" && !quick);

/** How often a contestant runs whose first run took so long: half a minute's worth, but once at least. */
function roundsFor(/** @type {number} */ usual, /** @type {number} */ milliseconds) {
  const [most, seconds] = quick ? [Math.ceil(usual / 5), 4] : [usual, 30];
  return Math.max(1, Math.min(most, Math.floor((seconds * 1000) / milliseconds)));
}

/**
 * One stream, all contestants.
 *
 * @param {import("./streams.mjs").Stream} stream
 * @param {readonly import("./contestants.mjs").Contestant[]} contestants
 * @param {string} directory
 * @returns {Promise<import("./report.mjs").Result>}
 */
async function race({ id: streamId, title: streamTitle, rounds, text }, contestants, directory) {
  const stream = text();
  const bytes = Buffer.from(stream);
  const gateway = documentsOf(stream).find((document) => /^kind: Deployment$/m.test(document)) ?? "";
  const edits = editsLike(read(gateway));
  const check = checkerFor(stream, edits);
  prepare(directory, edits);

  /** @type {Map<string, string>} */
  const notes = new Map();
  const peaks = new Map();
  const entries = [];
  for (const { id, job, argv } of contestants) {
    if (!argv) {
      notes.set(id, "not available");
      continue;
    }
    const input = job === "nothing" ? Buffer.of() : bytes;
    const { milliseconds, output, failure, peakMemory } = await inspect(argv, input, join(directory, "memory"));
    // Others may be too slow or run out of memory. A wrong result is another matter: then the race is not fair.
    if (failure !== undefined && id !== "tool") {
      notes.set(id, failure);
      continue;
    }
    const isCopy = job === "patch" || output.equals(input);
    const fault = failure ?? (job === "patch" ? check(output.toString()) : isCopy ? undefined : "not what it read");
    if (fault !== undefined) throw new Error(`${streamTitle}: ${id}: ${fault}`);
    peaks.set(id, peakMemory);
    entries.push({ id, argv, input, rounds: roundsFor(rounds, milliseconds) });
  }

  const times = await takeTurns(entries);
  const medianOf = (/** @type {string} */ id) => median(times.get(id) ?? []);
  const rows = contestants.map(({ id, title }) => {
    const list = times.get(id);
    if (!list) return { id, title, note: notes.get(id) ?? "" };
    const ratios = ["node", "kubectl"]
      .filter((other) => times.has(other))
      .map((other) => [other, medianOf(id) / medianOf(other)]);
    const numbers = {
      rounds: list.length,
      median: medianOf(id),
      min: Math.min(...list),
      ratios: Object.fromEntries(ratios),
      peakMemory: peaks.get(id),
    };
    return { id, title, numbers };
  });
  return { id: streamId, title: streamTitle, bytes: bytes.length, contestants: rows };
}

async function main() {
  if (!options || options.help) {
    if (!options) process.exitCode = 2;
    return void process.stdout.write(HELP);
  }
  if (!existsSync(new URL("../../dist/cli.cjs", import.meta.url))) throw new Error("run npm run build first");
  const directory = mkdtempSync(join(tmpdir(), "kong-client-ip-bench-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130));

  const kubectl = await findKubectl();
  const machine = machineWith(await versionOf(kubectl));
  const contestants = await contestantsIn(directory, kubectl);
  if (!json) process.stdout.write(machineLines(machine));
  const results = [];
  for (const stream of streams.filter(isChosen)) {
    const result = await race(stream, contestants, directory);
    results.push(result);
    if (!json) process.stdout.write(table(result));
  }
  process.stdout.write(json ? `${JSON.stringify({ machine, streams: results }, null, 2)}\n` : growth(results));
}

await main();
