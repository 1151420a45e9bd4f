/** The cluster of a run, as tests see it. */

import { describe, inject } from "vitest";
import { kubectl, type Outcome, run } from "../../support/tools.ts";
import { ok } from "../helm/ways.ts";

const cluster = inject("cluster");
const kubeconfig = "missing" in cluster ? "" : cluster.kubeconfig;

/** An environment in which Helm, kubectl and plugins find the cluster. */
export const inCluster = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv => ({
  ...env,
  KUBECONFIG: kubeconfig,
});

/** Tests that need the API server: skipped with the reason where there is none, and failing then in CI. */
export function describeCluster(title: string, body: () => void): void {
  const missing = "missing" in cluster ? [cluster.missing] : [];
  if (!kubectl) missing.push("kubectl");
  const reason = `there is no ${missing.join(", no ")}`;
  if (missing.length === 0) describe(title, body);
  else if (process.env["CI"]) throw new Error(`CI must not skip this, but ${reason}`);
  else describe.skip(`${title} (${reason})`, body);
}

/** What kubectl answers, whatever that is. */
export const kubectlTries = (args: readonly string[], input = ""): Outcome =>
  run(kubectl ?? "", args, { env: inCluster(), input });

/** What kubectl prints; it must succeed. */
export const kubectlDoes = (args: readonly string[], input?: string): string => ok(kubectlTries(args, input));

export function newNamespace(name: string): string {
  kubectlDoes(["create", "namespace", name]);
  return name;
}
