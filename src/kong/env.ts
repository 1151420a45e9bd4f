import type { Operation } from "../json/patch.ts";
import { put, type WantedValue } from "../json/put.ts";
import { at, type Json, type JsonObject, mapsAt, type Path, pointer, textAt } from "../json/values.ts";
import { isSince, NEWEST, type Version } from "./version.ts";
import type { Container } from "./workloads.ts";

/** One setting in the form of an environment variable. */
export interface Variable {
  /** Position in the container's `env`, of several with one name the last; undefined where it comes from elsewhere. */
  index?: number;
  /** Undefined where it is not known: `valueFrom`, or a vault reference that Kong resolves. */
  value?: string;
  /** As the manifest has it, where that differs: with references that the kubelet expands. */
  written?: string;
}

/** Settings by the names of variables. */
export type Env = ReadonlyMap<string, Variable>;

/**
 * Whether a value, or since Kong 3.9 an item of a list, is a reference such as `{vault://env/listen}`, which Kong
 * resolves at start. Kong/kong:kong/conf_loader/init.lua@376-430
 */
export const isReference = (value: string, version: Version = NEWEST): boolean =>
  value.includes("{vault:") &&
  [value, ...(isSince(version, [3, 9]) ? value.split(",") : [])].some((item) =>
    /^\{vault:\/\/.+\}$/s.test(item.trim()),
  );

export function envOf(container: JsonObject): Env {
  const env = new Map<string, Variable>();
  for (const [index, item] of mapsAt(container, ["env"]).entries()) {
    const name = textAt(item, ["name"]);
    if (name === undefined) continue;
    const value = textAt(item, ["value"]) ?? "";
    const isOpaque = at(item, ["valueFrom"]) != null || isReference(value);
    env.set(name, isOpaque ? { index } : { index, value });
  }
  return env;
}

/**
 * The operations that set variables in a container of a resource: upserted by name, `valueFrom` dropped, earlier
 * duplicates of a name removed. None where the container has them already; one that is missing is made.
 *
 * They also test what they rely on, so that they fail on any other container or list of variables: the names at the
 * positions, the listeners that new ones are made from, and that nothing joined the list unseen.
 */
export function setEnv(
  value: JsonObject,
  { path, value: { name = null }, variables = "env" }: Container,
  settings: Readonly<Record<string, string>>,
): Operation[] {
  const [written, place] = [at(value, path), [...path, variables]];
  const operations =
    at(written, [variables]) == null
      ? newEnv(value, written === undefined ? [{ path: [...path, "name"], value: name }] : [], place, settings)
      : changedEnv(pointer(place), mapsAt(written, [variables]), settings);
  return operations.length === 0 || at(written, ["name"]) === undefined
    ? operations
    : [is(pointer([...path, "name"]), name), ...operations];
}

function newEnv(value: JsonObject, before: WantedValue[], path: Path, settings: Readonly<Record<string, string>>) {
  const env = Object.entries(settings).map(([name, text]) => ({ name, value: text }));
  return env.length === 0 ? [] : put(value, [...before, { path, value: env }]);
}

function changedEnv(path: string, items: JsonObject[], settings: Readonly<Record<string, string>>): Operation[] {
  const replaced: Operation[] = [];
  const duplicates: number[][] = [];
  const missing: [name: string, text: string][] = [];
  for (const [name, text] of Object.entries(settings)) {
    const places = items.flatMap((item, index) => (item["name"] === name ? [index] : []));
    const last = places.pop();
    duplicates.push(places);
    if (last === undefined) missing.push([name, text]);
    else replaced.push(...setVariable(`${path}/${last}`, items[last] ?? {}, name, text));
  }
  const gone = duplicates.flat().sort((a, b) => b - a);
  const removed = gone.flatMap((index): Operation[] => [
    is(`${path}/${index}/name`, items[index]?.["name"]),
    { op: "remove", path: `${path}/${index}` },
  ]);
  const end = items.length - gone.length + missing.length - 1;
  const added = missing.map(
    ([name, text]): Operation => ({ op: "add", path: `${path}/-`, value: { name, value: text } }),
  );
  // Where the last one comes to stand tells how many there were.
  return [...replaced, ...removed, ...added, ...missing.slice(-1).map(([name]) => is(`${path}/${end}/name`, name))];
}

function setVariable(path: string, item: JsonObject, name: string, text: string): Operation[] {
  const { value: old } = item;
  const changes: Operation[] = [];
  if (Object.hasOwn(item, "valueFrom")) changes.push({ op: "remove", path: `${path}/valueFrom` });
  if (old !== text) changes.push({ op: "add", path: `${path}/value`, value: text });
  const isDerived = name.endsWith("_LISTEN") && typeof old === "string" && old !== text;
  return changes.length === 0
    ? []
    : [is(`${path}/name`, name), ...(isDerived ? [is(`${path}/value`, old)] : []), ...changes];
}

const is = (path: string, value: Json | undefined): Operation => ({ op: "test", path, value: value ?? null });
