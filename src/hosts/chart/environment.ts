import { at, isObject, type Json, type JsonObject, mapAt, mapsAt, textAt } from "../../json/values.ts";
import { SINCE } from "./history.ts";
import { hasHttpPort, isOn, printed, protocolOf, SERVICE_SECTIONS } from "./sections.ts";
import { isChartSince } from "./version.ts";

/** `KONG_*` as the chart works them out itself, then `env`, then `customEnv`, the later winning. */
export function renderedEnvironment(values: JsonObject, version: string): Record<string, JsonObject> {
  const listens = (["http", "tls"] as const).flatMap((name) => {
    const entry = mapAt(values, ["proxy", name]);
    const addresses = at(values, ["proxy", "addresses"]) ?? null;
    if (!isOn(entry, ["enabled"])) return [];
    return listen({ ...entry, addresses }, name === "tls" ? ["ssl"] : [], version);
  });
  const streams = SERVICE_SECTIONS.flatMap((section) => {
    if (!isOn(values, [section, "enabled"])) return [];
    return mapsAt(values, [section, "stream"]).flatMap((entry) =>
      listen(entry, protocolOf(section, entry, version) === "UDP" ? ["udp"] : [], version),
    );
  });
  const own = {
    KONG_PROXY_LISTEN: { value: listens.join(", ") || "off" },
    KONG_STREAM_LISTEN: { value: streams.join(", ") || "off" },
    ...(isChartSince(version, SINCE.portMaps) && { KONG_PORT_MAPS: { value: portMaps(values, version) } }),
  };
  const given = variableKeys(values).map(({ name, section, key }) => [
    name,
    variable(at(values, [section, key]) ?? null),
  ]);
  return { ...own, ...Object.fromEntries(given) };
}

/** The ports of the Service, each with the one of the container. Source: _helpers.tpl (kong.port_maps) */
function portMaps(values: JsonObject, version: string): string {
  const { http, tls } = { http: mapAt(values, ["proxy", "http"]), tls: mapAt(values, ["proxy", "tls"]) };
  const map = (entry: JsonObject) => `${textAt(entry, ["servicePort"])}:${textAt(entry, ["containerPort"])}`;
  return [...(hasHttpPort(http, version) ? [map(http)] : []), ...(isOn(tls, ["enabled"]) ? [map(tls)] : [])].join(", ");
}

function listen(entry: JsonObject, more: string[], version: string): string[] {
  const flags = new Set([...texts(entry["parameters"]), ...more]);
  return addressesOf(entry, version).map((address) =>
    [`${address}:${printed(entry["containerPort"] ?? "")}`, ...flags].join(" "),
  );
}

function addressesOf(entry: JsonObject, version: string): string[] {
  const given = texts(entry["addresses"]);
  if (isChartSince(version, SINCE.ipv6)) return given.length > 0 ? given : ["0.0.0.0", "[::]"];
  const own = isChartSince(version, SINCE.address) ? textAt(entry, ["address"]) : undefined;
  return [own || "0.0.0.0"];
}

const texts = (list: Json | undefined): string[] => (Array.isArray(list) ? list.map(printed) : []);

/**
 * The variables that values set, and by which keys. The case of a key does not count, and of several that mean the
 * same variable the one that sorts last wins, as in the chart's `range`.
 */
export function variableKeys(values: JsonObject): { name: string; section: "env" | "customEnv"; key: string }[] {
  return (["env", "customEnv"] as const).flatMap((section) =>
    Object.keys(mapAt(values, [section]))
      .sort()
      .map((key) => ({ name: (section === "env" ? "KONG_" : "") + key.toUpperCase(), section, key })),
  );
}

/** A map is written as it is, and so is a string that holds one; anything else becomes a string. */
function variable(value: Json): JsonObject {
  if (isObject(value)) return value;
  const text = Array.isArray(value) ? `[${value.map(printed).join(" ")}]` : printed(value);
  return text.includes("valueFrom") ? { valueFrom: {} } : { value: text };
}
