/** The example for kpt: with the real kpt where it is on the PATH, else with what kpt sends. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { kongClientIp } from "../../support/program.ts";
import { root, run } from "../../support/tools.ts";
import { objectsIn, resourceListIn, WRAPS } from "./lists.ts";

const example = join(root, "examples/krm");
const read = (file: string) => readFileSync(join(example, file), "utf8");
const hasKpt = spawnSync("kpt", ["version"]).status === 0;

const home = mkdtempSync(join(tmpdir(), "kong-client-ip-kpt-"));
mkdirSync(join(home, "bin"));
symlinkSync(join(root, "dist/cli.cjs"), join(home, "bin/kong-client-ip"));
afterAll(() => rmSync(home, { recursive: true }));
const env = { ...process.env, HOME: home, PATH: [join(home, "bin"), process.env["PATH"]].join(delimiter) };

/** What the filter makes of the example's Kong, by the example's config. */
const expected = objectsIn(
  kongClientIp(["--config", join(example, "kong-client-ip.yaml")], { input: read("kong.yaml") }).stdout,
);

test("The pipeline names the program, and its config, which configures it", () => {
  expect(parse(read("Kptfile")).pipeline.mutators).toEqual([
    { exec: "kong-client-ip", configPath: "kong-client-ip.yaml" },
  ]);
  const list = WRAPS["its own text"]?.(read("kong.yaml"), parse(read("kong-client-ip.yaml")));
  const { status, stdout, stderr } = kongClientIp([], { input: list ?? "" });
  expect(status, stderr).toBe(0);
  expect(resourceListIn(stdout).items).toEqual(expected);
  expect(resourceListIn(stdout).items).not.toEqual(objectsIn(read("kong.yaml")));
});

describe.skipIf(!hasKpt)(hasKpt ? "kpt" : "kpt (skipped: it is not on the PATH)", () => {
  const inCopy = (name: string, args: string[]) => {
    const directory = join(home, name);
    cpSync(example, directory, { recursive: true });
    const outcome = run("kpt", args, { cwd: directory, env });
    return { ...outcome, kong: objectsIn(readFileSync(join(directory, "kong.yaml"), "utf8")), directory };
  };

  test("renders the example's pipeline, twice the same, and shows the results", () => {
    const args = ["fn", "render", "--allow-exec", "--truncate-output=false", "."];
    const { status, stderr, kong, directory } = inCopy("render", args);
    expect(status, stderr).toBe(0);
    expect(kong).toEqual(expected);
    expect(stderr).toContain(
      "[info] v1/Service/demo-kong-proxy: changed service.beta.kubernetes.io/aws-load-balancer-type, ",
    );
    expect(stderr).toContain("[warning] v1/Service/demo-kong-proxy spec.ports: ");
    const once = readFileSync(join(directory, "kong.yaml"));
    expect(run("kpt", args, { cwd: directory, env }).status).toBe(0);
    expect(readFileSync(join(directory, "kong.yaml")).equals(once)).toBe(true);
    expect(once.toString()).toContain("# Source: kong/templates/deployment.yaml");
    expect(once.toString()).not.toContain("config.kubernetes.io/");
  });

  test("evaluates it with settings as words, quietly if asked", () => {
    const settings = ["method=proxy-protocol", "cloud=eks", "trustedCIDRs=10.0.0.0/16"];
    const { status, stderr, kong } = inCopy("eval", [
      "fn",
      "eval",
      "--exec",
      "kong-client-ip -q",
      ".",
      "--",
      ...settings,
    ]);
    expect(status, stderr).toBe(0);
    expect(kong).toEqual(expected);
    expect(stderr).toContain("Results:");
    expect(stderr).not.toContain("Stderr:");
  });

  test("runs as the README says", () => {
    const scripts = [...read("README.md").matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, script = ""]) => script);
    expect(scripts).toHaveLength(2);
    for (const [index, script] of scripts.entries()) {
      const directory = join(home, `readme ${index}`);
      cpSync(example, directory, { recursive: true });
      const { status, stderr } = run("bash", ["-euc", script], { cwd: directory, env });
      expect(status, stderr).toBe(0);
      expect(objectsIn(readFileSync(join(directory, "kong.yaml")))).toEqual(expected);
    }
  });

  test("shows our message where a setting is wrong, and changes nothing", () => {
    const { status, stderr, kong } = inCopy("wrong", ["fn", "eval", "--exec", "kong-client-ip", ".", "--", "metod=x"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/kong-client-ip: error: stdin:\d+:\d+: unknown key \\"metod\\"; did you mean method\?/);
    expect(stderr).toContain("Exit code: 2");
    expect(kong).toEqual(objectsIn(read("kong.yaml")));
  });
});
