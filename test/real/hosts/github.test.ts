/** The workflow for GitHub Actions: its steps are run one after the other, as a runner does. */

import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { unpinned } from "../../release/pins.ts";
import { needing } from "../../support/needs.ts";
import { blockWith, helms, local, passed, place } from "./page.ts";

interface Step {
  run?: string;
  uses?: string;
  env?: Record<string, string>;
}

const text = blockWith("github-actions", "on: pull_request");
const workflow = parse(text);
const steps: Step[] = workflow.jobs.check.steps;

/** Steps that only GitHub can run. */
const NOT_RUN: Record<string, string> = {
  "npm install --global kong-client-ip": "the built program is on the PATH",
  "gh pr comment": "there is no pull request to comment on",
};

/** What `shell: bash` means, docs.github.com, "jobs.<job_id>.steps[*].shell". */
const bash = ["--noprofile", "--norc", "-eo", "pipefail", "-c"];

const [{ helm }] = helms;

describe.skipIf(!helm)(needing("The workflow's steps", { Helm: helm }), () => {
  const scripts = steps.flatMap(({ run }) =>
    run === undefined || Object.keys(NOT_RUN).some((mark) => run.startsWith(mark)) ? [] : [local(run)],
  );
  const config = "method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\n";

  function runAll(settings: string) {
    const here = place(helm);
    here.write("kong-client-ip.yaml", settings);
    here.write("values.yaml", "{}\n");
    here.env["GITHUB_STEP_SUMMARY"] = "summary.md";
    return { here, outcomes: scripts.map((script) => here.exec("bash", [...bash, script])) };
  }

  test("render, patch, preview and check", () => {
    const { here, outcomes } = runAll(config);
    for (const outcome of outcomes) passed(outcome);
    expect(outcomes).toHaveLength(4);
    expect(here.file("summary.md")).toContain("KONG_TRUSTED_IPS");
    expect(here.file("preview.md")).toBe(here.file("summary.md"));
    const sarif = JSON.parse(here.file("client-ip.sarif"));
    expect(sarif.version).toBe("2.1.0");
  });

  test("fail where the release cannot be patched, and name the reason in the log", () => {
    const { here, outcomes } = runAll(`${config}target: { service: nobody }\n`);
    const [render, patch] = outcomes;
    expect(render?.status).toBe(0);
    expect(patch?.status).toBe(1);
    expect(patch?.stderr).toContain("sends traffic to the gateway's listeners");
    expect(here.file("patched.yaml")).toBe("");
  });

  test("The check fails on errors, and has written the findings", () => {
    const here = place(helm);
    here.write("kong-client-ip.yaml", config);
    const half = passed(here.exec("kong-client-ip", [], here.render())).replace(/^.*balancer-proxy-protocol.*\n/m, "");
    here.write("patched.yaml", half);
    const { status } = here.exec("bash", [...bash, scripts.at(-1) ?? ""]);
    const { results } = JSON.parse(here.file("client-ip.sarif")).runs[0];
    expect(results).toContainEqual(expect.objectContaining({ level: "error" }));
    expect(status).toBe(1);
  });
});

test("The workflow has no rights but those it says, and runs nothing that a stranger wrote", () => {
  expect(workflow.permissions).toEqual({});
  expect(workflow.on).toBe("pull_request");
  expect(unpinned(text)).toEqual([]);
  for (const { run = "" } of steps) expect(run).not.toContain("${{");
  for (const mark of Object.keys(NOT_RUN)) expect(steps.some(({ run }) => run?.startsWith(mark))).toBe(true);
});
