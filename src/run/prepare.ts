import { functionLayers } from "../config/function-config.ts";
import { type Layer, mergeLayers } from "../config/layers.ts";
import { resolve, type Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import type { JsonObject } from "../json/values.ts";
import { silenceFault } from "../judgement/silence.ts";
import type { Source } from "../manifests/document.ts";
import { type Manifests, type Resource, read } from "../manifests/read.ts";
import { type ResourceList, resourceListIn } from "../manifests/resource-list.ts";
import { doubtNotes, refuseStrangers } from "./left-behind.ts";
import { type Plan, planOf } from "./plan.ts";
import { type Report, reportOf } from "./report.ts";
import { withoutKong } from "./without-kong.ts";

/** Manifests, and the config from all that says something of it. */
export interface Intake {
  manifests: Manifests[];
  /** Which of them is a ResourceList, by position. */
  lists: (ResourceList | undefined)[];
  resources: Resource[];
  config: Config;
  /** How an error names a setting. */
  where: Layer["where"];
}

/**
 * Reads manifests, and merges the settings in them with the others.
 *
 * @param needed settings that count as given, for a caller that can do without them
 * @throws Failure for manifests that cannot be read, or settings that the schema refuses
 */
export function intake(layers: readonly Layer[], sources: readonly Source[], needed: JsonObject = {}): Intake {
  const manifests = sources.map(({ bytes, file }) => read(bytes, file));
  const lists = manifests.map(resourceListIn);
  const merged = settingsIn([...layers, ...functionLayers(lists.filter((list) => list !== undefined))], needed);
  return { manifests, lists, resources: manifests.flatMap(({ resources }) => resources), ...merged };
}

/**
 * The settings of all layers together.
 * @throws Failure (config) for what the schema refuses, and for a silence of what nobody could find
 */
export function settingsIn(layers: readonly Layer[], needed: JsonObject = {}): ReturnType<typeof mergeLayers> {
  const { config, where } = mergeLayers(layers, needed);
  for (const [index, silence] of (config.silence ?? []).entries()) {
    const fault = silenceFault(silence);
    if (fault) throw new Failure("config", where(["silence", index, fault.key]), fault.what, fault.remedy);
  }
  return { config, where };
}

/** Settings that a run cannot do without, and a look at manifests as they are can. */
export const DISPENSABLE = { method: "external-traffic-policy", cloud: "generic" };

/** What every way to run works from. */
export interface Prepared extends Intake {
  settings: Settings;
  /** Missing without Kong, where that may be: then the report says so. */
  plan?: Plan;
  report: Report;
}

/**
 * What the settings ask for in all manifests together, and what there is to tell about it.
 *
 * @param today by which published ranges are old, like 2026-11-24; without it nobody is told of their age
 * @throws Failure where there is a Kong that cannot be changed, or none at all
 */
export function prepare(layers: readonly Layer[], sources: readonly Source[], today?: string): Prepared {
  const taken = intake(layers, sources);
  const { manifests, resources, config, where } = taken;
  const settings = resolve(config, where);
  refuseStrangers(manifests, config);
  const plan = planOf(resources, settings, today);
  if (!plan) {
    const notes = withoutKong(manifests, config);
    return { ...taken, settings, report: { changes: [], warnings: [], remarks: [], notes } };
  }
  const report = reportOf(plan, settings, today);
  const notes = [...report.notes, ...doubtNotes(resources, config.target)];
  return { ...taken, settings, plan, report: { ...report, notes } };
}
