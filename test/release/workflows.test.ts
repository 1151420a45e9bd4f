/** The workflows, as far as they can be judged without GitHub; the shell in them is run. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { newDirectory } from "../support/directory.ts";
import { root, run } from "../support/tools.ts";
import { unpinned } from "./pins.ts";

interface Job {
  permissions: Record<string, string>;
  steps?: { name?: string; run?: string; uses?: string; with?: Record<string, unknown> }[];
  "timeout-minutes"?: number;
}

const folder = join(root, ".github/workflows");
const workflows = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), "utf8");
  return { file, text, workflow: parse(text), jobs: Object.values<Job>(parse(text).jobs) };
});
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe.each(workflows)("$file", ({ text, workflow, jobs }) => {
  test("gives no rights to all jobs, and each job says its own", () => {
    expect(workflow.permissions).toEqual({});
    for (const { permissions } of jobs) expect(Object.keys(permissions).length).toBeGreaterThan(0);
  });

  test("pins every action to a commit, with its version behind it", () => {
    expect(unpinned(text)).toEqual([]);
  });

  test("runs for no stranger with rights, and puts no expression into a script", () => {
    expect(text).not.toContain("pull_request_target");
    expect(text).not.toContain("secrets.");
    for (const { run } of jobs.flatMap(({ steps = [] }) => steps)) expect(run ?? "").not.toContain("${{");
  });

  test("leaves no token in the checkout", () => {
    const checkouts = jobs
      .flatMap(({ steps = [] }) => steps)
      .filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const checkout of checkouts) expect(checkout.with?.["persist-credentials"]).toBe(false);
  });

  test("names scripts that there are", () => {
    for (const [, name = ""] of text.matchAll(/npm run (\S+)/g)) expect(Object.keys(scripts)).toContain(name);
  });
});

test("Only the jobs that publish may write, each its own thing", () => {
  const release = workflows.find(({ file }) => file === "release.yml")?.workflow.jobs as Record<string, Job>;
  expect(Object.fromEntries(Object.entries(release).map(([name, { permissions }]) => [name, permissions]))).toEqual({
    test: { contents: "read" },
    build: { contents: "read", "id-token": "write", attestations: "write" },
    npm: { "id-token": "write" },
    image: { contents: "read", packages: "write", "id-token": "write", attestations: "write" },
    release: { contents: "write" },
  });
});

describe("The scripts of the release", () => {
  const release = workflows.find(({ file }) => file === "release.yml")?.jobs.flatMap(({ steps = [] }) => steps) ?? [];
  const scriptOf = (name: string) => release.find((step) => step.name === name)?.run ?? "";
  const bash = (script: string, cwd: string, env: NodeJS.ProcessEnv = process.env) =>
    run("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], { cwd, env });

  test("write checksums that hold", () => {
    const cwd = newDirectory();
    mkdirSync(join(cwd, "release"));
    for (const name of ["a.tgz", "-b.tgz", "no-release"]) writeFileSync(join(cwd, "release", name), name);
    expect(bash(scriptOf("Checksums"), cwd)).toMatchObject({ status: 0, stdout: "-b.tgz: OK\na.tgz: OK\n" });
    writeFileSync(join(cwd, "release/a.tgz"), "another");
    expect(run("sha256sum", ["--check", "SHA256SUMS"], { cwd: join(cwd, "release") }).status).toBe(1);
  });

  test("name the image in lower case, and the version without its v", () => {
    const cwd = newDirectory();
    const env = {
      PATH: process.env["PATH"],
      GITHUB_REPOSITORY: "Some/Repo",
      GITHUB_REF_NAME: "v1.2.3",
      GITHUB_OUTPUT: "out",
    };
    expect(bash(scriptOf("Names"), cwd, env).status).toBe(0);
    expect(readFileSync(join(cwd, "out"), "utf8")).toBe("image=ghcr.io/some/repo\nversion=1.2.3\n");
  });

  test("pack the program, the plugin and the licenses", () => {
    const files = run("npm", ["pack", "--ignore-scripts", "--dry-run", "--json"], { cwd: root });
    const [{ files: packed }] = JSON.parse(files.stdout);
    const paths = packed.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(["LICENSE", "plugin.yaml", "dist/cli.cjs", "dist/THIRD-PARTY-LICENSES.txt"]),
    );
  });
});
