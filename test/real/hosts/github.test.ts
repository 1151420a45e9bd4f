/** The workflow for GitHub Actions: its steps are run one after the other, as a runner does. */

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { unpinned } from "../../release/pins.ts";
import { needing } from "../../support/needs.ts";
import { action, bash, runAction } from "../gate/action.ts";
import { blockWith, helms, local, passed, place } from "./page.ts";

interface Step {
  run?: string;
  uses?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}

const text = blockWith("github-actions", "on: pull_request");
const workflow = parse(text);
const steps: Step[] = workflow.jobs.check.steps;

/** Steps that only GitHub can run. */
const NOT_RUN: Record<string, string> = {
  "gh pr comment": "there is no pull request to comment on",
};

const [{ helm }] = helms;

describe.skipIf(!helm)(needing("The workflow's steps", { Helm: helm }), () => {
  const config = "method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\n";
  const own = steps.filter(
    ({ run, uses = "" }) =>
      uses.startsWith("OWNER/") || (run && !Object.keys(NOT_RUN).some((mark) => run.startsWith(mark))),
  );
  type Place = ReturnType<typeof place>;

  const runStep = (here: Place, step?: Step) =>
    step?.run === undefined
      ? runAction(here, step?.with)
      : { outcome: here.exec("bash", [...bash, local(step.run)]), outputs: {} };

  function runAll(settings: string) {
    const here = place(helm);
    rmSync(join(here.cwd, ".bin/kong-client-ip"));
    here.write("kong-client-ip.yaml", settings);
    here.write("values.yaml", "{}\n");
    here.env["GITHUB_STEP_SUMMARY"] = "summary.md";
    const all = own.map((step) => runStep(here, step));
    return { here, outcomes: all.map(({ outcome }) => outcome), sarif: all.at(-1)?.outputs["sarif"] ?? "" };
  }

  test("render, patch, preview and check", () => {
    const { here, outcomes, sarif } = runAll(config);
    for (const outcome of outcomes) passed(outcome);
    expect(outcomes).toHaveLength(6);
    expect(here.file("summary.md")).toContain("KONG_TRUSTED_IPS");
    expect(here.file("preview.md")).toBe(here.file("summary.md"));
    expect(JSON.parse(readFileSync(sarif, "utf8")).version).toBe("2.1.0");
    expect(here.file("preview.html")).toContain("</svg>");
  });

  test("fail where the release cannot be patched, and name the reason in the log", () => {
    const { here, outcomes } = runAll(`${config}target: { service: nobody }\n`);
    const [, render, patch] = outcomes;
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
    const { outcome, outputs } = runStep(here, own.at(-1));
    const { results } = JSON.parse(readFileSync(outputs["sarif"] ?? "", "utf8")).runs[0];
    expect(results).toContainEqual(expect.objectContaining({ level: "error" }));
    expect(outcome.status).toBe(1);
  });
});

test("The workflow has no rights but those it says, and runs nothing that a stranger wrote", () => {
  expect(workflow.permissions).toEqual({});
  expect(workflow.on).toBe("pull_request");
  // Nobody knows yet what a release of this program will be called.
  expect(unpinned(text.replaceAll(/OWNER\/.*@COMMIT # of a release/g, "./"))).toEqual([]);
  for (const { uses, with: given = {} } of steps)
    if (uses?.startsWith("OWNER/"))
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  for (const { run = "" } of steps) expect(run).not.toContain("${{");
  for (const mark of Object.keys(NOT_RUN)) expect(steps.some(({ run }) => run?.startsWith(mark))).toBe(true);
});
