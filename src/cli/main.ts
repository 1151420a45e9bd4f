import { constants } from "node:buffer";
import { existsSync, fstatSync, readSync, writeSync } from "node:fs";
import { bug, EXIT, Failure } from "../failure.ts";
import type { Mission } from "../verify/mission.ts";
import { reportFailure } from "../views/notice.ts";
import { type Style, styleOf } from "../views/terminal.ts";
import { batches, partsOf } from "./batches.ts";
import type { Call } from "./call.ts";
import type { Output } from "./commands/command.ts";
import { gather } from "./gather.ts";
import type { When } from "./input.ts";
import { errnoOf, look, readFile } from "./live/files.ts";

/** From package.json, put in by the build. */
declare const VERSION: string;

/**
 * The shell around pure functions: the only file that touches arguments, environment, files, streams and exit code.
 * Each import() here is a file of its own, so that a run loads what it needs alone: what opens connections, asks or
 * writes a file is in `live/`, and everything but a plain run behind `arguments.ts`.
 */
async function main(argv: readonly string[]): Promise<void> {
  const call = await callFor(argv);
  colour = call.colour;
  const output = call.run({
    env: process.env,
    exists: existsSync,
    read: readFile,
    stdin: () => gather(readSome, constants.MAX_LENGTH),
    look,
    directory: process.cwd,
    isTerminal: () => isTerminal(0),
    style,
    version: VERSION,
    today: new Date().toISOString().slice(0, 10),
  });
  if (output.mission) return perform(output.mission);
  return output.converse ? converse(output.converse) : write(output);
}

async function callFor(argv: readonly string[]): Promise<Call> {
  const isPlain = argv[0]?.startsWith("-") ?? true;
  const plain = isPlain ? (await import("./plain.ts")).plainCall(argv) : undefined;
  return plain ?? (await import("./arguments.ts")).parseArguments(argv, VERSION);
}

async function perform(mission: Mission): Promise<void> {
  const live = await import("./live/perform.ts");
  write(await live.perform(mission, style(1)));
}

async function converse(talk: NonNullable<Output["converse"]>): Promise<void> {
  const { asker, save } = await import("./live/converse.ts");
  // Who sees no questions is not asked.
  const output = talk(isTerminal(2) ? asker(isTerminal(0)) : undefined);
  if (output.file) save(output.file);
  write(output);
}

function write({ stdout, stderr, exitCode = EXIT.ok }: Output): undefined {
  if (stderr !== undefined) tell(stderr);
  process.exitCode = exitCode;
  writeOut(stdout);
}

const MEGABYTE = 1 << 20;

/** Like all input and output here without Node's streams, whose start costs more than a short run. */
function readSome(bytes: Buffer, size: number): number {
  try {
    return patiently(() => readSync(0, bytes, size, Math.min(bytes.length - size, CHUNK), null));
  } catch (error) {
    const what = `it cannot be read (${errnoOf(error)})`;
    throw new Failure("input", "stdin", what, "pipe manifests into it, or name files where the command takes them");
  }
}

/** The most to read or write at once: the kernel takes no more than 2 GB. */
const CHUNK = 64 * MEGABYTE;

/** All of stdout. What is out cannot be taken back, so a failure says how much that is. */
function writeOut(data: Output["stdout"]): void {
  const parts = partsOf(data);
  let done = 0;
  try {
    for (const bytes of batches(parts))
      for (let at = 0, some = 0; at < bytes.length; at += some, done += some) some = writeSome(1, bytes, at);
  } catch (error) {
    const reason = errnoOf(error);
    // Who reads our output has gone: there is nobody to tell.
    if (reason === "EPIPE") process.exitCode = EXIT.io;
    else {
      const size = parts.reduce((sum, { length }) => sum + length, 0);
      const much = done === 0 ? "" : `: it ends after ${done} of ${size} bytes`;
      const remedy = done === 0 ? "nothing was written; mend that and run again" : "throw it away, and run again";
      throw new Failure("output", "stdout", `it cannot be written (${reason})${much}`, remedy);
    }
  }
}

/** A message on stderr. Where nobody can be told, a run ends as it would have: its manifests and its code are worth more. */
function tell(message: string): void {
  const bytes = Buffer.from(message);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSome(2, bytes, done);
  } catch (error) {
    errnoOf(error);
  }
}

const writeSome = (fd: 1 | 2, bytes: Buffer, at: number): number =>
  patiently(() => writeSync(fd, bytes, at, Math.min(bytes.length - at, CHUNK)));

/** Repeats a call on a pipe that is not ready. The end of input on Windows is an error, too. */
function patiently(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Node's own word for it loads a socket library; only character devices need to be asked. A closed one is none. */
function isTerminal(fd: 0 | 1 | 2): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && streamOf(fd).isTTY === true;
  } catch (error) {
    errnoOf(error);
    return false;
  }
}

const streamOf = (fd: 0 | 1 | 2) =>
  (fd === 0 ? process.stdin : fd === 1 ? process.stdout : process.stderr) as NodeJS.WriteStream;

let colour: When = "auto";

const style = (fd: 1 | 2): Style => styleOf(isTerminal(fd) ? streamOf(fd) : undefined, colour, process.env);

/**
 * Helm 4 throws a plugin's stderr away, but it shows the text of a document that is not an object
 * (`expected MappingNode but got SequenceNode`) and fails. So a plugin succeeds in saying why it failed.
 */
function tellHelm(message: string): void {
  process.exitCode = EXIT.ok;
  writeOut(`- |-\n${message.trimEnd().replace(/^/gm, "  ")}\n`);
}

const argv = process.argv.slice(2);

function end(error: unknown): void {
  const { name, stack } = error as Error;
  const failure = error instanceof Failure ? error : bug("kong-client-ip", `${name} ${stack?.split("\n")[1]?.trim()}`);
  process.exitCode = failure.exitCode;
  tell(reportFailure(failure, style(2)));
  // Where stdout itself fails, the code is all that Helm can be told.
  if (!argv.includes("--helm-plugin") || failure.code === "output") return;
  try {
    tellHelm(reportFailure(failure, { colour: false }));
  } catch (unheard) {
    end(unheard);
  }
}

// A log that goes on, or a name that is still looked up, is not waited for once all is written.
main(argv)
  .catch(end)
  .finally(() => process.exit());
