import { Failure } from "../../failure.ts";
import { at, isObject, type Json, type JsonObject, mapAt, type Path } from "../../json/values.ts";
import type { ChartName } from "./charts.ts";

/** Keys that no chart but Kong's is likely to have, with what makes them so where others have them, too. */
const MARKS: Record<string, readonly string[]> = {
  proxy: ["http", "tls", "type", "stream", "annotations", "externalTrafficPolicy", "loadBalancerClass", "addresses"],
  udpProxy: ["enabled", "stream", "annotations", "type"],
  ingressController: ["enabled", "ingressClass", "image", "env", "gatewayDiscovery", "installCRDs"],
  dblessConfig: ["config", "configMap", "secret"],
  env: ["database", "role", "proxy_listen", "trusted_ips", "real_ip_header", "router_flavor", "pg_host", "plugins"],
  deployment: ["kong"],
};

export const isKongs = (values: Json | undefined): boolean =>
  Object.entries(MARKS).some(([key, marks]) => marks.some((mark) => at(values, [key, mark]) !== undefined));

/** Sections of Kong's own charts, under which no other Kong stands. */
const OWN = [
  ...Object.keys(MARKS),
  ...["admin", "manager", "portal", "portalapi", "status", "cluster", "clustertelemetry", "postgresql", "certificates"],
  ...["customEnv", "enterprise", "migrations", "image", "extraObjects"],
];

/**
 * Refuses values of an umbrella chart, from which Helm gives Kong's chart the part under its key alone: what would be
 * written beside it had no effect.
 *
 * @param name where the values come from
 * @throws Failure (unsupported)
 */
export function refuseUmbrella(values: JsonObject, chart: ChartName, name: string): void {
  if (chart === "ingress" && isKongs(mapAt(values, ["gateway"]))) return;
  const found = findKong(values, chart);
  if (!found) return;
  const last = found.at(-1);
  const isIngress = last === "gateway";
  const key = (isIngress ? found.slice(0, -1) : found).join(".");
  const flags = [...(isIngress ? ["--chart ingress"] : []), ...(key === "" ? [] : [`--under ${key}`])].join(" ");
  throw new Failure(
    "unsupported",
    name,
    isKongs(values)
      ? `both the top level and ${found.join(".")} look like values of Kong's chart`
      : `${found.join(".")} looks like the values of Kong's chart, which nothing at the top level reaches then`,
    `use ${flags}, or --chart ${chart} for what is not an umbrella chart's`,
  );
}

/** The first key, of up to three levels, under which values of Kong's chart stand. */
export function findKong(values: JsonObject, chart: ChartName, path: Path = []): Path | undefined {
  const entries = Object.entries(values).filter(
    ([key, value]) => isObject(value) && !OWN.includes(key) && !(chart === "ingress" && key === "controller"),
  );
  for (const [key, value] of entries) {
    const isNamed = path.length === 0 && (key === "kong" || (key === "gateway" && chart === "kong"));
    if (isKongs(value) || isNamed) return [...path, key];
  }
  if (path.length === 2) return undefined;
  return entries.map(([key, value]) => findKong(value as JsonObject, chart, [...path, key])).find(Boolean);
}
