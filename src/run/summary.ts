import type { Operation } from "../json/patch.ts";
import { equals, isObject, type Json, mapAt, mapsAt, type Path, pointer, textAt } from "../json/values.ts";

/** Whether a patch makes a resource that was not there. */
export const isAddition = ([operation]: readonly Operation[]): boolean =>
  operation?.op === "add" && operation.path === "";

/** What differs between two values, by the names people know: annotations, `externalTrafficPolicy`, `KONG_TRUSTED_IPS`. */
export const changedNames = (before: Json, after: Json): string[] => [...new Set(namesIn(before, after, []))];

/** Maps and lists whose parts go by their own names. */
const NAMED = ["annotations", "env", "environment"];

function* namesIn(before: Json | undefined, after: Json | undefined, path: Path): Iterable<string> {
  if (equals(before, after)) return;
  const isNamed = NAMED.includes(String(path.at(-1)));
  const [old, fresh] = [before, after].map((value) => (isNamed ? partsOf(value ?? {}) : partsOf(value)));
  if (!old || !fresh) yield* isOption(path) ? leaves(String(path.at(-1)), after ?? "") : [shortName(path)];
  else
    for (const key of new Set([...old.keys(), ...fresh.keys()])) {
      const [was, is] = [old.get(key), fresh.get(key)];
      if (!isNamed) yield* namesIn(was, is, [...path, key]);
      else if (!equals(was, is)) yield key;
    }
}

/** The parts of a map, or of a list: those that have names go by them, as variables do. */
function partsOf(value: Json | undefined): Map<string, Json> | undefined {
  if (isObject(value)) return new Map(Object.entries(value));
  return Array.isArray(value)
    ? new Map(value.map((item, index) => [textAt(item, ["name"]) ?? String(index), item]))
    : undefined;
}

/** Of a container's ports none has a name that people would look for, nor an item of a list in a Service's spec. */
function shortName(path: Path): string {
  if (path.at(-2) === "ports") return "ports";
  const field = /^\d+$/.test(String(path.at(-1))) ? path.slice(0, -1) : path;
  return field.at(-2) === "spec" ? String(field.at(-1)) : pointer(path);
}

/** Whether Kong's operator keeps there what a Deployment and a Service say by themselves. */
const isOption = ([first, second = "network"]: Path): boolean =>
  first === "spec" && ["dataPlaneOptions", "deployment", "network"].includes(String(second));

/** The names of all that is in a value: of an item in a list its own. */
function leaves(key: string, value: Json): string[] {
  if (key === "env") return mapsAt(value, []).flatMap((item) => textAt(item, ["name"]) ?? []);
  if (Array.isArray(value)) return value.flatMap((item) => leaves(key, { ...mapAt(item, []), name: null }));
  if (!isObject(value)) return value === null && key === "name" ? [] : [key];
  return Object.entries(value).flatMap(([inner, item]) => leaves(inner, item));
}
