/** What holds of every page. What stands in the pages is run by the other tests of this folder. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, run } from "../../support/tools.ts";
import { blockWith, pageFiles, pages } from "./page.ts";

/** By page, a text in each block, and what it is run by. */
const RUNS: Record<string, Record<string, string>> = {
  argocd: { 'fail-on error "$work': "../gate/hosts.test.ts", "argocd app manifests": "../gate/hosts.test.ts" },
  "argocd-lovely-plugin": { "kind: Application": "filters.test.ts", LOVELY_PLUGINS_YAML: "filters.test.ts" },
  fleet: {
    "set -o pipefail": "shells.test.ts",
    "releaseName: my-kong": "filters.test.ts",
    "kustomize:": "filters.test.ts",
  },
  "github-actions": { "on: pull_request": "github.test.ts" },
  gitlab: { "workflow:": "../gate/hosts.test.ts" },
  "pre-commit": { "repos:": "../executable/gate.test.ts" },
  guard: {
    "cloud: gke": "../cluster/guard.cluster.ts",
    "helm upgrade": "../cluster/guard.cluster.ts",
    "kubectl kong-client-ip": "../cluster/guard.cluster.ts",
  },
  helmfile: {
    "postRenderer: kong-client-ip": "helm.test.ts",
    "helm plugin install": "helm.test.ts",
    "helmfile template": "not run: there is no Helmfile here; what it prints is piped in shells.test.ts",
  },
  pipe: { "set -o pipefail": "shells.test.ts", "> rendered.yaml &&": "shells.test.ts" },
  pulumi: { "helm.v4.Chart": "helm.test.ts", "helm.v3.Release": "helm.test.ts", "export KONG": "helm.test.ts" },
  skaffold: { "#!/bin/sh": "filters.test.ts", "kind: Config": "filters.test.ts" },
  terraform: { "resource ": "filters.test.ts", "description = ": "filters.test.ts" },
};

const tree = (path: string) => join(root, path);

test("Every page has its runs, and every run its page", () => {
  expect(Object.keys(pages).sort()).toEqual(Object.keys(RUNS).sort());
});

describe.each(Object.entries(pages))("The page %s", (name, { text, blocks }) => {
  test("is short", () => {
    expect(text.split("\n").length).toBeLessThanOrEqual(50);
  });

  test("has a run, or a reason for none, for each of its blocks", () => {
    const marks = Object.entries(RUNS[name] ?? {});
    expect(blocks.length).toBe(marks.length);
    for (const [mark, by] of marks) {
      blockWith(name, mark);
      if (by.startsWith("not run: ")) continue;
      expect(readFileSync(join(import.meta.dirname, by), "utf8"), by).toContain(JSON.stringify(name));
    }
    for (const block of blocks) expect(marks.some(([mark]) => block.text.includes(mark))).toBe(true);
  });
});

test("The index names every page and every folder of examples, and links to files that exist", () => {
  const index = readFileSync(tree("examples/README.md"), "utf8");
  for (const file of pageFiles) expect(index).toContain(`(${file.replace("examples/", "")})`);
  for (const entry of readdirSync(tree("examples"), { withFileTypes: true })) {
    if (entry.isDirectory() && !pageFiles.some((file) => file.startsWith(`examples/${entry.name}/`)))
      expect(index).toContain(`[${entry.name}](${entry.name}/)`);
  }
});

const linking = ["examples/README.md", ...pageFiles];

test.each(linking)("%s links to files that exist", (file) => {
  for (const [, path = ""] of readFileSync(tree(file), "utf8").matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    const target = join(dirname(tree(file)), path);
    expect(existsSync(target), path).toBe(true);
  }
});

test("The HCL is as Terraform formats it", ({ skip }) => {
  if (run("sh", ["-c", "command -v terraform"]).status !== 0) skip("no terraform on the PATH");
  const { status, stdout } = run("terraform", ["fmt", "-"], { input: blockWith("terraform", "resource ") });
  expect({ status, stdout }).toEqual({ status: 0, stdout: blockWith("terraform", "resource ") });
});
