/** Times this tool against what does the same job, whole processes side by side. See --help. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contestantsIn, findKubectl, versionOf } from "./contestants.mjs";
import { raceFleets } from "./fleets.mjs";
import { race } from "./race.mjs";
import { fleetsTable, growth, machineLines, machineWith, table } from "./report.mjs";
import { streams } from "./streams.mjs";

const HELP = `Usage: npm run bench -- [--quick] [--all] [--json] [STREAM…]

Starts this tool as an executable and on Node, node -e 0, kubectl kustomize, a
script that parses and stringifies everything, and cat in turns, as whole processes
fed through pipes; where Go is installed, kustomize, yq and ytt as well. Prints medians, their ratios, and peak memory (where there is
GNU time). Every output is checked before the clock starts.

  --quick   few rounds, and no large stream unless it is named
  --all     the largest streams too, and the cost of a release as they become
            more, which takes many minutes
  --json    JSON on stdout: times in milliseconds, memory in bytes
            (npm run --silent bench -- --json keeps npm's own lines out of it)

Streams: ${streams.map(({ id }) => id).join(" ")}

npm run bench:publish measures all, and writes docs/speed.md and its picture. Run it
on a machine that does nothing else.
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

async function main() {
  if (!options || options.help) {
    if (!options) process.exitCode = 2;
    return void process.stdout.write(HELP);
  }
  if (!existsSync(new URL("../../dist/cli.cjs", import.meta.url))) throw new Error("run npm run build first");
  const directory = mkdtempSync(join(tmpdir(), "kong-client-ip-bench-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

  const kubectl = await findKubectl();
  const machine = machineWith(await versionOf(kubectl));
  const contestants = await contestantsIn(directory, kubectl);
  if (!json) process.stdout.write(machineLines(machine));
  const results = [];
  for (const stream of streams.filter(isChosen)) {
    const result = await race(stream, contestants, directory, quick);
    results.push(result);
    if (!json) process.stdout.write(table(result));
  }
  const fleets = all ? await raceFleets(contestants, directory, quick) : [];
  const whole = { machine, streams: results, ...(all && { fleets }) };
  process.stdout.write(json ? `${JSON.stringify(whole, rounded, 2)}\n` : growth(results) + fleetsTable(fleets));
}

/** Thousandths of a millisecond are noise. @type {(key: string, value: unknown) => unknown} */
function rounded(_, value) {
  return typeof value === "number" ? Number(value.toFixed(3)) : value;
}

await main();
