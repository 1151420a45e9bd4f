/** Vitest's global setup: one API server for all files. */

import type { TestProject } from "vitest/node";
import { startApiServer } from "./apiserver.ts";
import { findAssets } from "./assets.ts";
import { completeJobs } from "./jobs.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The kubeconfig of the cluster, or what is missing. */
    cluster: { kubeconfig: string } | { missing: string };
  }
}

export default async function start(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const assets = findAssets();
  if ("missing" in assets) {
    process.stderr.write(`skipped: there is no ${assets.missing}\n`);
    project.provide("cluster", assets);
    return undefined;
  }
  const { kubeconfig, client, stop } = await startApiServer(assets);
  project.provide("cluster", { kubeconfig });
  void completeJobs(client);
  return stop;
}
