import { at, isObject, type Json, type JsonObject, type Path } from "../../json/values.ts";
import { COUNTS, SINCE, TAGS } from "./history.ts";
import { assigned } from "./values.ts";
import { isChartSince, reached } from "./version.ts";

/** Defaults of Kong's chart, as far as they bear on the client's address. Source: Kong/charts charts/kong/values.yaml */
const DEFAULTS: JsonObject = {
  deployment: { kong: { enabled: true }, daemonset: false, hostNetwork: false },
  replicaCount: 1,
  autoscaling: { enabled: false },
  image: { repository: "kong" },
  env: {},
  proxy: {
    enabled: true,
    type: "LoadBalancer",
    http: { enabled: true, servicePort: 80, containerPort: 8000, parameters: [] },
    tls: { enabled: true, servicePort: 443, containerPort: 8443, parameters: ["http2"] },
    stream: [],
  },
  udpProxy: { enabled: false, type: "LoadBalancer", stream: [] },
  readinessProbe: { httpGet: { path: "/status/ready", port: "status" } },
  livenessProbe: { httpGet: { path: "/status", port: "status" } },
};

/**
 * The values that a release gets from a user's: those that count in a version of the chart, merged into its defaults
 * as Helm does.
 */
export function withDefaults(values: JsonObject, version: string): JsonObject {
  const counting = ignoredBy(version).reduce((rest, { path }) => without(rest, path) as JsonObject, values);
  // Of a section whose keys are all commented out nothing is left but its name.
  const sections = Object.entries(counting).filter(([key, value]) => value !== null || !isObject(DEFAULTS[key]));
  return coalesce(defaultsOf(version), Object.fromEntries(sections)) as JsonObject;
}

/** What a version of the chart ignores, and from which one on it counts. */
export const ignoredBy = (version: string): { since: string; path: Path }[] =>
  Object.entries(COUNTS)
    .filter(([since]) => !isChartSince(version, since))
    .flatMap(([since, keys]) => keys.map((key) => ({ since, path: key.split(".") })));

function defaultsOf(version: string): JsonObject {
  const tls = isChartSince(version, SINCE.http2) ? ["http2"] : [];
  return assigned(DEFAULTS, [
    { path: ["image", "tag"], value: reached(TAGS, version) ?? null },
    { path: ["proxy", "tls", "parameters"], value: tls },
  ]);
}

/** A map without what stands at a path. */
function without(value: Json, [key, ...rest]: Path): Json {
  if (key === undefined || !isObject(value) || at(value, [key]) === undefined) return value;
  const kept = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(rest.length === 0 ? kept : [...kept, [key, without(value[key] as Json, rest)]]);
}

/** Maps merge key by key, null takes a default away, and anything else takes its place. */
function coalesce(base: Json | undefined, over: Json): Json {
  if (!isObject(base) || !isObject(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (value === null && merged.has(key)) merged.delete(key);
    else merged.set(key, coalesce(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
