import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe } from "vitest";

/** Debian keeps servers, and Wine, where a user's PATH does not look. */
const directories = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/lib/wine"];

/** The first of the programs that is installed. */
export const findProgram = (...names: string[]): string | undefined =>
  names.flatMap((name) => directories.map((directory) => join(directory, name))).find((file) => existsSync(file));

/**
 * Tests that need something of the machine: skipped with the reason where it is missing, and failing then in CI.
 *
 * @param needs what is needed in words that "there is no" goes before, and whether it is there
 */
export function describeWith(needs: Record<string, boolean>, title: string, body: () => void): void {
  const missing = Object.keys(needs).filter((name) => !needs[name]);
  const reason = `there is no ${missing.join(", no ")}`;
  if (missing.length === 0) describe(title, body);
  else if (process.env["CI"]) throw new Error(`CI must not skip this, but ${reason}`);
  else describe.skip(`${title} (${reason})`, body);
}
