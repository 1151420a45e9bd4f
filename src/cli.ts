import { existsSync, readFileSync, readSync, writeSync } from "node:fs";
import { type Arguments, parseArguments } from "./command-line/arguments.ts";
import { environmentLayer } from "./command-line/environment.ts";
import { runCommand } from "./commands.ts";
import { fileLayer } from "./config/file.ts";
import type { Layer } from "./config/layers.ts";
import { bug, EXIT, Failure } from "./failure.ts";
import type { Source } from "./manifests/document.ts";
import { reportFailure } from "./report.ts";
import type { Style } from "./terminal.ts";

/** From package.json, put in by the build. */
declare const VERSION: string;

/** The shell around pure functions: the only file that touches arguments, environment, files, streams and exit code. */
function main(argv: readonly string[]): void {
  const asked = parseArguments(argv, VERSION);
  const output = runCommand(asked, {
    layers: () => layersOf(asked),
    sources: () => sourcesOf("files" in asked ? asked.files : []),
    style: style("command" in asked && asked.command !== "filter" ? process.stdout : process.stderr),
    version: VERSION,
  });
  if (output.stderr !== undefined) process.stderr.write(output.stderr);
  process.exitCode = output.exitCode ?? EXIT.ok;
  process.stdout.write(output.stdout);
}

const DEFAULT_CONFIG = "kong-client-ip.yaml";

function layersOf(asked: Arguments): Layer[] {
  if (!("flags" in asked)) return [];
  const environment = environmentLayer(process.env);
  const name = asked.config ?? process.env["KONG_CLIENT_IP_CONFIG"];
  const file = name || (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined);
  const config = file === undefined ? [] : [fileLayer(file, readFile(file, "config").toString())];
  return [...config, environment, asked.flags];
}

const sourcesOf = (files: readonly string[]): Source[] =>
  files.length === 0
    ? [{ file: "stdin", bytes: readStdin() }]
    : files.map((file) => ({ file, bytes: readFile(file, "usage") }));

function readFile(file: string, code: "config" | "usage"): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new Failure(
      code,
      file,
      `${code === "config" ? "the config" : "it"} cannot be read (${reason})`,
      "check the path",
    );
  }
}

/** All of stdin. Read synchronously, which spares a short run the start of Node's stream machinery. */
function readStdin(): Buffer {
  if (process.stdin.isTTY) {
    throw new Failure("usage", "stdin", "it is a terminal", "pipe manifests into it, or see kong-client-ip --help");
  }
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(1 << 20);
    try {
      const size = readSync(0, chunk);
      if (size === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, size));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return Buffer.concat(chunks);
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function style({ isTTY, columns }: NodeJS.WriteStream): Style {
  return { colour: isTTY === true && !process.env["NO_COLOR"], ...(isTTY === true && { columns }) };
}

/**
 * Helm 4 throws a plugin's stderr away, but it shows the text of a document that is not an object
 * (`expected MappingNode but got SequenceNode`) and fails. So a plugin succeeds in saying why it failed.
 */
function tellHelm(message: string): void {
  writeSync(1, `- |-\n${message.trimEnd().replace(/^/gm, "  ")}\n`);
}

const argv = process.argv.slice(2);
try {
  process.stdout.on("error", () => {
    process.exitCode = EXIT.refused;
  });
  main(argv);
} catch (error) {
  const where = (error as Error).stack?.split("\n")[1]?.trim();
  const failure = error instanceof Failure ? error : bug("kong-client-ip", `${(error as Error).name} ${where}`);
  process.stderr.write(reportFailure(failure, style(process.stderr)));
  if (argv.includes("--helm-plugin")) tellHelm(reportFailure(failure, { colour: false }));
  else process.exitCode = failure.exitCode;
}
