import { existsSync, readFileSync, readSync, writeSync } from "node:fs";
import { parseArguments } from "./arguments.ts";
import { catalog } from "./catalog/index.ts";
import { environmentLayer } from "./config/environment.ts";
import { fileLayer } from "./config/file.ts";
import type { Layer } from "./config/layers.ts";
import { bug, EXIT, Failure } from "./failure.ts";
import { postrenderLayers } from "./postrender.ts";
import { report, reportFailure, type Style } from "./report.ts";

/** From package.json, put in by the build. */
declare const VERSION: string;

/** The shell around a pure function: the only file that touches arguments, environment, files, streams and exit code. */
function main(argv: readonly string[]): void {
  const parsed = parseArguments(argv, VERSION);
  if (parsed.command === "print") return void process.stdout.write(parsed.text);
  if (parsed.command === "clouds") return void process.stdout.write(catalog(parsed.name, parsed.format));
  const environment = environmentLayer(process.env);
  const layers = [...configFile(parsed.config ?? process.env["KONG_CLIENT_IP_CONFIG"]), environment, parsed.flags];
  const result = postrenderLayers(readStdin(), layers);
  if (!parsed.quiet) process.stderr.write(report(result, style()));
  // Helm 4 refuses an empty stream, even from a chart that is empty.
  process.stdout.write(parsed.helmPlugin && result.stream.length === 0 ? "# no manifests\n" : result.stream);
}

const DEFAULT_CONFIG = "kong-client-ip.yaml";

function configFile(name: string | undefined): Layer[] {
  const file = name || DEFAULT_CONFIG;
  if (!name && !existsSync(file)) return [];
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(
      "config",
      file,
      `the config cannot be read (${(error as NodeJS.ErrnoException).code})`,
      "check the path",
    );
  }
  return [fileLayer(file, text)];
}

/** All of stdin. Read synchronously, which spares a short run the start of Node's stream machinery. */
function readStdin(): Buffer {
  if (process.stdin.isTTY)
    throw new Failure("usage", "stdin", "it is a terminal", "pipe manifests into it, or see kong-client-ip --help");
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

function style(): Style {
  const { isTTY, columns } = process.stderr;
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
  const failure =
    error instanceof Failure
      ? error
      : bug("kong-client-ip", `${(error as Error).name} at ${(error as Error).stack?.split("\n")[1]?.trim()}`);
  process.stderr.write(reportFailure(failure, style()));
  if (argv.includes("--helm-plugin")) tellHelm(reportFailure(failure, { colour: false }));
  else process.exitCode = failure.exitCode;
}
