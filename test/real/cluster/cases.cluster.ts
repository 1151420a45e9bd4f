/** A run adds nothing that the API server refuses: what it says of a case's output, it says of the input as well. */

import { beforeAll, expect, test } from "vitest";
import { readCases } from "../../support/case.ts";
import { command } from "../../support/command.ts";
import { describeCluster, kubectlTries, newNamespace } from "./cluster.ts";

const cases = readCases().filter(({ refused }) => !refused);
const NAMESPACE = "cases";
const flags = ["--server-side", "--force-conflicts", "--dry-run=server", "--namespace", NAMESPACE, "--filename", "-"];

/** One for each field of each object, without the text of the stream that kubectl may quote. */
function refusals(stream: string | Buffer): string[] {
  return kubectlTries(["apply", ...flags], stream.toString())
    .stderr.split("\n")
    .flatMap((line) => {
      const [, object = "", list] = /^Error from server \(Invalid\): (.*?) is invalid: \[?(.*?)\]?$/.exec(line) ?? [];
      if (list !== undefined) return list.split(/, (?=[a-z]+\.)/).map((cause) => `${object}: ${cause}`);
      const [, typed] = /(\.spec\..*: duplicate entries for key .*?),?$/.exec(line) ?? [];
      if (typed) return typed;
      return /^\s*$|patch object .* errors:$/.test(line)
        ? []
        : line.replace(/(?<=invalid Yaml document separator).*/, "");
    });
}

describeCluster("The API server refuses nothing more after a run:", () => {
  beforeAll(() => {
    newNamespace(NAMESPACE);
    const named = cases.flatMap(({ input }) => [...input.toString().matchAll(/^ *namespace: *"?([a-z0-9-]+)/gm)]);
    for (const name of new Set(named.map(([, name = ""]) => name)))
      if (kubectlTries(["get", "namespace", name]).status !== 0) newNamespace(name);
  });

  for (const { name, input, args, directory: cwd, env } of cases) {
    test(name.replaceAll("-", " "), () => {
      const { status, stdout, stderr } = command(args, { input, cwd, env });
      expect(status, stderr).toBe(0);
      const after = refusals(stdout);
      const before = after.length === 0 ? [] : refusals(input);
      expect(after.filter((refusal) => !before.includes(refusal))).toEqual([]);
    });
  }
});
