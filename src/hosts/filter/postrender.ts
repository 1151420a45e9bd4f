import { withFunctionConfig } from "../../config/function-config.ts";
import { type Layer, mergeLayers } from "../../config/layers.ts";
import { resolve, type Settings } from "../../config/resolve.ts";
import { Failure } from "../../failure.ts";
import type { Config } from "../../generated/config.ts";
import type { JsonObject } from "../../json/values.ts";
import { findGateways, refuseFaulty } from "../../kong/find.ts";
import { isHooksOnly } from "../../kong/hooks.ts";
import { label, type Manifests, type Resource, read } from "../../manifests/read.ts";
import { answer, resourceListIn } from "../../manifests/resource-list.ts";
import { write } from "../../manifests/write.ts";
import type { Outcome, Result, Warning } from "../../run/outcome.ts";
import { type Plan, planOf } from "../../run/plan.ts";
import { mergeResults, resultsOf } from "../krm/results.ts";

/**
 * Patches the manifests of a release by a config in layers, whose errors name the place a setting came from.
 * A ResourceList is answered as a KRM function answers it: with its own config heeded, and with results.
 */
export function postrenderLayers(bytes: Buffer, layers: readonly Layer[]): Result<Buffer> {
  const manifests = read(bytes);
  const list = resourceListIn(manifests);
  const { config, where } = mergeLayers(withFunctionConfig(layers, list));
  const settings = resolve(config, where);
  const plan = planOf(manifests.resources, settings);
  const told = plan ? outcomeOf(plan, settings) : withoutKong(manifests, config);
  const values = new Map<Resource, JsonObject>(plan?.changes.map(({ resource, value }) => [resource, value]));
  if (list) values.set(list, answer(list, values, mergeResults(list.results, resultsOf(plan, told.notes))));
  return { ...told, stream: write(manifests, values) };
}

/** What there is to tell about a plan. */
export const outcomeOf = (plan: Plan, settings: Settings): Outcome => ({
  changes: plan.changes.map(({ resource: { kind, name, namespace }, patch }) => ({
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    patch,
  })),
  warnings: warningsOf(plan.after),
  notes: [...publishedNotes(settings), ...plan.notes],
});

/** What is left to mind once the plan is carried out. */
export const warningsOf = ({ findings }: Plan["after"]): Warning[] =>
  findings.map(({ code, where, what, remedy }) => ({ code, where, what, remedy }));

/** Where ranges that the config names by their provider come from. */
export const publishedNotes = ({ trust }: Settings): string[] =>
  trust.published.map(
    ({ name, count, source, date }) => `provider:${name} is ${count} CIDRs, as published at ${source} on ${date}`,
  );

const BLANKS = Buffer.from(" \t\r\n");

/** What becomes of manifests without Kong: passed on where that is right, else refused. */
export function withoutKong(manifests: Manifests, { ifNoKong, target }: Config): Result<Buffer> {
  const { bytes, resources } = manifests;
  if (ifNoKong === "pass" || isHooksOnly(bytes)) {
    return {
      stream: bytes,
      changes: [],
      warnings: [],
      notes: ["no workload runs Kong's proxy, so nothing was changed"],
    };
  }
  if (bytes.every((byte) => BLANKS.includes(byte))) {
    throw new Failure(
      "empty-input",
      "stdin",
      "there are no manifests",
      "check what renders them, or set ifNoKong (--if-no-kong) to pass",
    );
  }
  for (const resource of resources) refuseFaulty(resource);
  const others = target ? findGateways(resources).map(({ workload }) => label(workload)) : [];
  throw new Failure(
    "no-gateway",
    "stdin",
    `no workload ${others.length > 0 ? "that target means " : ""}runs Kong's proxy (a container named proxy with KONG_ environment and a listener)`,
    others.length > 0
      ? `the stream has ${others.join(", ")}`
      : "render the chart that runs it, or set ifNoKong (--if-no-kong) to pass",
  );
}
