import { Failure } from "../../failure.ts";
import { at, isObject, type Json, type JsonObject, mapAt, type Path, pointer, textAt } from "../../json/values.ts";
import { isOperated } from "../../kong/operator/kinds.ts";
import { type Document, placeAt, type Source } from "../../manifests/document.ts";
import type { ValuesSite } from "./carriers.ts";
import { type ChartName, isChartName } from "./charts.ts";
import { placeOfSite } from "./place.ts";
import { findKong, isKongs } from "./umbrella.ts";

/** @throws Failure (bad-shape) for manifests that hold no values, which are not values themselves */
export function refuseManifest(documents: readonly Document[]): void {
  const manifest = documents.find(({ value }) => textAt(value, ["kind"]) && textAt(value, ["apiVersion"]));
  if (!manifest) return;
  const [kind = "", apiVersion = ""] = ["kind", "apiVersion"].map((key) => textAt(manifest.value, [key]));
  const [what, remedy] = isOperated({ kind, apiVersion })
    ? ["is for Kong Operator, which reads no chart's values", "give it to a run as it is: kong-client-ip, or patches"]
    : [
        "holds no values of a chart that are known here",
        "give a values file, a HelmRelease, or an Application or ApplicationSet with a Helm chart",
      ];
  throw new Failure("bad-shape", placeAt(manifest), `a ${kind} ${what}`, remedy);
}

/**
 * The positions of those places for values that are Kong's: by the name of the chart, else by what stands there.
 * @throws Failure (unsupported) where there are none
 */
export function sitesOfKong(
  source: Source,
  sites: readonly ValuesSite[],
  { chart, under }: { chart?: ChartName; under: Path },
): number[] {
  const positions = [...sites.keys()];
  const those = (fits: (site: ValuesSite) => boolean) => positions.filter((index) => fits(sites[index] as ValuesSite));
  const named = those((site) => under.length === 0 && isChartName(site.chart ?? ""));
  if (named.length > 0) return named;
  const alike = those((site) => looksLikeKong(mapAt(placeOfSite(source, site).value, under)));
  if (alike.length > 0) return alike;
  const isSure = chart !== undefined || under.length > 0;
  if (isSure && sites.length === 1) return positions;
  const [first] = sites as [ValuesSite];
  const what =
    sites.length === 1 ? "its values do not look like those of Kong's chart" : "none of them is of Kong's chart";
  throw new Failure(
    "unsupported",
    sites.length === 1 ? first.label : `${first.label} and ${sites.length - 1} more`,
    what,
    sites.length === 1 ? "if they are, say so (--chart kong, or --under)" : "give the one that is in a file of its own",
  );
}

const looksLikeKong = (values: JsonObject): boolean => isKongs(values) || findKong(values, "kong") !== undefined;

/** What else goes into the values, for notes. */
export const unseen = ({ label, unseen: paths }: ValuesSite): string[] =>
  paths.map((path) => `${label}: ${pointer(path)} is not seen here, so what it says of Kong's chart is not heeded`);

/** Values that decide what the chart renders of what a run changes. */
const DECISIVE = ["proxy", "udpProxy", "env", "customEnv", "deployment", "image"];

/**
 * Refuses what would make a change void, or different from what was worked out.
 * @throws Failure (conflict)
 */
export function refuseOverrides({ label, overrides, isTemplate }: ValuesSite, prefix: Path, given: JsonObject): void {
  const start = prefix.map((key) => `${key}.`).join("");
  const winner = overrides.find(({ key }) => DECISIVE.some((each) => key.startsWith(`${start}${each}.`)));
  if (winner) {
    const what = `${pointer(winner.path)} sets a value of ${DECISIVE.find((each) => winner.key.startsWith(start + each))}, and wins over the values`;
    throw new Failure("conflict", label, what, "move it into the values");
  }
  const section = isTemplate && ["proxy", "udpProxy"].find((key) => isGenerated(at(given, [key])));
  if (section) {
    const what = `a generator fills in what ${section} says, so what the chart renders is not known`;
    throw new Failure("unsupported", label, what, "write it out, or use kong-client-ip as plugin of Argo CD");
  }
}

/** Of a Service's metadata nothing depends on what is filled in. */
const METADATA = ["annotations", "labels", "ingress", "nameOverride"];

function isGenerated(value: Json | undefined): boolean {
  if (typeof value === "string") return value.includes("{{");
  if (Array.isArray(value)) return value.some(isGenerated);
  return isObject(value) && Object.entries(value).some(([key, item]) => !METADATA.includes(key) && isGenerated(item));
}
