/** pre-commit with the hook that runs a release's executable, and the files for other hosts by those hosts' schemas. */

import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newDirectory } from "../../support/directory.ts";
import { describeWith } from "../../support/needs.ts";
import { root } from "../../support/program.ts";
import { run } from "../../support/tools.ts";
import { manifests, type Setup } from "../../views/check/manifests.ts";
import { pythonProgram } from "../gate/python.ts";
import { blockWith, passed, place } from "../hosts/page.ts";

const preCommit = pythonProgram("pre-commit");
const schemas = pythonProgram("check-jsonschema");

const RIGHT: Setup = {
  annotations: { "cloud.google.com/l4-rbs": "enabled" },
  service: { externalTrafficPolicy: "Local" },
};
const identity = ["-c", "user.name=someone", "-c", "user.email=someone@example.com", "-c", "commit.gpgsign=false"];

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const config = blockWith("pre-commit", "repos:");
const [, rev = ""] = /rev: (\S+)/.exec(config) ?? [];

/** A repository with the hook and, as at GitHub, its release. */
function published(): string {
  const home = newDirectory();
  const git = (...args: string[]) => passed(run("git", ["-C", home, ...identity, ...args]));
  for (const file of ["package.json", ".pre-commit-hooks.yaml", "scripts"])
    cpSync(join(root, file), join(home, file), { recursive: true });
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    ["commit", "-qm", "Release"],
    ["tag", rev],
  ])
    git(...args);
  const folder = join(home, `releases/download/v${version}`);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(join(root, "release")).filter((name) => /\.tgz$|^SHA256SUMS$/.test(name)))
    cpSync(join(root, "release", file), join(folder, file));
  return `file://${home}`;
}

/** A user's repository with the page's config. */
function user(edit: (config: string) => string) {
  const here = place(undefined);
  here.env["PRE_COMMIT_HOME"] = join(here.cwd, ".cache");
  const git = (...args: string[]) => here.exec("git", [...identity, ...args]);
  passed(git("init", "-q"));
  here.write(".pre-commit-config.yaml", edit(config));
  here.write("kong-client-ip.yaml", "cloud: gke\nmethod: external-traffic-policy\n");
  mkdirSync(join(here.cwd, "rendered"));
  passed(here.exec(preCommit ?? "", ["install"]));
  passed(git("add", ".pre-commit-config.yaml"));
  return {
    commit: (files: Record<string, string>) => {
      for (const [name, text] of Object.entries(files)) here.write(name, text);
      passed(git("add", ...Object.keys(files)));
      return git("commit", "-m", "Render");
    },
  };
}

describeWith({ "pre-commit": preCommit !== undefined }, "Before a commit", () => {
  for (const [title, edit] of Object.entries({
    "the release's executable": (config: string) =>
      config.replace("https://github.com/OWNER/kong-client-ip", published()),
    "the program on the PATH": (config: string) =>
      config
        .replace("https://github.com/OWNER/kong-client-ip", published())
        .replace("id: kong-client-ip", "id: kong-client-ip-system"),
  }))
    test(`${title} judges what was rendered`, () => {
      const { commit } = user(edit);
      const wrong = commit({ "rendered/kong.yaml": manifests({}) });
      expect(wrong.status, wrong.stderr).toBe(1);
      expect(wrong.stderr).toContain("address-hidden");
      const right = commit({ "rendered/kong.yaml": manifests(RIGHT), "rendered/other.yaml": "kind: ConfigMap\n" });
      expect(right).toMatchObject({ status: 0, stderr: expect.stringContaining("Passed") });
      expect(commit({ "other.yaml": manifests({}) })).toMatchObject({
        status: 0,
        stderr: expect.stringContaining("Skipped"),
      });
    });

  test("pre-commit takes the list of hooks for one", () => {
    passed(run(preCommit ?? "", ["validate-manifest", join(root, ".pre-commit-hooks.yaml")]));
    passed(run(preCommit ?? "", ["validate-config", join(root, "examples/gate/pre-commit.yaml")]));
  });
});

describeWith({ "check-jsonschema": schemas !== undefined }, "By its host's schema", () => {
  test.each([
    ["github-actions", "action.yml"],
    ["github-workflows", "examples/gate/github-actions.yaml"],
    ["github-workflows", ".github/workflows/ci.yml"],
    ["github-workflows", ".github/workflows/release.yml"],
    ["gitlab-ci", "examples/gate/gitlab.yaml"],
  ])("%s: %s is right", (schema, file) => {
    passed(run(schemas ?? "", ["--builtin-schema", `vendor.${schema}`, join(root, file)]));
  });
});
