/**
 * A case is a directory of `test/cases`, or of another home, named as a sentence: what goes in, and what must come out.
 *
 * | file | holds |
 * |---|---|
 * | `input.yaml` | the manifests (or values) on stdin; without it `test/release.yaml`, a small release |
 * | `config.yaml`, `config.json` | a config, given with `--config` |
 * | `args` | arguments, one a line |
 * | `env` | environment variables, `NAME=value`, one a line |
 * | `expected.diff` | how stdout differs from the input: one context line, as of `diff -U1` |
 * | `stderr` | the exit code, then stderr to the letter; optional for what succeeds |
 *
 * A case that is refused has a `stderr` and no `expected.diff`. `npm run accept` writes both anew.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./program.ts";

export interface Case {
  name: string;
  /** The absolute path of its directory, where the program is started. */
  directory: string;
  input: Buffer;
  args: string[];
  env: Record<string, string>;
  /** Whether the program must fail. */
  refused: boolean;
  /** Whether all of stderr is told, which what succeeds need not. */
  hasStderr: boolean;
}

const MEANINGFUL = ["input.yaml", "config.yaml", "config.json", "args", "env", "expected.diff", "stderr"];
const SETTINGS = ["config.yaml", "config.json", "args", "env"];

/** The small release that traps and cases without an input are tried on. */
export const release = readFileSync(join(root, "test/release.yaml"));

/**
 * All cases, in the order of their names.
 *
 * @throws where a directory is no case: without settings, without an outcome, or with a file that means nothing
 */
export function readCases(home = join(root, "test/cases")): Case[] {
  const names = readdirSync(home, { withFileTypes: true }).flatMap((item) => (item.isDirectory() ? [item.name] : []));
  if (names.length === 0) throw new Error(`${home} holds no case`);
  return names.sort().map((name) => readCase(home, name));
}

function readCase(home: string, name: string): Case {
  const directory = join(home, name);
  const files = readdirSync(directory);
  const stray = files.find((file) => !MEANINGFUL.includes(file));
  if (stray !== undefined) throw new Error(`${name}: ${stray} means nothing in a case`);
  if (!SETTINGS.some((file) => files.includes(file))) throw new Error(`${name}: it has no settings`);
  const lines = (file: string) =>
    files.includes(file) ? readFileSync(join(directory, file), "utf8").split("\n").filter(Boolean) : [];
  const [code] = lines("stderr");
  const refused = code !== undefined && code !== "exit 0";
  if (refused === files.includes("expected.diff")) throw new Error(`${name}: it needs either a refusal or a diff`);
  const input = join(directory, "input.yaml");
  return {
    name,
    directory,
    input: existsSync(input) ? readFileSync(input) : release,
    args: [...files.filter((file) => /^config\./.test(file)).flatMap((file) => ["--config", file]), ...lines("args")],
    env: Object.fromEntries(lines("env").map((line) => line.split(/=(.*)/).slice(0, 2))),
    refused,
    hasStderr: code !== undefined,
  };
}
