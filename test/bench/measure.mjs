/** Whole processes by the clock: from before the start to the end of the output, input and output through pipes. */

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";

/** A process that takes longer is stopped. */
const LIMIT_SECONDS = 120;

/**
 * @typedef {object} Run
 * @property {number} milliseconds
 * @property {Buffer} output empty where it was not kept
 * @property {string} [failure] why it did not do its job
 */

/** The program's surroundings do not configure the tool. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KONG_CLIENT_IP_")));

/**
 * @param {readonly string[]} argv
 * @param {Buffer} input
 * @param {boolean} keepOutput
 * @returns {Promise<Run>}
 */
export function run([file = "", ...args], input, keepOutput = false) {
  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const chunks = [];
    let errors = "";
    let isLate = false;
    const start = process.hrtime.bigint();
    // A group of its own, to be stopped together with what it started.
    const child = spawn(file, args, { stdio: "pipe", detached: true, env, cwd: tmpdir() });
    const stop = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(() => {
      isLate = true;
      stop();
    }, LIMIT_SECONDS * 1000);
    process.once("exit", stop);
    // A process that ends without reading all of its input is judged by its exit code, not by our failing to write.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    if (keepOutput) child.stdout.on("data", (chunk) => chunks.push(chunk));
    else child.stdout.resume();
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
      clearTimeout(timer);
      process.off("exit", stop);
      const [line = ""] = errors.trim().split("\n");
      const failure = isLate ? `stopped after ${LIMIT_SECONDS} s` : `exit ${code ?? signal}: ${line}`;
      resolve({ milliseconds, output: Buffer.concat(chunks), ...((isLate || code !== 0) && { failure }) });
    });
  });
}

const TIME = "/usr/bin/time";
/** GNU time: the one on macOS has other flags. */
const canTellMemory = process.platform === "linux" && existsSync(TIME);

/**
 * Runs a process once, off the clock, for its output and its peak resident memory in bytes (of the largest process it
 * waited for, if that is more). Memory is undefined without GNU time, which has to be between: a child counts the
 * memory of the process it was forked from as its own, and we are large.
 *
 * @param {readonly string[]} argv
 * @param {Buffer} input
 * @param {string} scratch a file to write to
 * @returns {Promise<Run & { peakMemory?: number }>}
 */
export async function inspect(argv, input, scratch) {
  if (!canTellMemory) return run(argv, input, true);
  const result = await run([TIME, "-q", "-f", "%M", "-o", scratch, ...argv], input, true);
  return result.failure ? result : { ...result, peakMemory: Number(readFileSync(scratch, "utf8")) * 1024 };
}

/** @typedef {{ argv: readonly string[], input: Buffer }} Task */

/**
 * Times in milliseconds of contestants that take turns, so that a slow minute of the machine hits all of them.
 * Who starts a round moves on by one.
 *
 * @param {readonly { id: string, tasks: readonly Task[], rounds: number }[]} contestants
 * @returns {Promise<Map<string, number[]>>}
 */
export async function takeTurns(contestants) {
  const times = new Map(contestants.map(({ id }) => [id, /** @type {number[]} */ ([])]));
  const rounds = Math.max(...contestants.map((contestant) => contestant.rounds));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const contestant = contestants[(round + turn) % contestants.length];
      if (!contestant || round >= contestant.rounds) continue;
      let total = 0;
      for (const { argv, input } of contestant.tasks) {
        const { milliseconds, failure } = await run(argv, input);
        if (failure) throw new Error(`${contestant.id}: ${failure}`);
        total += milliseconds;
      }
      times.get(contestant.id)?.push(total);
    }
  }
  return times;
}

/** @type {(times: readonly number[]) => number} */
export function median(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}
