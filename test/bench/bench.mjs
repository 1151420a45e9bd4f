/**
 * Times this tool against what does the same job, whole processes side by side. See --help.
 */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contestantsIn, findKubectl, kubectlVersion, prepare } from "./contestants.mjs";
import { checkerFor, editsFor } from "./edits.mjs";
import { peakMemory, run, takeTurns } from "./measure.mjs";
import { growth, machine, machineLines, table } from "./report.mjs";
import { streams } from "./streams.mjs";

const HELP = `Usage: npm run bench -- [--quick] [--all] [--json] [STREAM…]

Starts this tool, kubectl kustomize, a script that parses and stringifies all,
node -e 0 and cat in turns on the same stream, as whole processes fed through
pipes, and prints medians, their ratios, and peak memory (needs GNU time).
Every output is checked before the clock starts.

  --quick   few rounds: seconds instead of minutes, ratios within 10 % or so
  --all     the large streams too: minutes, and gigabytes of memory
  --json    JSON on stdout, times in milliseconds, memory in bytes
            (npm run -s bench -- --json keeps npm's own lines out of it)

Streams: ${streams.map(({ id }) => id).join(" ")}
`;

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

/** No contestant gets more time than this for one stream, however few rounds that makes. */
const SECONDS = options.quick ? 4 : 30;

const median = (/** @type {number[]} */ times) => {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.slice(sorted.length % 2 ? middle : middle - 1);
  return sorted.length % 2 ? low : (low + high) / 2;
};

/**
 * @param {import("./streams.mjs").Stream} stream
 * @param {readonly import("./contestants.mjs").Contestant[]} contestants
 * @param {string} directory
 * @returns {Promise<import("./report.mjs").Result>}
 */
async function measure({ id, title, rounds, text }, contestants, directory) {
  const stream = text();
  const input = Buffer.from(stream);
  const edits = editsFor(stream);
  const check = checkerFor(stream, edits);
  prepare(directory, edits);

  /** @type {Map<string, string>} */
  const notes = new Map();
  const ready = [];
  for (const { id: name, job, argv } of contestants) {
    if (!argv) {
      notes.set(name, "not available");
      continue;
    }
    const stdin = job === "none" ? Buffer.of() : input;
    const { milliseconds, output, failure } = await run(argv, stdin, true);
    if (failure) {
      if (name === "tool") throw new Error(`${title}: ${name}: ${failure}`);
      notes.set(name, failure);
      continue;
    }
    const fault =
      job === "patch" ? check(output.toString()) : output.equals(stdin) ? undefined : "the output is not the input";
    if (fault) throw new Error(`${title}: ${name}: ${fault}`);
    const most = Math.max(1, Math.floor((SECONDS * 1000) / milliseconds));
    ready.push({ id: name, argv, input: stdin, rounds: Math.min(options.quick ? Math.ceil(rounds / 5) : rounds, most) });
  }

  const times = await takeTurns(ready);
  const medians = new Map([...times].map(([name, list]) => [name, median(list)]));
  const rows = [];
  for (const { id: name, title: label } of contestants) {
    const list = times.get(name);
    const own = medians.get(name);
    const entry = ready.find((contestant) => contestant.id === name);
    if (!list || own === undefined || !entry) {
      rows.push({ id: name, title: label, note: notes.get(name) ?? "" });
      continue;
    }
    const to = (/** @type {string} */ other) => {
      const base = medians.get(other);
      return base === undefined ? {} : { [other]: own / base };
    };
    const memory = await peakMemory(entry.argv, entry.input, join(directory, "memory"));
    rows.push({
      id: name,
      title: label,
      rounds: list.length,
      median: own,
      min: Math.min(...list),
      ratios: { ...to("node"), ...to("kubectl") },
      ...(memory !== undefined && { peakMemory: memory }),
    });
  }
  return { id, title, bytes: input.length, contestants: rows };
}

async function main() {
  const unknown = wanted.filter((id) => !streams.some((stream) => stream.id === id));
  if (options.help || unknown.length > 0) {
    if (unknown.length > 0) process.exitCode = 2;
    return void process.stdout.write(HELP);
  }
  if (!existsSync(new URL("../../dist/cli.cjs", import.meta.url))) throw new Error("run npm run build first");
  const chosen = streams.filter(({ id, isExtra }) => (wanted.length > 0 ? wanted.includes(id) : options.all || !isExtra));
  const kubectl = await findKubectl();
  const version = kubectl ? await kubectlVersion(kubectl) : "not available";
  const directory = mkdtempSync(join(tmpdir(), "kong-client-ip-bench-"));
  try {
    const contestants = await contestantsIn(directory, kubectl);
    if (!options.json) process.stdout.write(machineLines(machine(), version));
    const results = [];
    for (const stream of chosen) {
      const result = await measure(stream, contestants, directory);
      results.push(result);
      if (!options.json) process.stdout.write(table(result));
    }
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ machine: { ...machine(), kubectl: version }, streams: results }, null, 2)}\n`
        : growth(results),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
