/** One config, every way in: filter, chart values, patches, KRM function and Argo CD give the same Kong. */

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { kongClientIP, resourceListIn, WRAPS } from "../../hosts/krm/lists.ts";
import { applied, flux, kustomize, objectsIn, type Patch } from "../../hosts/patches/hosts.ts";
import { kongOf } from "../../support/kong-objects.ts";
import { needing } from "../../support/needs.ts";
import { kongClientIp, root } from "../../support/program.ts";
import { helm3, kubectl, run } from "../../support/tools.ts";
import { jq, type Parameter, plain, repository, runPlugin, temp } from "../argocd/sidecar.ts";
import { ok } from "../helm/ways.ts";

const values = {
  proxy: {
    annotations: { "example.com/team": "edge" },
    stream: [{ containerPort: 9000, servicePort: 9000, protocol: "TCP", parameters: ["ssl"] }],
  },
  udpProxy: { enabled: true, stream: [{ containerPort: 9001, servicePort: 9001, protocol: "UDP" }] },
  env: { real_ip_header: "X-Real-IP" },
};

const trust = { trustedCIDRs: ["10.0.0.0/16", "fd00::/16"] };
const configs: Record<string, Record<string, string | boolean | string[]>> = {
  "the Local policy on GKE": { method: "external-traffic-policy", cloud: "gke" },
  "the Local policy on AKS": { method: "external-traffic-policy", cloud: "aks" },
  "PROXY protocol on EKS": { method: "proxy-protocol", cloud: "eks", ...trust },
  "PROXY protocol on OpenStack": { method: "proxy-protocol", cloud: "openstack", ...trust },
  "HTTP headers of a proxy of one's own": { method: "http-headers", cloud: "generic", ...trust },
  "HTTP headers of any proxy": {
    method: "http-headers",
    cloud: "generic",
    realIPHeader: "X-Client",
    realIPRecursive: true,
    ...trust,
  },
};

const file = (name: string) => join(temp, name);
const program = (input: string, config: string, ...args: string[]) => {
  writeFileSync(file("config.yaml"), config);
  const { status, stdout, stderr } = kongClientIp([...args, "--config", file("config.yaml")], { input });
  expect(status, stderr).toBe(0);
  return stdout.toString();
};
const render = (text: string) => {
  writeFileSync(file("values.yaml"), text);
  const chart = join(root, "test/real/helm/chart");
  return ok(run(helm3 ?? "", ["template", "demo", chart, "--namespace", "kong", "--values", file("values.yaml")]));
};
const stream = (objects: readonly unknown[]) => objects.map((object) => JSON.stringify(object)).join("\n---\n");

afterAll(() => rmSync(temp, { recursive: true, force: true }));

const skip = !helm3 || !kubectl || !jq;
describe.skipIf(skip).each(Object.entries(configs))(needing("%s", { "Helm 3": helm3, kubectl, jq }), (_, settings) => {
  const config = stringify(settings);
  const release = skip ? "" : render(stringify(values));
  const filtered = skip ? {} : kongOf(program(release, config));

  test("in the chart's values", () => {
    expect(kongOf(render(program(stringify(values), config, "values")))).toEqual(filtered);
  });

  test("as JSON patches", () => {
    const patches = JSON.parse(program(release, config, "patches", "--format", "json-patch")) as Patch[];
    expect(kongOf(stream(applied(objectsIn(release), patches)))).toEqual(filtered);
  });

  test("as Kustomize's patches", () => {
    const patches = program(release, config, "patches", "--format", "kustomize");
    expect(kongOf(ok(kustomize(release, patches)))).toEqual(filtered);
  });

  test("as Flux's post-renderers", () => {
    const helmRelease = program(release, config, "patches", "--format", "flux");
    expect(kongOf(ok(flux(release, helmRelease)))).toEqual(filtered);
  });

  test("as a KRM function", () => {
    const list = WRAPS["YAML made anew"]?.(release, kongClientIP(settings)) ?? "";
    const { status, stdout, stderr } = kongClientIp([], { input: list });
    expect(status, stderr).toBe(0);
    expect(kongOf(stream(resourceListIn(stdout).items ?? []))).toEqual(filtered);
  });

  test("in Argo CD's plugin", () => {
    const parameters = Object.entries(settings).map(
      ([name, value]): Parameter => (Array.isArray(value) ? { name, array: value } : { name, string: String(value) }),
    );
    const call = { sidecar: plain, repository: repository(), own: { ARGOCD_APP_NAMESPACE: "kong" } };
    const helm: Parameter = { name: "values", string: stringify(values) };
    expect(kongOf(ok(runPlugin({ ...call, parameters: [...parameters, helm] })))).toEqual(filtered);
  });
});
