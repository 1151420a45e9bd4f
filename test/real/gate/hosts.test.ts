/** The gates for GitLab and Argo CD: their scripts are run where there is no GitLab and no Argo CD. */

import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runPlugin } from "../argocd/sidecar.ts";
import { blockWith, helms, local, passed, place } from "../hosts/page.ts";
import { bash } from "./action.ts";

const [{ helm }] = helms;
const SETTINGS = "method: external-traffic-policy\ncloud: gke\n";

describe.skipIf(!helm)("GitLab's jobs", () => {
  const { workflow, ...jobs } = parse(blockWith("gitlab", "workflow:"));
  const scripts: string[] = Object.values(jobs as Record<string, { script: string[] }>).map(({ script }) =>
    local(script.join("\n")),
  );

  function runAll(edit: (here: ReturnType<typeof place>) => void = () => undefined) {
    const here = place(helm);
    here.write("kong-client-ip.yaml", SETTINGS);
    here.write("values.yaml", "{}\n");
    edit(here);
    return { here, outcomes: scripts.map((script) => here.exec("bash", [...bash, script])) };
  }

  test("render, patch, preview and check", () => {
    const { here, outcomes } = runAll();
    expect(outcomes).toHaveLength(2);
    for (const outcome of outcomes) passed(outcome);
    expect(here.file("patched.yaml")).toContain("externalTrafficPolicy: Local");
    expect(here.file("preview.md")).toContain("externalTrafficPolicy");
    expect(outcomes[1]?.stdout).toContain("0 errors");
    expect(here.file("junit.xml")).toContain("<testsuite");
    expect(jobs["client-ip"].artifacts.reports).toEqual({ junit: "junit.xml" });
  });

  test("fail where the release cannot be patched", () => {
    const { outcomes } = runAll((here) =>
      here.write("kong-client-ip.yaml", `${SETTINGS}target: { service: nobody }\n`),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([0, 1]);
  });

  test("are asked for in merge requests, and hand on the files that others need", () => {
    expect(workflow.rules).toHaveLength(1);
    expect(jobs["client-ip"].needs).toEqual(["render"]);
    expect(jobs.render.artifacts.paths).toEqual(["rendered.yaml"]);
    expect(jobs["client-ip"].artifacts).toMatchObject({ when: "always", paths: ["patched.yaml", "preview.md"] });
  });
});

describe.skipIf(!helm)("Argo CD", () => {
  const line = blockWith("argocd", 'fail-on error "$work');
  const gated = (script: string) => script.replace('cat "$work/patched.yaml"', `${line}$&`);
  const parameters = (method: string, cloud: string) => [
    { name: "method", string: method },
    { name: "cloud", string: cloud },
  ];

  test("syncs what the check lets pass, to the byte", () => {
    const call = { parameters: parameters("external-traffic-policy", "gke") };
    const { status, stdout, stderr } = runPlugin({ ...call, edit: gated });
    expect(stderr).toContain("0 errors");
    expect({ status, stdout }).toEqual({ status: 0, stdout: runPlugin(call).stdout });
  });

  test("shows what is wrong, and syncs nothing", () => {
    // A capital letter in a port's name, which a run leaves to the API server.
    const broken = (script: string) =>
      gated(script).replace(line, `sed -i 's/name: kong-proxy-tls/name: KONG/' "$work/patched.yaml"\n${line}`);
    const call = { parameters: parameters("external-traffic-policy", "gke") };
    const { status, stdout, stderr } = runPlugin({ ...call, edit: broken });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("refused-manifest");
  });

  test("is asked in a pipeline, which fails with the check", () => {
    const script = blockWith("argocd", "argocd app manifests");
    const here = place(helm);
    here.write("kong-client-ip.yaml", "cloud: eks\nmethod: proxy-protocol\ntrustedCIDRs: [10.0.0.0/16]\n");
    const right = passed(here.exec("kong-client-ip", [], here.render()));
    const half = right.replace(/^.*balancer-proxy-protocol.*\n/m, "");
    // Argo CD's program prints the manifests of an Application, and `---` between them.
    const argocd = 'argocd() { [ "$1 $2 $3" = "app manifests my-kong" ] && cat live.yaml; }\n';
    for (const [live, status] of [
      [right, 0],
      [half, 1],
    ] as const) {
      here.write("live.yaml", live);
      expect(here.exec("bash", [...bash, argocd + script]).status).toBe(status);
    }
  });
});
