import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { kongClientIp, root } from "../../support/program.ts";
import { manifests } from "./manifests.ts";

const CLEAN = "test/views/check/clean.yaml";
const WARNED = "test/views/check/pains/p17-one-pod-answers-for-all-nodes/input.yaml";
const WRONG = "test/views/check/pains/p04-the-classic-elb-wraps-the-proxy-header-in-tls/input.yaml";
const GKE = ["--cloud", "gke"];

describe("The exit code", () => {
  test.each([
    ["0 where nothing is wrong", ["check", ...GKE, CLEAN], 0],
    ["0 where there are warnings alone", ["check", WARNED], 0],
    ["1 where there are errors", ["check", WRONG], 1],
    ["1 for warnings, if they count", ["check", "--fail-on", "warning", WARNED], 1],
    ["0 where nothing is wrong, even if warnings count", ["check", "--fail-on", "warning", ...GKE, CLEAN], 0],
    ["1 for errors alone, if only those count", ["check", "--fail-on", "error", WRONG], 1],
  ])("is %s", (_, args, status) => {
    expect(command(args)).toMatchObject({ status, stderr: "" });
    for (const format of ["json", "sarif"]) expect(command([...args, "--format", format]).status).toBe(status);
  });

  test("of the program is the same, and 2 for what is no use of it", () => {
    expect(kongClientIp(["check", ...GKE, CLEAN])).toMatchObject({ status: 0, stderr: "" });
    expect(kongClientIp(["check", WRONG])).toMatchObject({ status: 1, stderr: "" });
    const input = readFileSync(join(root, WRONG));
    expect(kongClientIp(["check", "--cloud", "eks"], { input })).toMatchObject({ status: 1, stderr: "" });
    const missing = kongClientIp(["check", CLEAN, "no-such-file.yaml"]);
    expect({ ...missing, stdout: missing.stdout.toString() }).toEqual({
      status: 2,
      stdout: "",
      stderr: "kong-client-ip: error: no-such-file.yaml: it cannot be read (ENOENT); check the path\n",
    });
  });

  test.each([
    [["--format", "xml"], "option '--format <name>' argument 'xml' is invalid"],
    [["--fail-on", "never"], "option '--fail-on <severity>' argument 'never' is invalid"],
    [["--formt", "json"], "unknown option '--formt'; did you mean --format?"],
    [["--explain", "one-replicas"], '--explain: there is no finding "one-replicas"; did you mean one-replica?'],
    [["--explain", "xyz"], '--explain: there is no finding "xyz"; use one of: kong-will-not-start, '],
    [["--cloud", "ekss"], 'unknown cloud "ekss"; did you mean eks?'],
    [["--cloud", "eks", "--load-balancer", "nlbs"], 'eks has no load balancer "nlbs"; did you mean nlb?'],
    [["--method", "proxy"], 'unknown method "proxy"; '],
  ])("is 2 for %j", (args, told) => {
    const { status, stdout, stderr } = command(["check", ...args], { input: manifests({}) });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(told);
  });
});

describe("What is checked", () => {
  test("is 1, without findings, where there is no Kong", () => {
    const input = "apiVersion: v1\nkind: Service\nmetadata:\n  name: other\n";
    expect(command(["check"], { input })).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "kong-client-ip: error: stdin: no workload runs Kong's proxy: there is nothing but Service; render the chart " +
        "that runs it, or set ifNoKong (--if-no-kong) to pass\n",
    });
    expect(command(["check", "--if-no-kong", "pass"], { input })).toEqual({
      status: 0,
      stdout: "0 errors, 0 warnings\n",
      stderr: "",
    });
    expect(command(["check"]).status).toBe(1);
  });

  test("may be several files, which make one whole", () => {
    const [service = "", deployment = ""] = readFileSync(join(root, WRONG), "utf8").split("---\n");
    const whole = command(["check", "--format", "json"], { input: `${service}---\n${deployment}` });
    const turned = command(["check", "--format", "json"], { input: `${deployment}---\n${service}` });
    const withoutLines = (text: string) => text.replace(/"line": \d+/g, '"line": 0');
    expect(withoutLines(turned.stdout)).toBe(withoutLines(whole.stdout));
    const both = JSON.parse(command(["check", "--format", "json", WRONG, CLEAN]).stdout);
    const files = both.findings.map(({ where, file }: Record<string, string>) => [where, file]);
    expect(new Set(files.map(String))).toEqual(
      new Set([
        `Service kong/kong-proxy,${WRONG}`,
        `Deployment kong/kong,${WRONG}`,
        `Service demo-kong-proxy,${CLEAN}`,
      ]),
    );
  });

  test("may be a release among others", () => {
    const args = ["--format", "json", WRONG, CLEAN];
    const { findings } = JSON.parse(command(["check", ...GKE, "--workload", "demo-kong", ...args]).stdout);
    expect(findings).toEqual([]);
  });

  test("goes by a config where there is one, and by flags before it", () => {
    const input = readFileSync(join(root, CLEAN));
    expect(command(["check"], { input, config: "cloud: gke" }).stdout).toContain("0 errors, 0 warnings");
    expect(command(["check"], { input, config: "cloud: gke\nmethod: external-traffic-policy" }).status).toBe(0);
    const { stdout } = command(["check", "--cloud", "eks", "--load-balancer", "classic-elb"], {
      input,
      config: "cloud: gke",
    });
    expect(stdout).toContain("address-hidden");
    expect(command(["check"], { input, env: { KONG_CLIENT_IP_CLOUD: "gke" } }).stdout).toContain(
      "0 errors, 0 warnings",
    );
  });

  test("is judged by the load balancer that the Service shows, where the cloud alone is named", () => {
    const file = "test/views/check/pains/p02-the-nlb-does-not-send-the-proxy-header/input.yaml";
    const codesOf = (...args: string[]) => {
      const { findings } = JSON.parse(command(["check", "--format", "json", ...args, file]).stdout);
      return findings.map(({ code }: { code: string }) => code);
    };
    const told = expect.arrayContaining(["proxy-protocol-not-sent"]);
    expect(codesOf()).toEqual(told);
    expect(codesOf("--cloud", "eks")).toEqual(told);
    expect(codesOf("--cloud", "eks", "--load-balancer", "nlb")).not.toEqual(told);
    expect(codesOf("--cloud", "eks", "--load-balancer", "nlb-in-tree")).toEqual(told);
    expect(codesOf("--cloud", "gke")).toEqual(told);
  });
});
