import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe } from "vitest";

/** Debian keeps servers, and Wine, where a user's PATH does not look. */
const directories = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/lib/wine"];

/** The first of the programs that is installed. */
export const findProgram = (...names: string[]): string | undefined =>
  names.flatMap((name) => directories.map((directory) => join(directory, name))).find((file) => existsSync(file));

/** A title for `skipIf`, with the reason where something is missing; in words that "there is no" goes before. */
export function needing(title: string, needs: Record<string, unknown>): string {
  const missing = Object.keys(needs).filter((name) => !needs[name]);
  return missing.length === 0 ? title : `${title} (there is no ${missing.join(", no ")})`;
}

/**
 * Tests that need something of the machine: skipped with the reason where it is missing, and failing then in CI.
 *
 * @param needs what is needed in words that "there is no" goes before, and whether it is there
 */
export function describeWith(needs: Record<string, boolean>, title: string, body: () => void): void {
  const told = needing(title, needs);
  if (Object.values(needs).every(Boolean)) describe(told, body);
  else if (process.env["CI"]) throw new Error(`CI must not skip this: ${told}`);
  else describe.skip(told, body);
}
