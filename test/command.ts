import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArguments } from "../src/command-line/arguments.ts";
import { environmentLayer } from "../src/command-line/environment.ts";
import { runCommand } from "../src/commands.ts";
import { fileLayer } from "../src/config/file.ts";
import { EXIT, Failure } from "../src/failure.ts";
import { reportFailure } from "../src/report.ts";
import type { Style } from "../src/terminal.ts";
import { root } from "./program.ts";

export interface Call {
  /** Stdin, where the arguments name no files. */
  input?: string | Buffer;
  /** The text of a config file called kong-client-ip.yaml. */
  config?: string;
  env?: Record<string, string>;
  /** A terminal's width and colour; none by default, as in a pipe. */
  style?: Style;
}

/** Runs a command inside this process, as the program does, which takes no time. Files are those of the checkout. */
export function command(
  args: readonly string[],
  { input = "", config, env = {}, style = { colour: false } }: Call = {},
) {
  try {
    const asked = parseArguments(args, "0.0.0");
    const files = "files" in asked ? asked.files : [];
    const own = "flags" in asked ? [asked.flags] : [];
    const { stdout, stderr, exitCode } = runCommand(asked, {
      layers: () => [
        ...(config === undefined ? [] : [fileLayer("kong-client-ip.yaml", config)]),
        environmentLayer(env),
        ...own,
      ],
      sources: () =>
        files.length === 0
          ? [{ file: "stdin", bytes: Buffer.from(input) }]
          : files.map((file) => ({ file, bytes: readFileSync(join(root, file)) })),
      style,
      version: "0.0.0",
    });
    return { status: exitCode ?? EXIT.ok, stdout: stdout.toString(), stderr: stderr ?? "" };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { status: error.exitCode, stdout: "", stderr: reportFailure(error, style) };
  }
}
