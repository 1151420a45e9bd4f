import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codes } from "../../../src/judgement/codes.ts";
import { SEVERITIES, type Severity } from "../../../src/judgement/rule.ts";
import { command } from "../../support/command.ts";
import { root } from "../../support/program.ts";
import { streams } from "./streams.ts";

interface Answer {
  verdicts: Record<string, unknown>[];
  findings: Record<string, string>[];
}

describe("Findings for a program", () => {
  test.each(streams)("%s: the same bytes twice, each finding explained, errors first", (_, input) => {
    for (const args of [[], ["--cloud", "eks", "--method", "proxy-protocol"]]) {
      const answer = command(["check", "--format", "json", ...args], { input });
      if (args.length === 0) expect(command(["check", "--format", "json"], { input })).toEqual(answer);
      if (answer.stdout === "") {
        expect(answer).toMatchObject({ status: 1, stderr: expect.stringMatching(/: .+; .+\n$/) });
        continue;
      }
      const { verdicts, findings } = JSON.parse(answer.stdout) as Answer;
      for (const verdict of verdicts) {
        const keys = ["gateway", "service", "listener", "outcome", "forgers", "because"];
        expect(Object.keys(verdict)).toEqual(keys);
      }
      for (const finding of findings) {
        expect(Object.keys(codes)).toContain(finding["code"]);
        expect(SEVERITIES).toContain(finding["severity"]);
        expect(finding).toMatchObject({ file: "stdin" });
        for (const key of ["where", "what", "remedy", "source"]) expect(finding[key]).toMatch(/^\S.*\S$/s);
        expect(finding["pointer"]).toMatch(/^(?:\/|$)/);
      }
      const severities = findings.map(({ severity }) => severity);
      const ranks = severities.map((severity) => SEVERITIES.indexOf(severity as Severity));
      expect(ranks).toEqual([...ranks].sort());
      expect(answer.status).toBe(severities.includes("error") ? 1 : 0);
    }
  });

  test("what `kubectl get -o yaml` prints is understood, and tells no secret", async () => {
    const input = readFileSync(join(root, "test/views/check/kubectl-get.yaml"));
    for (const format of ["text", "json", "sarif"])
      expect(command(["check", "--format", format], { input }).stdout).not.toContain("do-not-print-me");
    const { stdout } = command(["check", "--format", "json"], { input });
    const { verdicts, findings } = JSON.parse(stdout) as Answer;
    expect(verdicts.map(({ service, outcome }) => [service, outcome])).toEqual([
      ["Service kong/kong-proxy", "broken"],
      ["Service kong/kong-proxy", "broken"],
    ]);
    expect(findings.map(({ code, where, pointer }) => [code, where, pointer])).toEqual([
      ["proxy-protocol-not-sent", "Service kong/kong-proxy", "/spec/ports"],
      ["node-ports-open", "Service kong/kong-proxy", "/spec/ports"],
      ["plain-callers", "Deployment kong/kong", "/spec/template/spec/containers/0/env/0"],
      ["forwarded-headers-believed", "Deployment kong/kong", "/spec/template/spec/containers/0/env/2"],
    ]);
  });
});

describe("No word of the manifests but names is told", () => {
  const marker = "hunter2";
  const words = [
    "KONG_REAL_IP_HEADER",
    "KONG_REAL_IP_RECURSIVE",
    "KONG_TRUSTED_IPS",
    "KONG_PROXY_LISTEN",
    "KONG_STREAM_LISTEN",
    "KONG_NGINX_PROXY_REAL_IP_HEADER",
    "KONG_PG_PASSWORD",
  ];

  test.each(words)("whatever %s holds", (name) => {
    const input = readFileSync(join(root, "test/views/check/kubectl-get.yaml"), "utf8")
      .replace(new RegExp(`(- name: ${name}\n +value:) .*`), `$1 ${marker}`)
      .replace("- name: KONG_PORT_MAPS", `- name: ${name}\n            value: ${marker}\n          $&`)
      .replace("deployment.kubernetes.io/revision:", `note: ${marker}\n      $&`)
      .replace("aws-load-balancer-type: nlb", `aws-load-balancer-attributes: ${marker}`);
    for (const format of ["text", "json", "sarif"]) {
      for (const args of [[], ["--cloud", "eks", "--method", "http-headers"]]) {
        const { stdout, stderr } = command(["check", "--format", format, ...args], { input });
        expect(stdout).not.toBe("");
        expect(stdout + stderr).not.toContain(marker);
      }
    }
  });
});
