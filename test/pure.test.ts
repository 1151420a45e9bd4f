/** Pure functions, and one file around them that is not: what touches the process, and where. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/program.ts";

/** The shell, what opens connections for `verify`, and the room for what comes from Node. */
const IMPURE = /^(?:cli\/main\.ts|cli\/live\/.*|runtime\/.*)$/;

/** Words by which a file reaches out of itself, or asks what differs from run to run. */
const REACHES =
  /\bfrom "node:(?!util")|\bimport\(|\brequire\(|\bprocess\b\.|\bglobalThis\b|\bconsole\.|\bnew Date\b|\bDate\.now|\bMath\.random|\bperformance\.|\bset(?:Timeout|Interval)\(|\bfetch\(/;

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);
const codeOf = (file: string) =>
  readFileSync(join(root, "src", file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

test("Nothing but the shell reaches for files, streams, the environment, the clock or chance", () => {
  const pure = files.filter((file) => !IMPURE.test(file) && !file.startsWith("generated"));
  expect(pure.length).toBeGreaterThan(100);
  expect(pure.filter((file) => REACHES.test(codeOf(file)))).toEqual([]);
});
