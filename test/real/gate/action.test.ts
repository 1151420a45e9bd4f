/** The action with the build of this checkout, as a workflow of this repository would use it. */

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifests, PROXY, type Setup } from "../../views/check/manifests.ts";
import { place } from "../hosts/page.ts";
import { action, runAction } from "./action.ts";

const LOCAL: Setup = { service: { externalTrafficPolicy: "Local" } };
const GKE = "cloud: gke\nmethod: external-traffic-policy\n";

/** A runner with a manifest, and without the program. */
function runner(setup: Setup) {
  const here = place(undefined);
  rmSync(join(here.cwd, ".bin/kong-client-ip"));
  here.write("kong.yaml", manifests(setup));
  here.write("settings.yaml", GKE);
  return here;
}

test("Without files the program is put on the PATH, and that is all", () => {
  const here = runner(LOCAL);
  expect(runAction(here)).toEqual({ outcome: { status: 0, stdout: "", stderr: "" }, outputs: { sarif: "" } });
  expect(here.exec("kong-client-ip", ["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("What is right passes, and is told", () => {
  const { outcome, outputs } = runAction(runner(LOCAL), { files: "kong.yaml", config: "settings.yaml" });
  expect(outcome).toMatchObject({ status: 0, stderr: "" });
  expect(outcome.stdout).toContain("0 errors, 0 warnings");
  expect(JSON.parse(readFileSync(outputs["sarif"] ?? "", "utf8")).runs[0].results).toEqual([]);
});

test("Findings fail the job from fail-on on, and are in the SARIF whatever that is", () => {
  const here = runner({});
  // That the client stays hidden is an error with a method in the config; without one nobody knows.
  for (const [config, limit, code, status] of [
    ["settings.yaml", "error", "address-hidden", 1],
    ["", "error", "delivery-unknown", 0],
    ["", "warning", "delivery-unknown", 1],
  ] as const) {
    const { outcome, outputs } = runAction(here, { files: "kong.yaml", config, "fail-on": limit });
    expect(outcome.status, outcome.stderr).toBe(status);
    expect(outcome.stdout).toContain(code);
    const { results } = JSON.parse(readFileSync(outputs["sarif"] ?? "", "utf8")).runs[0];
    expect(results).toContainEqual(expect.objectContaining({ ruleId: code }));
  }
});

test("Every line names one file, whatever is in its name", () => {
  const here = runner({});
  const [service = "", deployment = ""] = manifests({ env: { KONG_PROXY_LISTEN: PROXY } }).split("\n---\n");
  here.write("$(touch made) service.yaml", service);
  here.write("-deployment.yaml", deployment);
  const { outcome } = runAction(here, { files: "$(touch made) service.yaml\n\n-deployment.yaml\n" });
  expect(outcome.stdout).toContain("Service kong-proxy");
  expect(() => here.file("made")).toThrow("ENOENT");
});

test("Wrong inputs fail, with the program's words", () => {
  const { outcome, outputs } = runAction(runner({}), { files: "kong.yaml", "fail-on": "never" });
  expect(outcome.status).toBe(2);
  expect(outcome.stderr).toContain("fail-on");
  expect(outputs).toEqual({ sarif: "" });
});

test("No input stands in a script, where it would be run", () => {
  expect(action.runs.using).toBe("composite");
  for (const { run, shell } of action.runs.steps) {
    expect(run).not.toContain("${{");
    expect(shell).toBe("bash");
  }
});
