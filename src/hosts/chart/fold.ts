import { at, equals, type JsonObject, mapAt, mapsAt, type Path, textAt } from "../../json/values.ts";
import { envOf } from "../../kong/env.ts";
import { isListenVariable, type ListenVariable, parseListeners, speaksProxy } from "../../kong/listen.ts";
import { addedFor } from "../../manifests/addition.ts";
import type { Plan } from "../../run/plan.ts";
import { ignoredBy, withDefaults } from "./defaults.ts";
import { variableKeys } from "./environment.ts";
import { extraObjectAssignments } from "./extra-objects.ts";
import { NAMES, protocolOf, SERVICE_SECTIONS } from "./sections.ts";
import type { Assignment } from "./values.ts";

/**
 * The values that make a version of the chart render what a plan changes, as far as there are any; `given` are the
 * gateway's. Whether they are enough is for the chart's template to say.
 */
export function assignmentsOf(given: JsonObject, version: string, plan: Plan): Assignment[] {
  const values = withDefaults(given, version);
  const { gateways } = plan;
  const changes = plan.changes.filter(({ resource }) => addedFor(resource) === undefined);
  const changed = changes.flatMap(({ resource, value }) => {
    const section = SERVICE_SECTIONS.find((each) => resource.name === NAMES[each]);
    if (section) return serviceAssignments(section, resource.value, value);
    const path = gateways.find(({ workload }) => workload === resource)?.container.path ?? [];
    return workloadAssignments(values, version, mapAt(resource.value, path), mapAt(value, path));
  });
  return [...changed, ...extraObjectAssignments(given, plan)];
}

function serviceAssignments(section: string, before: JsonObject, after: JsonObject): Assignment[] {
  const changed = (path: Path, to: Path): Assignment[] => {
    const old = mapAt(before, path);
    return Object.entries(mapAt(after, path))
      .filter(([key, value]) => !equals(old[key], value))
      .map(([key, value]) => ({ path: [...to, key], value }));
  };
  return [...changed(["metadata", "annotations"], [section, "annotations"]), ...changed(["spec"], [section])];
}

function workloadAssignments(values: JsonObject, version: string, before: JsonObject, after: JsonObject): Assignment[] {
  const [old, wanted] = [envOf(before), envOf(after)];
  const hasParameters = !ignoredBy(version).some(({ path }) => path.at(-1) === "parameters");
  const keys = new Map(variableKeys(values).map((row) => [row.name, row]));
  return [...wanted].flatMap(([name, { value }]): Assignment[] => {
    const own = keys.get(name);
    if (value === undefined || old.get(name)?.value === value) return [];
    if (own) return [{ path: [own.section, own.key], value }];
    // A listener that the chart does not make is written out, with all others.
    const isLonger = countOf(value) > countOf(old.get(name)?.value ?? "");
    if (isListenVariable(name) && hasParameters && !isLonger) return parameterAssignments(values, version, name, value);
    const [, key] = /^KONG_(.+)$/.exec(name) ?? [];
    return [{ path: key === undefined ? ["customEnv", name.toLowerCase()] : ["env", key.toLowerCase()], value }];
  });
}

const countOf = (list: string): number => list.split(",").length;

/** The chart makes its listeners from lists of parameters: the flag goes into that of each listener that has it. */
function parameterAssignments(
  values: JsonObject,
  version: string,
  variable: ListenVariable,
  text: string,
): Assignment[] {
  const listeners = parseListeners(variable, text);
  const speaking = Array.isArray(listeners) ? listeners.filter(speaksProxy) : [];
  const ports = new Set(speaking.map(({ port }) => String(port)));
  return placesOf(values, version, variable).flatMap((path) => {
    const parameters = at(values, [...path, "parameters"]) ?? [];
    const port = textAt(values, [...path, "containerPort"]);
    if (!Array.isArray(parameters) || parameters.includes("proxy_protocol") || !ports.has(port ?? "")) return [];
    return [{ path: [...path, "parameters"], value: [...parameters, "proxy_protocol"] }];
  });
}

/** Where the values of a variable's TCP listeners stand. */
function placesOf(values: JsonObject, version: string, variable: ListenVariable): Path[] {
  if (variable === "KONG_PROXY_LISTEN") return ["http", "tls"].map((name) => ["proxy", name]);
  return SERVICE_SECTIONS.flatMap((section) =>
    mapsAt(values, [section, "stream"]).flatMap((entry, index) =>
      protocolOf(section, entry, version) === "UDP" ? [] : [[section, "stream", index]],
    ),
  );
}
