import type { Json, Path } from "./values.ts";

/** What of a value that code gives is no JSON. */
export interface NotJson {
  path: Path;
  what: string;
}

/** How deep a value may be nested, which no config comes near. */
const DEEPEST = 100;

/** A copy of a value that code gives, as JSON carries it: what is undefined in an object is left out. */
export const plainJson = (value: unknown): { json: Json } | NotJson => copied(value, [], []);

function copied(value: unknown, path: Path, within: readonly unknown[]): { json: Json } | NotJson {
  if (value === null || typeof value === "boolean") return { json: value };
  if (typeof value === "number") return Number.isFinite(value) ? { json: value } : { path, what: "it is no number" };
  if (typeof value === "string") return isWhole(value) ? { json: value } : { path, what: BROKEN };
  if (within.includes(value)) return { path, what: "it holds itself" };
  if (within.length > DEEPEST) return { path: path.slice(0, 2), what: "it is nested too deep" };
  const inner = [...within, value];
  if (Array.isArray(value)) {
    const json: Json[] = [];
    // Holes as well, which other loops pass over.
    for (const [index, item] of value.entries()) {
      const copy = copied(item, [...path, index], inner);
      if ("what" in copy) return copy;
      json.push(copy.json);
    }
    return { json };
  }
  // By its tag: an object of another realm has another prototype.
  if (Object.prototype.toString.call(value) !== "[object Object]") return { path, what: "it is no JSON value" };
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(value as object)) {
    if (!isWhole(key)) return { path, what: BROKEN };
    if (item === undefined) continue;
    const copy = copied(item, [...path, key], inner);
    if ("what" in copy) return copy;
    entries.push([key, copy.json]);
  }
  return { json: Object.fromEntries(entries) };
}

/** Whether a text can be encoded: no half of a surrogate pair stands alone in it. */
export const isWhole = (text: string): boolean => !/\p{Surrogate}/u.test(text);

const BROKEN = "half of a surrogate pair stands alone in it";
