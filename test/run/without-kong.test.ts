/** What is told where there is no Kong: a sentence for each kind of input that people hand over by mistake. */

import { expect, test } from "vitest";
import { command } from "../support/command.ts";

const PASS = "set ifNoKong (--if-no-kong) to pass";

// biome-ignore format: a row a line
const kinds: [what: string, input: string, told: string][] = [
  ["nothing", "", `there are no manifests; check what renders them, or ${PASS}`],
  ["comments", "# kong\n---\n# more\n", `there are no manifests; check what renders them, or ${PASS}`],
  ["what a failed command says", "Error: chart not found\n", `no workload runs Kong's proxy: nothing there has a kind, as manifests have; check what renders them, or ${PASS}`],
  ["a text", "hello\n", "no workload runs Kong's proxy: nothing there has a kind, as manifests have; "],
  ["a chart's values", "proxy:\n  type: LoadBalancer\n", "no workload runs Kong's proxy: these are a chart's values, not manifests; use kong-client-ip values"],
  ["a Kustomization", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n", "no workload runs Kong's proxy: a Kustomization names the files that manifests are built from; run this on what kubectl kustomize prints"],
  ["a Kustomization of Flux", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: kong}\n", "no workload runs Kong's proxy: a Kustomization names the files that manifests are built from; run this on what kubectl kustomize prints"],
  ["a HelmRelease", "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: kong}\n", "no workload runs Kong's proxy: a HelmRelease holds values for a chart, which Flux renders in the cluster; use kong-client-ip values, "],
  ["an Application", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: kong}\n", "no workload runs Kong's proxy: an Application holds values for a chart, which Argo CD renders; use kong-client-ip values, "],
  ["a Gateway", "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec: {gatewayClassName: kong}\n", "no workload runs Kong's proxy: a Gateway does not tell which Kong serves it; run this on what the chart of that Kong renders; "],
  ["other workloads", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: nginx}]}}}\n", "no workload runs Kong's proxy: neither images nor variables of Deployment web are those of Kong's gateway; render the chart that runs it, or "],
  ["other resources", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n", "no workload runs Kong's proxy: there is nothing but ConfigMap; render the chart that runs it, or "],
];

test.each(kinds)("%s", (_, input, told) => {
  const settings = ["--method=external-traffic-policy", "--cloud=gke"];
  for (const name of ["check", "preview", "patches"]) {
    const { status, stderr } = command([name, ...settings], { input });
    expect(status).toBe(1);
    expect(stderr).toContain(`kong-client-ip: error: stdin: ${told}`);
  }
  expect(command(settings, { input }).stderr).toContain(`kong-client-ip: error: stdin: ${told}`);
});
