import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { needing } from "../../support/needs.ts";
import { run } from "../../support/tools.ts";
import { ok } from "../helm/ways.ts";
import { jq, type Parameter, pathWith, plain, repository, runPlugin, sidecars, temp } from "./sidecar.ts";

const skip = !jq || !plain.helm;
const pwned = join(temp, "pwned");
const extra = (...parameters: Parameter[]) => ({
  parameters: [{ name: "method", string: "external-traffic-policy" }, { name: "cloud", string: "gke" }, ...parameters],
});

afterAll(() => rmSync(temp, { recursive: true, force: true }));

/** Texts that a shell, Helm, jq or CSV could take for more than words. */
const texts = [
  `$(touch '${pwned}')`,
  `'; touch '${pwned}'; '`,
  `"; touch '${pwned}'; "`,
  `x\ntouch '${pwned}'\n`,
  `\\'; touch '${pwned}' #`,
  `--post-renderer=${join(temp, "renderer")}`,
  "\\(env.PATH)",
  "--help",
  "* $HOME `id`",
  'a,/etc/passwd"\n"--debug',
];
const shells = sidecars.filter(({ title }) => title !== "Helm 4");

describe.skipIf(skip).each(shells)(
  needing("Nothing in a parameter is run: $title", { jq, Helm: plain.helm }),
  (sidecar) => {
    test.each(texts)("%j", (text) => {
      writeFileSync(join(temp, "renderer"), `#!/bin/sh\ntouch '${pwned}'\n`, { mode: 0o755 });
      const call = { sidecar, repository: repository() };
      for (const parameter of [
        { name: "release-name", string: text },
        { name: "values-files", array: [text] },
      ]) {
        const outcome = runPlugin({ ...call, ...extra(parameter) });
        expect(outcome).toMatchObject({ stdout: "" });
        expect(outcome.status).not.toBe(0);
      }
      const passes = extra(
        { name: text, string: text, array: [text], map: { [text]: text } },
        { name: "helm-parameters", map: { "env.log_level": text } },
        { name: "values", string: JSON.stringify({ env: { prefix: text } }) },
      );
      const stdout = ok(runPlugin({ ...call, ...passes }));
      expect(stdout).toContain(`value: ${JSON.stringify(text)}`);
      expect(existsSync(pwned)).toBe(false);
    });
  },
);

test.skipIf(skip)(needing("Nothing is left behind in /tmp", { jq, Helm: plain.helm }), () => {
  // Others of these tests run meanwhile, so the directories of these runs are told by what makes them.
  const made = join(temp, "made");
  const real = run("sh", ["-c", "command -v mktemp"]).stdout.trim();
  const path = pathWith({ mktemp: `dir=$(${real} "$@") && echo "$dir" >> '${made}' && echo "$dir"` });
  ok(runPlugin({ ...extra(), path }));
  runPlugin({ path });
  const directories = readFileSync(made, "utf8").trim().split("\n");
  expect(directories).toHaveLength(2);
  for (const directory of directories) expect(existsSync(directory), directory).toBe(false);
});
