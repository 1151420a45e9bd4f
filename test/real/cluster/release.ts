/** A release that Helm keeps in the cluster, with the program as its post-renderer. */

import { type Outcome, run } from "../../support/tools.ts";
import { ok, temp } from "../helm/ways.ts";
import type { Way } from "./ways.ts";

export interface Release {
  namespace: string;
  /** Installs or upgrades, through the program with these settings, or without it. */
  upgrade(settings: readonly string[] | undefined, way?: Way): Outcome;
  rollback(revision: number): Outcome;
  uninstall(): Outcome;
  /** What the chart renders for an upgrade. */
  plain(): string;
  manifest(): string;
  revision(): number;
}

/** Revisions beyond ten are forgotten otherwise. */
const KEEPING_ALL = ["--history-max=0"];

/** @param values flags for the chart, such as `--set` */
export function releaseOf(own: Way, chart: string, namespace: string, values: readonly string[] = []): Release {
  const helm = (way: Way, ...args: string[]) =>
    run(way.helm, [...args, "--namespace", namespace], { env: way.env, cwd: temp });
  return {
    namespace,
    upgrade(settings, way = own) {
      const args = (settings ?? []).map((setting) => `--post-renderer-args=${setting}`);
      const through = settings ? ["--post-renderer", way.renderer, ...args] : [];
      const flags = ["--install", ...values, ...KEEPING_ALL, ...way.flags];
      return helm(way, "upgrade", "demo", chart, ...flags, ...through);
    },
    rollback: (revision) => helm(own, "rollback", "demo", String(revision), ...KEEPING_ALL, ...own.flags),
    uninstall: () => helm(own, "uninstall", "demo"),
    plain: () => ok(helm(own, "template", "demo", chart, "--is-upgrade", "--no-hooks", ...values)),
    manifest: () => ok(helm(own, "get", "manifest", "demo")),
    revision: () => JSON.parse(ok(helm(own, "history", "demo", "--output", "json"))).at(-1).revision,
  };
}

/** Helm 4 knows a post-renderer by its plugin alone. */
export function installPlugin({ helm, plugin, env }: Way): void {
  if (plugin) ok(run(helm, ["plugin", "install", plugin], { env }));
}
