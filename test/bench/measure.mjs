/** Whole processes by the clock: from before the start to the end of the output, input and output through pipes. */

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** A process that takes longer is stopped. */
const LIMIT_SECONDS = 180;

/**
 * @typedef {object} Run
 * @property {number} milliseconds
 * @property {Buffer} output empty where it was not kept
 * @property {string | undefined} failure why it did not do its job
 */

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
    const start = process.hrtime.bigint();
    const child = spawn(file, args, { stdio: "pipe", timeout: LIMIT_SECONDS * 1000, killSignal: "SIGKILL" });
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
      const [line = ""] = errors.trim().split("\n");
      const failure =
        signal === "SIGKILL"
          ? `stopped after ${Math.round(milliseconds / 1000)} s`
          : code === 0
            ? undefined
            : `exit ${code ?? signal}: ${line}`;
      resolve({ milliseconds, output: Buffer.concat(chunks), failure });
    });
  });
}

/**
 * Times in milliseconds of contestants that take turns, so that a slow minute of the machine hits all of them.
 * Who starts a round moves on by one. All start once unmeasured.
 *
 * @template T
 * @param {readonly { id: T, argv: readonly string[], input: Buffer, rounds: number }[]} contestants
 * @returns {Promise<Map<T, number[]>>}
 */
export async function takeTurns(contestants) {
  const times = new Map(contestants.map(({ id }) => [id, /** @type {number[]} */ ([])]));
  const rounds = Math.max(...contestants.map((contestant) => contestant.rounds));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const contestant = contestants[(round + turn) % contestants.length];
      if (!contestant || round >= contestant.rounds) continue;
      const { milliseconds, failure } = await run(contestant.argv, contestant.input);
      if (failure) throw new Error(`${contestant.id}: ${failure}`);
      times.get(contestant.id)?.push(milliseconds);
    }
  }
  return times;
}

const TIME = "/usr/bin/time";
/** GNU time: the one on macOS has other flags. */
const canTellMemory = process.platform === "linux" && existsSync(TIME);

/**
 * Peak resident memory in bytes of a process or, if that is more, of one it waited for. Undefined without GNU time.
 * Measured apart from the clock: `time` is one more process to start. It is small, and has to be: a child counts the
 * memory of the process it was forked from as its own.
 *
 * @param {readonly string[]} argv
 * @param {Buffer} input
 * @param {string} scratch a file to write to
 */
export async function peakMemory(argv, input, scratch) {
  if (!canTellMemory) return undefined;
  const { failure } = await run([TIME, "-f", "%M", "-o", scratch, ...argv], input);
  return failure ? undefined : Number(readFileSync(scratch, "utf8").trim().split("\n").at(-1)) * 1024;
}
