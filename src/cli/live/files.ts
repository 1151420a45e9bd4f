/** Files and directories as they are. */

import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { Failure } from "../../failure.ts";
import type { Kind, Look } from "../directory.ts";

/** All that is in a file. @throws Failure */
export const readFile = (file: string, code: "config" | "usage"): Buffer =>
  orFailure(code, file, code === "config" ? "the config" : "it", () => readFileSync(file));

export const look: Look = {
  entries: (directory) =>
    orFailure("usage", directory, "it", () => readdirSync(directory, { withFileTypes: true })).map((entry) => ({
      name: entry.name,
      kind: kindOf(entry),
    })),
  follow(path) {
    try {
      return { kind: kindOf(statSync(path)), real: realpathSync(path) };
    } catch (error) {
      // Who reads it as a file says what is wrong.
      errnoOf(error);
      return undefined;
    }
  },
};

const kindOf = (entry: Stats | Dirent): Kind => (entry.isDirectory() ? "directory" : entry.isFile() ? "file" : "other");

function orFailure<Value>(code: "config" | "usage", where: string, what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new Failure(code, where, `${what} cannot be read (${errnoOf(error)})`, "check the path");
  }
}

/** `ENOSPC`: what the system says of input or output that failed. Anything else is a bug and goes on. */
export function errnoOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return code;
}
