/** The terminal and the file of `init`, in a bundle of its own: nothing else writes a file. */

import { openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { Failure } from "../../failure.ts";
import type { Ask, File } from "../commands/command.ts";

/**
 * Puts questions on stderr and reads lines from the terminal that the process belongs to, undefined at its end. Where the
 * system has no name for that, it is stdin, if that is a terminal.
 */
export function asker(isStdin: boolean): Ask | undefined {
  const fd = terminal() ?? (isStdin ? 0 : undefined);
  if (fd === undefined) return undefined;
  return (question) => {
    writeSync(2, question);
    return lineFrom(fd);
  };
}

/** Not stdin itself, which Node does not wait for once it was asked what it is. */
function terminal(): number | undefined {
  try {
    return openSync("/dev/tty", "r");
  } catch {
    return undefined;
  }
}

function lineFrom(fd: number): string | undefined {
  const bytes = Buffer.alloc(4096);
  let line = "";
  while (!line.includes("\n")) {
    const size = readSync(fd, bytes, 0, bytes.length, null);
    if (size === 0) return line === "" ? undefined : line;
    line += bytes.toString("utf8", 0, size);
  }
  return line.slice(0, line.indexOf("\n"));
}

/**
 * Writes the one file that a command may ask for.
 * @throws Failure (output) where it cannot be written, or came to be there meanwhile
 */
export function save({ name, text, mayReplace }: File): void {
  try {
    writeFileSync(name, text, { flag: mayReplace ? "w" : "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      "output",
      name,
      `it cannot be written (${code})`,
      "check the path, or see the config with --print",
    );
  }
}
