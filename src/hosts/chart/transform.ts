import type { Layer } from "../../config/layers.ts";
import { resolve } from "../../config/resolve.ts";
import { Failure } from "../../failure.ts";
import { type JsonObject, mapAt, type Path, pointer } from "../../json/values.ts";
import type { Source } from "../../manifests/document.ts";
import type { Plan } from "../../run/plan.ts";
import { settingsIn } from "../../run/prepare.ts";
import { type Report, type Result, reportOf } from "../../run/report.ts";
import { Buffer } from "../../runtime/node.ts";
import { sitesIn, type ValuesSite } from "./carriers.ts";
import { changeOf } from "./change.ts";
import { CHARTS, type ChartName, isChartName } from "./charts.ts";
import { hints } from "./hints.ts";
import { placeOfFile, placeOfSite, type ValuesPlace } from "./place.ts";
import { refuseManifest, refuseOverrides, sitesOfKong, unseen } from "./sites.ts";
import { refuseUmbrella } from "./umbrella.ts";
import { assigned, documentsIn, refuseBadShapes } from "./values.ts";
import { versionsOf } from "./version.ts";

/** What the command line says of the values. */
export interface Flags {
  chart?: ChartName;
  chartVersion?: string;
  /** Where the chart's values stand in those of an umbrella chart. */
  under: Path;
  /** The date by which published ranges are old, like 2026-11-24. */
  today?: string;
}

/** Values with the change in them. */
export interface Transformed extends Result<string> {
  /** What a run would do to each release of theirs, as the chart renders it. */
  plans: Plan[];
}

/**
 * A chart's values with the change in them that a post-renderer would make to the release; of no values the change
 * alone. They are a file, or what a HelmRelease, Application or ApplicationSet brings along. The change is worked out
 * on what the chart renders from them, and then tried: where the chart would not render that very change from the new
 * values, they are refused.
 *
 * @throws Failure where the values cannot be read, the release cannot be changed, or values cannot say the change
 */
export function transformValues(source: Source, layers: readonly Layer[], flags: Flags): Transformed {
  const documents = documentsIn(source);
  const sites = documents.flatMap((document) => sitesIn(document));
  if (sites.length === 0) {
    refuseManifest(documents);
    return transformPlace(placeOfFile(source, documents), layers, flags, undefined);
  }
  const results: Transformed[] = [];
  const failures: Failure[] = [];
  let text = source.bytes.toString();
  for (const index of sitesOfKong(source, sites, flags)) {
    // Every change moves what follows.
    const now = { ...source, bytes: Buffer.from(text) };
    const site = documentsIn(now).flatMap((document) => sitesIn(document))[index] as ValuesSite;
    try {
      const result = transformPlace(placeOfSite(now, site), layers, flags, site);
      results.push(result);
      text = result.stream;
    } catch (error) {
      // A release of Kong's controller alone may stand beside that of the gateway.
      if (!(error instanceof Failure) || error.code !== "no-gateway") throw error;
      failures.push(error);
    }
  }
  if (results.length === 0) throw failures[0];
  const all = <Item>(pick: (result: Report) => readonly Item[]): Item[] => [
    ...new Map(results.flatMap(pick).map((item) => [JSON.stringify(item), item])).values(),
  ];
  return {
    stream: text,
    changes: all(({ changes }) => changes),
    warnings: all(({ warnings }) => warnings),
    remarks: all(({ remarks }) => remarks),
    notes: all(({ notes }) => notes),
    plans: results.flatMap(({ plans }) => plans),
  };
}

function transformPlace(
  place: ValuesPlace,
  layers: readonly Layer[],
  flags: Flags,
  site: ValuesSite | undefined,
): Transformed {
  const { config, where } = settingsIn(layers);
  // Values are of one release, and name no resources.
  const { target, ...rest } = config;
  const settings = { ...resolve(rest, where), isPartial: (site?.unseen.length ?? 0) > 0 };
  const chart = chartOf(flags, site);
  const prefix = [...flags.under, ...CHARTS[chart]];
  if (flags.chart === undefined && flags.under.length === 0) refuseUmbrella(place.value, chart, place.name);
  refuseBadShapes(place.value, prefix, place.name);
  const given = mapAt(place.value, prefix);
  if (site) refuseOverrides(site, prefix, given);
  const change = changeOf(given, {
    settings,
    chart,
    versions: chartVersions(chart, flags, site),
    patches: where(["patches"]),
  });
  if (!change) {
    throw new Failure(
      "no-gateway",
      place.name,
      "with these values the chart runs no gateway",
      "check deployment.kong.enabled and env.role, or name another chart (--chart)",
    );
  }
  const wanted = assigned(
    place.value,
    change.assignments.map(({ path, value }) => ({ path: [...prefix, ...path], value })),
  );
  const report = reportOf(change.plan, settings, flags.today);
  const unused = target === undefined ? [] : ["target is for manifests; values are of one release"];
  const hinted = hints(mapAt(place.value, flags.under), chart);
  const hidden = site ? unseen(site) : Object.keys(place.value).length === 0 ? [OVERLAY] : [];
  return {
    stream: place.write(wanted as JsonObject),
    ...report,
    notes: [...report.notes, ...change.notes, ...hinted, ...hidden, ...unused],
    plans: [change.plan],
  };
}

/** What the change alone cannot know. */
const OVERLAY =
  "other values that this is laid over are not seen here, and lose where they say otherwise, internal load balancers too; give them as input to have them heeded";

/** @throws Failure (usage) where flag and manifest name different charts of Kong's */
function chartOf({ chart, under }: Flags, site: ValuesSite | undefined): ChartName {
  const own = site?.chart !== undefined && isChartName(site.chart) && under.length === 0 ? site.chart : undefined;
  if (site && own !== undefined && chart !== undefined && own !== chart) {
    const what = `it is ${chart}, and ${site.label} is of ${own}`;
    throw new Failure("usage", "--chart", what, "leave it out, or name the key of Kong's values (--under)");
  }
  return chart ?? own ?? "kong";
}

/** The version that was asked for, else the one of the manifest, which under a key is that of another chart. */
function chartVersions(chart: ChartName, { chartVersion, under }: Flags, site: ValuesSite | undefined) {
  const isOwn = under.length === 0 && site?.chart === chart;
  if (chartVersion !== undefined || !site?.version || !isOwn) return versionsOf(chartVersion, chart, "--chart-version");
  return versionsOf(site.version.text, chart, `${site.label}, ${pointer(site.version.path)}`);
}
