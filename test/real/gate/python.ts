/** Programs written in Python: on the PATH, else in an environment of their own, which is made once. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../support/needs.ts";

const PACKAGES = ["pre-commit==4.7.0", "check-jsonschema==0.39.0"];

/** Undefined where neither the program is there nor what would install it. */
export function pythonProgram(name: string): string | undefined {
  const found = findProgram(name);
  if (found) return found;
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "kong-client-ip");
  const folder = join(cache, PACKAGES.join("-").replaceAll("==", "-"));
  const program = join(folder, "bin", name);
  if (!existsSync(program)) install(cache, folder);
  return existsSync(program) ? program : undefined;
}

/** Nothing of it stays where it fails. */
function install(cache: string, folder: string): void {
  mkdirSync(cache, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  const done = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: "ignore" }).status === 0;
  // Programs in it know the path that they were installed under.
  const isMade = done("python3", "-m", "venv", folder) && done(join(folder, "bin/pip"), "install", ...PACKAGES);
  if (!isMade) rmSync(folder, { recursive: true, force: true });
}
