/** Real Kustomize, that of kubectl, runs the example's plugin with the program as it is built. */

import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { kongClientIp } from "../../support/program.ts";
import { kubectl, root, run } from "../../support/tools.ts";
import { objectsIn } from "./lists.ts";

const example = join(root, "examples/kustomize-plugin");
const plain = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [kong.yaml]\n";
const home = mkdtempSync(join(tmpdir(), "kong client ip "));
const bin = join(home, "bin");
mkdirSync(bin);
symlinkSync(join(root, "dist/cli.cjs"), join(bin, "kong-client-ip"));
afterAll(() => rmSync(home, { recursive: true }));

const own = Object.entries(process.env).filter(([name]) => !/^(kustomize|kong)/i.test(name));
const env = {
  ...Object.fromEntries(own),
  HOME: home,
  PATH: [bin, process.env["PATH"]].join(delimiter),
  KUSTOMIZE_PLUGIN_HOME: join(example, "plugins"),
};

const kustomize = (directory: string, ...flags: string[]) =>
  run(kubectl ?? "", ["kustomize", ...flags, directory], { env });
const plugged = (directory: string) => kustomize(directory, "--enable-alpha-plugins");

/** A copy of the example with other files in it. */
function variant(name: string, files: Record<string, string>): string {
  const directory = join(home, name);
  cpSync(example, directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  return directory;
}

/** Objects as a set; Kustomize has an order of its own. */
const sorted = (stream: string | Uint8Array) =>
  objectsIn(stream)
    .map((object) => JSON.stringify(object, ordered))
    .sort();

const ordered = (_: string, value: unknown) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const title = kubectl
  ? "kubectl kustomize"
  : "kubectl kustomize (skipped: no kubectl for this platform or on the PATH)";

describe.skipIf(!kubectl)(title, () => {
  test.each(["test/release.yaml", "examples/release.yaml"])("makes of %s what the filter makes of it", (file) => {
    const text = readFileSync(join(root, file), "utf8");
    const directory = variant(file.replace(/\W/g, "-"), { "kong.yaml": text });
    const { status, stdout, stderr } = plugged(directory);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const config = join(example, "kong-client-ip.yaml");
    const filtered = kongClientIp(["--config", config], { input: text });
    expect(filtered.status, filtered.stderr).toBe(0);
    const pure = kustomize(variant("pure", { "kong.yaml": text, "kustomization.yaml": plain }));
    expect(sorted(stdout)).not.toEqual(sorted(pure.stdout));
    const after = variant("after", { "kong.yaml": filtered.stdout.toString(), "kustomization.yaml": plain });
    expect(sorted(stdout)).toEqual(sorted(kustomize(after).stdout));
    expect(stdout).not.toContain("config.kubernetes.io");
  });

  test("builds the example as its README says", () => {
    symlinkSync(kubectl ?? "", join(bin, "kubectl"));
    const [, script = ""] = /^```sh\n([\s\S]*?)^```$/m.exec(readFileSync(join(example, "README.md"), "utf8")) ?? [];
    const { KUSTOMIZE_PLUGIN_HOME: _, ...bare } = env;
    const { status, stdout, stderr } = run("bash", ["-euc", script], { cwd: variant("readme", {}), env: bare });
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(plugged(example).stdout);
    expect(stdout).toContain("KONG_TRUSTED_IPS");
  });

  test("goes on with names and namespaces behind the plugin", () => {
    const renamed = variant("renamed", {
      "kustomization.yaml": `${readFileSync(join(example, "kustomization.yaml"), "utf8")}namePrefix: my-\nnamespace: kong\n`,
    });
    const { status, stdout, stderr } = plugged(renamed);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("name: my-demo-kong-proxy");
    expect(stdout).toContain("proxy_protocol");
  });

  test("keeps the annotations that Kustomize gives and takes on the way", () => {
    variant("base", { "kustomization.yaml": `${plain}namePrefix: a-\n` });
    const overlay = variant("overlay", {
      "kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\ntransformers: [kong-client-ip.yaml]\n" +
        'patches: [{target: {kind: Service}, patch: \'[{"op": "add", "path": "/metadata/labels/x", "value": "z"}]\'}]\n',
    });
    const { status, stdout, stderr } = plugged(overlay);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("name: a-demo-kong-proxy");
    expect(stdout).toContain("x: z");
  });

  const config = (text: string) => ({ "kong-client-ip.yaml": text });
  const object = "apiVersion: kong-client-ip/v1\nkind: KongClientIP\nmetadata:\n  name: eks\nspec:\n";
  test.each([
    [
      "a wrong setting",
      config(`${object}  method: proxy-protocol\n  clowd: eks\n`),
      /\/\S+:\d+:3: unknown key "clowd"; did you mean cloud\?/,
    ],
    [
      "settings that the load balancer cannot carry",
      config(
        `${object}  method: http-headers\n  cloud: gke\n  trustedCIDRs: [10.0.0.0/16]\n  loadBalancer: passthrough\n`,
      ),
      /gke\/passthrough cannot carry http-headers/,
    ],
    [
      "no Kong",
      { "kong.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: {a: do-not-print-me}\n" },
      /stdin: no workload runs Kong's proxy/,
    ],
  ])("fails with our words on %s", (name, files: Record<string, string>, message) => {
    const { status, stdout, stderr } = plugged(variant(name.replace(/\W/g, "-"), files));
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: kong-client-ip: error: /);
    expect(stderr).not.toContain("do-not-print-me");
  });

  test("fails without the flag, and without the plugin", () => {
    expect(kustomize(example)).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("plugins disabled"),
    });
    const nowhere = { ...env, KUSTOMIZE_PLUGIN_HOME: join(home, "nowhere") };
    const lost = run(kubectl ?? "", ["kustomize", "--enable-alpha-plugins", example], { env: nowhere });
    expect(lost).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("unable to find plugin root"),
    });
  });

  test("skips functions that are programs, and succeeds: which the examples warn of", () => {
    const annotation = "  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ./program\n";
    const text = readFileSync(join(example, "kong-client-ip.yaml"), "utf8").replace("spec:", `${annotation}spec:`);
    const directory = variant("function", { "kong-client-ip.yaml": text, program: "#!/bin/sh\nexec kong-client-ip\n" });
    chmodSync(join(directory, "program"), 0o755);
    const { status, stdout } = plugged(directory);
    expect(status).toBe(0);
    expect(stdout).toContain("demo-kong");
    expect(stdout).not.toContain("proxy_protocol");
  });
});
