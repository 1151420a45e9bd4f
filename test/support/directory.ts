import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const made: string[] = [];

/** A new empty directory, which goes with the tests of the file that asks for it. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "kong-client-ip-"));
  made.push(directory);
  return directory;
}

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});
