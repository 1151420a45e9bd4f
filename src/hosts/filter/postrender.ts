import { agedRanges } from "../../config/age.ts";
import { withFunctionConfig } from "../../config/function-config.ts";
import { type Layer, mergeLayers } from "../../config/layers.ts";
import { resolve, type Settings } from "../../config/resolve.ts";
import type { JsonObject } from "../../json/values.ts";
import { type Manifests, type Resource, read } from "../../manifests/read.ts";
import { answer, resourceListIn } from "../../manifests/resource-list.ts";
import { write } from "../../manifests/write.ts";
import { doubtNotes, refuseStrangers } from "../../run/left-behind.ts";
import { allChanges, type Plan, planOf } from "../../run/plan.ts";
import type { Report, Result, Warning } from "../../run/report.ts";
import { withoutKong } from "../../run/without-kong.ts";
import type { Buffer } from "../../runtime/node.ts";
import { mergeResults, resultsOf } from "../krm/results.ts";

/**
 * Patches the manifests of a release by a config in layers, whose errors name the place a setting came from.
 * A ResourceList is answered as a KRM function answers it: with its own config heeded, and with results.
 *
 * @param today by which published ranges are old; without it nobody is told of their age
 */
export function postrenderLayers(bytes: Buffer, layers: readonly Layer[], today?: string): Result<Buffer> {
  const manifests = read(bytes);
  const list = resourceListIn(manifests);
  const { config, where } = mergeLayers(withFunctionConfig(layers, list));
  const settings = resolve(config, where);
  const { plan, report } = planned([manifests], settings, today);
  const values = new Map<Resource, JsonObject>(plan?.changes.map(({ resource, value }) => [resource, value]));
  const additions = plan?.additions ?? [];
  if (!list) return { ...report, stream: write(manifests, values, additions) };
  const results = mergeResults(list.results, resultsOf(plan, report.notes));
  return { ...report, stream: write(manifests, new Map([[list, answer(list, values, additions, results)]])) };
}

/**
 * What the settings ask for in all manifests together, and what there is to tell about it. Without Kong, where that may
 * be, there is no plan.
 *
 * @throws Failure where there is a Kong that could not be changed, or none at all
 */
export function planned(
  manifests: readonly Manifests[],
  settings: Settings,
  today?: string,
): { plan?: Plan; report: Report } {
  const resources = manifests.flatMap((each) => each.resources);
  refuseStrangers(manifests, settings.config);
  const plan = planOf(resources, settings);
  if (!plan) return { report: { changes: [], warnings: [], notes: withoutKong(manifests, settings.config) } };
  const doubts = doubtNotes(resources, settings.config.target);
  const report = reportOf(plan, settings, today);
  return { plan, report: { ...report, notes: [...report.notes, ...doubts] } };
}

/** What there is to tell about a plan. */
export const reportOf = (plan: Plan, settings: Settings, today?: string): Report => ({
  changes: allChanges(plan).map(({ resource: { kind, name, namespace }, patch }) => ({
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    patch,
  })),
  warnings: warningsOf(plan.after, settings, today),
  notes: [...publishedNotes(settings), ...plan.notes],
});

/** What is left to mind once the plan is carried out. */
const warningsOf = ({ findings }: Plan["after"], { trust }: Settings, today?: string): Warning[] => [
  ...findings.map(({ code, where, what, remedy }) => ({ code, where, what, remedy })),
  ...(today === undefined ? [] : agedRanges(trust.published, today)).map(({ name, what, remedy }) => ({
    code: "old-ranges",
    where: name,
    what,
    remedy,
  })),
];

/** Where ranges that the config names by their provider come from. */
const publishedNotes = ({ trust }: Settings): string[] =>
  trust.published.map(
    ({ name, count, source, date }) => `provider:${name} is ${count} CIDRs, as published at ${source} on ${date}`,
  );
