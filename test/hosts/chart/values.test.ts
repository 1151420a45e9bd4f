/** The values command, against real Helm: the chart rendered from new values is the chart patched as it was. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { clouds } from "../../../src/generated/clouds.ts";
import { command } from "../../support/command.ts";
import { kongOf } from "../../support/kong-objects.ts";
import { law } from "../../support/law.ts";
import { root } from "../../support/program.ts";
import { helm3, run } from "../../support/tools.ts";
import { anyValues, ways } from "./any-values.ts";

vi.setConfig({ testTimeout: 300_000 });

const directory = mkdtempSync(join(tmpdir(), "values-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.skipIf(!helm3)(helm3 ? "Against Helm" : "Against Helm (skipped: no Helm 3 here)", () => {
  const helm = (values: string): string => {
    const file = join(directory, "values.yaml");
    writeFileSync(file, values);
    const { status, stdout, stderr } = run(helm3 ?? "", [
      "template",
      "demo",
      join(root, "test/real/helm/chart"),
      "-f",
      file,
    ]);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    return stdout;
  };

  law(
    "New values render what the filter makes of the old ones, or both refuse",
    fc.tuple(anyValues, fc.constantFrom(...ways)),
    40,
    ([values, way]) => {
      const text = stringify(JSON.parse(JSON.stringify(values)), { version: "1.1" });
      const filtered = command(way, { input: helm(text) });
      const changed = command(["values", ...way], { input: text });
      expect(changed.status, `${changed.stderr}\n${filtered.stderr}`).toBe(filtered.status);
      if (filtered.status !== 0) return false;
      expect(kongOf(helm(changed.stdout))).toEqual(kongOf(filtered.stdout));
      return true;
    },
    { timeout: 300_000, atLeast: 1 / 3 },
  );

  test("The overlay alone, given to Helm, does what the filter does", () => {
    for (const way of ways) {
      const overlay = command(["values", ...way]).stdout;
      expect(kongOf(helm(overlay)), way.join(" ")).toEqual(kongOf(command(way, { input: helm("{}") }).stdout));
    }
  });
});

law(
  "Once is enough, and nothing else is touched",
  fc.tuple(anyValues, fc.constantFrom(...ways), fc.constantFrom(2, 4)),
  200,
  ([values, way, indent]) => {
    const before = stringify(
      { image: { tag: "3.9" }, ...JSON.parse(JSON.stringify(values)), last: ["a", { b: null }] },
      { version: "1.1", indent },
    );
    const once = command(["values", ...way], { input: before });
    if (once.status !== 0) return false;
    expect(command(["values", ...way], { input: once.stdout }).stdout).toBe(once.stdout);
    const { image, last } = parse(once.stdout, { version: "1.1" });
    expect({ image, last }).toEqual({ image: { tag: "3.9" }, last: ["a", { b: null }] });
    return true;
  },
  { timeout: 300_000, atLeast: 1 / 3 },
);

law(
  "What a manifest brings along is changed as in a file, and the rest of it stays",
  fc.tuple(anyValues, fc.constantFrom(...ways), fc.constantFrom(2, 8)),
  40,
  ([values, way, by]) => {
    const text = stringify({ image: { tag: "3.9" }, ...JSON.parse(JSON.stringify(values)) }, { version: "1.1" });
    const inner = text.replace(/^(?=.)/gm, " ".repeat(8 + by));
    const carried = (key: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application # the gateway
spec:
  source:
    chart: kong
    helm:
        ${key}
${inner}
  project: {  default: 1 }
`;
    const file = command(["values", ...way], { input: text });
    for (const key of ["values: |", "valuesObject:"]) {
      const { status, stdout } = command(["values", ...way], { input: carried(key) });
      expect(status).toBe(file.status);
      if (status !== 0) return false;
      const { values: written, valuesObject } = parse(stdout, { version: "1.1" }).spec.source.helm;
      if (key === "values: |") expect(written.trimEnd()).toBe(file.stdout.trimEnd());
      else expect(valuesObject).toEqual(parse(file.stdout, { version: "1.1" }));
      expect(stdout.startsWith(carried(key).slice(0, 60))).toBe(true);
      expect(stdout.endsWith("\n  project: {  default: 1 }\n")).toBe(true);
    }
    return true;
  },
  { timeout: 300_000, atLeast: 1 / 3 },
);

test("Every method of every load balancer goes into values", () => {
  let count = 0;
  for (const [cloud, make] of Object.entries(clouds)) {
    for (const [name, { methods, obsolete, serviceTypes }] of Object.entries(make().loadBalancers)) {
      for (const [method, { unsupported }] of Object.entries(methods)) {
        if (obsolete !== undefined || unsupported !== undefined) continue;
        const trust = method === "external-traffic-policy" ? [] : ["--trusted-cidr", "10.0.0.0/16"];
        const args = ["values", "--cloud", cloud, "--load-balancer", name, "--method", method, ...trust];
        const type = serviceTypes?.[0] ?? "LoadBalancer";
        const input = `proxy:\n  type: ${type}\n${method === "http-headers" ? "  tls:\n    enabled: false\n" : ""}`;
        const { stdout, status, stderr } = command(args, { input });
        expect(status, stderr).toBe(0);
        expect(command(args, { input: stdout }).stdout).toBe(stdout);
        count++;
      }
    }
  }
  expect(count).toBeGreaterThan(80);
});

test("An umbrella chart's values hold Kong's under its key", () => {
  const { stdout } = command(["values", "--under", "apps.kong", "--chart", "ingress", ...(ways[0] ?? [])], {
    input: "apps: {other: 1}\n",
  });
  expect(stdout).toBe('apps: {other: 1, kong: {"gateway": {"proxy": {"externalTrafficPolicy": "Local"}}}}\n');
});
