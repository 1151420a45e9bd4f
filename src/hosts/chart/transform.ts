import { type Layer, mergeLayers } from "../../config/layers.ts";
import { resolve, type Settings } from "../../config/resolve.ts";
import { Failure } from "../../failure.ts";
import { type JsonObject, mapAt, type Path, pointer } from "../../json/values.ts";
import type { Source } from "../../manifests/document.ts";
import { label, type Resource, read } from "../../manifests/read.ts";
import type { Result } from "../../run/outcome.ts";
import { type Plan, planOf } from "../../run/plan.ts";
import { outcomeOf } from "../filter/postrender.ts";
import { CHARTS, type ChartName } from "./charts.ts";
import { difference } from "./difference.ts";
import { assignmentsOf } from "./fold.ts";
import { hints } from "./hints.ts";
import { template } from "./template.ts";
import { assigned, readValues, refuseBadShapes, writeValues } from "./values.ts";

/**
 * A chart's values with the change in them that a post-renderer would make to the release; of no values the change
 * alone. It is worked out on what the chart renders from them, and then tried: where the chart would not render that
 * very change from the new values, they are refused.
 *
 * @param under where the chart's values stand in those of an umbrella chart
 * @throws Failure where the values cannot be read, the release cannot be changed, or values cannot say the change
 */
export function transformValues(
  source: Source,
  layers: readonly Layer[],
  chart: ChartName,
  under: Path = [],
): Result<string> {
  const { config, where } = mergeLayers(layers);
  // A values file is of one release, and names no resources.
  const { target, ...rest } = config;
  const settings = resolve(rest, where);
  const values = readValues(source);
  const prefix = [...under, ...CHARTS[chart]];
  refuseBadShapes(values.value, prefix, source.file);
  const given = mapAt(values.value, prefix);
  const plan = planFor(rendered(given), settings, where(["patches"]));
  if (!plan) {
    throw new Failure(
      "no-gateway",
      source.file,
      "with these values the chart runs no gateway",
      "check deployment.kong.enabled and env.role, or name another chart (--chart)",
    );
  }
  const folded = assignmentsOf(given, plan).map(({ path, value }) => ({ path: [...prefix, ...path], value }));
  const wanted = assigned(values.value, folded);
  refuseTheRest(plan, rendered(mapAt(wanted, prefix)), chart);
  const outcome = outcomeOf(plan, settings);
  const unused = target === undefined ? [] : ["target is for manifests; a values file is of one release"];
  return {
    stream: writeValues(values, wanted),
    ...outcome,
    notes: [...outcome.notes, ...hints(mapAt(values.value, under), chart), ...unused],
  };
}

/** What the chart would render, as if it had been. */
function rendered(values: JsonObject): Resource[] {
  const documents = template(values).map((value) => JSON.stringify(value));
  return read(Buffer.from(documents.join("\n---\n")), "the chart").resources;
}

/** Patches of the user's own are made for all that a release has. */
function planFor(resources: readonly Resource[], settings: Settings, patches: string): Plan | undefined {
  try {
    return planOf(resources, settings);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "user-patch") throw error;
    throw new Failure("unsupported", patches, `values cannot carry this patch: ${error.what}`, POST_RENDERER);
  }
}

const POST_RENDERER = "use kong-client-ip as post-renderer instead";

/** The new values must make the chart render what the plan says, all of it. */
function refuseTheRest({ changes }: Plan, after: readonly Resource[], chart: ChartName): void {
  for (const { resource, value } of changes) {
    const made = after.find(({ kind, name }) => kind === resource.kind && name === resource.name);
    const path = difference(made?.value ?? null, value);
    if (!path) continue;
    throw new Failure(
      "unsupported",
      label(resource),
      `values of kong/${chart} cannot set ${pointer(path)}`,
      POST_RENDERER,
    );
  }
}
