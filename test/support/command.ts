import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArguments } from "../../src/cli/arguments.ts";
import { runCommand } from "../../src/cli/commands/index.ts";
import { argocdSettings } from "../../src/config/argocd.ts";
import { environmentLayer } from "../../src/config/environment.ts";
import { fileLayer } from "../../src/config/file.ts";
import { EXIT, Failure } from "../../src/failure.ts";
import { reportFailure } from "../../src/views/report.ts";
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
}

/** Runs a command inside this process, as the program does, which takes no time. */
export function command(
  args: readonly string[],
  { input = "", config, cwd = root, env = {}, style = { colour: false }, today = "2020-01-01" }: Call = {},
) {
  const read = (file: string) => readFileSync(join(cwd, file));
  try {
    const asked = parseArguments(args, "0.0.0");
    const files = "files" in asked ? asked.files : [];
    const own = "flags" in asked ? [asked.flags] : [];
    const { stdout, stderr, exitCode } = runCommand(asked, {
      layers: () => [
        ...(config === undefined ? [] : [fileLayer("kong-client-ip.yaml", config)]),
        ...("config" in asked && asked.config ? [fileLayer(asked.config, read(asked.config).toString())] : []),
        environmentLayer(env),
        ...argocdSettings(env).layers,
        ...own,
      ],
      sources: () =>
        files.length === 0
          ? [{ file: "stdin", bytes: Buffer.from(input) }]
          : files.map((file) => ({ file, bytes: read(file) })),
      file: (file) => ({ file, bytes: read(file) }),
      style: () => style,
      version: "0.0.0",
      today,
    });
    return { status: exitCode ?? EXIT.ok, stdout: stdout.toString(), stderr: stderr ?? "" };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { status: error.exitCode, stdout: "", stderr: reportFailure(error, style) };
  }
}
