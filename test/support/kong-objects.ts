import { type Json, type JsonObject, mapsAt, textAt, withAll } from "../../src/json/values.ts";
import { findGateways } from "../../src/kong/find.ts";
import { label, read } from "../../src/manifests/read.ts";

/**
 * Gateways and front Services of a stream by their names, to compare what several ways came to: the order of
 * variables, and that of a listener's flags, is free, and so are init containers, to which values give Kong's settings too.
 */
export function kongOf(stream: string): Record<string, JsonObject> {
  const gateways = findGateways(read(Buffer.from(stream)).resources);
  return Object.fromEntries(
    gateways.flatMap(({ workload, container, fronts }) => [
      [
        label(workload),
        withAll(workload.value, [
          [INIT, null],
          [[...container.path, "env"], byName(container.value)],
        ]) as JsonObject,
      ],
      ...fronts.map(({ service }) => [label(service), service.value] as const),
    ]),
  );
}

const INIT = ["spec", "template", "spec", "initContainers"];

function byName(container: JsonObject): Json {
  return Object.fromEntries(
    mapsAt(container, ["env"]).map((item) => {
      const name = textAt(item, ["name"]) ?? "";
      const value = textAt(item, ["value"]);
      return [name, value !== undefined && /^KONG_(?:PROXY|STREAM)_LISTEN$/.test(name) ? listeners(value) : item];
    }),
  );
}

/** The words of each listener, sorted. */
const listeners = (value: string): Json => value.split(",").map((entry) => entry.trim().split(/\s+/).sort());
