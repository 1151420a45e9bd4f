/** Laws 5 and 6: a failure writes nothing to stdout, and no message tells what a document holds. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../src/cli/arguments.ts";
import type { Output } from "../src/cli/commands/command.ts";
import { Failure } from "../src/failure.ts";
import { reportFailure } from "../src/views/notice.ts";
import { runs } from "./manifests/arbitrary.ts";
import { type Case, readCases, release } from "./support/case.ts";
import { kongClientIp } from "./support/program.ts";

const cases = readCases();

/** Where the marker goes: into documents of its own, and into everything in the others that is not ours to tell. */
function marked(input: Buffer, marker: string, withUnreadable: boolean): string {
  const base64 = Buffer.from(marker).toString("base64");
  const documents = [
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: hidden\nstringData: {p: ${marker}}\ndata:\n  q: ${base64}\n`,
    `{"kind": "List", "items": [{"kind": "Secret", "data": {"p": "${base64}", "q": "${marker}"}}]}\n`,
  ];
  const unreadable = [
    `apiVersion: v1\nkind: Service\nmetadata: {name: hidden, labels: {a: "${marker}"}}\nspec: {selector: *${marker}}\n`,
    `# ${marker}\n"kind": Deployment\n"${marker}: [\n`,
  ];
  const text = input
    .toString("latin1")
    .replace(/^( *)env:\n(?=( *)- )/gm, `$&$2- name: KONG_PG_PASSWORD\n$2  value: ${marker}\n`)
    .replace(/^( *)(annotations|labels):\n( +)(?=\w)/gm, `$&note: ${marker}\n$3`)
    .replace(/^( *)replicas:/gm, `$1${marker}: ${marker} # ${marker}\n$&`);
  return [text.replace(/\n?$/, "\n"), ...documents, ...(withUnreadable ? unreadable : [])].join("---\n");
}

/** The command line, without a process of its own. */
function run({ args, env, directory }: Case, stream: string): Output {
  try {
    return parseArguments(args, "0.0.0").run({
      env,
      exists: () => false,
      read: (file) => readFileSync(join(directory, file)),
      stdin: () => Buffer.from(stream, "latin1"),
      isTerminal: () => false,
      look: { entries: () => [], follow: () => undefined },
      directory: () => "the working directory",
      style: () => ({ colour: false }),
      version: "0.0.0",
      today: "2020-01-01",
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { stdout: "", stderr: reportFailure(error, { colour: false }), exitCode: error.exitCode };
  }
}

const marker = fc
  .string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"), minLength: 12, maxLength: 16 })
  .map((word) => `hunter${word}`);

test("No word of a user's documents is in any refusal or warning", () => {
  const readable = cases.filter(({ name }) => name !== "a-config-that-is-not-there-is-refused");
  fc.assert(
    fc.property(fc.constantFrom(...readable), marker, fc.boolean(), (tried, word, withUnreadable) => {
      const { stdout, stderr = "", exitCode = 0 } = run(tried, marked(tried.input, word, withUnreadable));
      expect(stderr).not.toContain(word);
      expect(stderr).not.toContain(Buffer.from(word).toString("base64"));
      if (exitCode !== 0) expect(stdout).toBe("");
      else expect(stdout.toString()).toContain(word);
    }),
    runs(1_500),
  );
});

describe("What the program refuses", () => {
  for (const refused of cases.filter(({ refused, input }) => refused && !input.equals(release))) {
    test(`${refused.name.replaceAll("-", " ")}, and it tells no secret`, () => {
      const { args, env, directory: cwd } = refused;
      const input = Buffer.from(marked(refused.input, "hunter2hunter2", false), "latin1");
      const { status, stdout, stderr } = kongClientIp(args, { cwd, env, input });
      expect(stderr).not.toMatch(/hunter2|aHVudGVyMm/);
      expect(status === 0).toBe(stdout.includes("hunter2"));
      expect(status === 0).toBe(stdout.length > 0);
    });
  }
});
