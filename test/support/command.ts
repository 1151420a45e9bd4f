import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArguments } from "../../src/cli/arguments.ts";
import { partsOf } from "../../src/cli/batches.ts";
import { type Given, inputOf } from "../../src/cli/input.ts";
import type { Layer } from "../../src/config/layers.ts";
import { EXIT, Failure } from "../../src/failure.ts";
import { reportFailure } from "../../src/views/notice.ts";
import type { Style } from "../../src/views/terminal.ts";
import { root } from "./program.ts";

export interface Call {
  /** Stdin, where the arguments name no files. */
  input?: string | Buffer;
  /** The text of a config file called kong-client-ip.yaml; any other is given by `--config`. */
  config?: string;
  /** Where files are, if not in the checkout. */
  cwd?: string;
  env?: Record<string, string>;
  /** A terminal's width and colour; none by default, as in a pipe. */
  style?: Style;
  /** A date on which no published range is old, unless another one is given. */
  today?: string;
  /** Lines that somebody types at a terminal; there is none without. */
  typed?: readonly string[];
}

/** What a process would give to a command. */
function systemOf({ input = "", config, cwd = root, env = {}, style = { colour: false }, today = "2020-01-01" }: Call) {
  const own = (file: string) =>
    file === "kong-client-ip.yaml" && config !== undefined ? Buffer.from(config) : undefined;
  return {
    env,
    exists: (file: string) => own(file) !== undefined,
    read: (file: string) => own(file) ?? readFileSync(resolve(cwd, file)),
    stdin: () => Buffer.from(input),
    isTerminal: () => false,
    look: { entries: () => [], follow: () => undefined },
    directory: () => "the working directory",
    style: () => style,
    version: "0.0.0",
    today,
  };
}

/** Runs a command inside this process, as the program does, which takes no time. */
export function command(args: readonly string[], call: Call = {}) {
  try {
    const output = parseArguments(args, "0.0.0").run(systemOf(call));
    const lines = call.typed?.values();
    const { stdout, stderr, exitCode } = output.converse?.(lines && (() => lines.next().value)) ?? output;
    return { status: exitCode ?? EXIT.ok, stdout: Buffer.concat(partsOf(stdout)).toString(), stderr: stderr ?? "" };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { status: error.exitCode, stdout: "", stderr: reportFailure(error, call.style ?? { colour: false }) };
  }
}

/** The settings that a command line gives. */
export const givenBy = (args: readonly string[]): Given => parseArguments(args, "0.0.0").asked["given"] as Given;

/** The layers of settings that a command reads, in the program's order. */
export const layersOf = (args: readonly string[], call: Call = {}): Layer[] =>
  inputOf(systemOf(call)).layers(givenBy(args));
