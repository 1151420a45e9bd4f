import { at, isObject, type Json, type JsonObject, mapAt, mapsAt } from "../../json/values.ts";
import { isOn, printed, protocolOf } from "./sections.ts";

/** `KONG_*` as the chart works them out itself, then `env`, then `customEnv`, the later winning. */
export function environmentOf(values: JsonObject): Record<string, JsonObject> {
  const { proxy, udpProxy } = { proxy: mapAt(values, ["proxy"]), udpProxy: mapAt(values, ["udpProxy"]) };
  const addresses = at(proxy, ["addresses"]);
  const listens = (["http", "tls"] as const).flatMap((name) => {
    const entry = mapAt(proxy, [name]);
    return isOn(entry, ["enabled"])
      ? listen({ ...entry, addresses: addresses ?? null }, name === "tls" ? ["ssl"] : [])
      : [];
  });
  const streams = (
    [
      ["proxy", proxy],
      ["udpProxy", udpProxy],
    ] as const
  ).flatMap(([section, from]) =>
    isOn(from, ["enabled"])
      ? mapsAt(from, ["stream"]).flatMap((entry) => listen(entry, protocolOf(section, entry) === "UDP" ? ["udp"] : []))
      : [],
  );
  const own = {
    KONG_PROXY_LISTEN: { value: listens.join(", ") || "off" },
    KONG_STREAM_LISTEN: { value: streams.join(", ") || "off" },
  };
  const given = variableKeys(values).map(({ name, section, key }) => [
    name,
    variable(at(values, [section, key]) ?? null),
  ]);
  return { ...own, ...Object.fromEntries(given) };
}

const ADDRESSES = ["0.0.0.0", "[::]"];

function listen(entry: JsonObject, more: string[]): string[] {
  const { addresses, parameters, containerPort: port } = entry;
  const texts = (list: Json | undefined) => (Array.isArray(list) ? list.map(printed) : []);
  const flags = new Set([...texts(parameters), ...more]);
  return (texts(addresses).length > 0 ? texts(addresses) : ADDRESSES).map((address) =>
    [`${address}:${printed(port ?? "")}`, ...flags].join(" "),
  );
}

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
