import type { Merge } from "../generated/cloud.ts";
import { itemsOf } from "../json/lists.ts";
import { equals, isObject, type Json, type JsonObject } from "../json/values.ts";

/** A TCP port of a Service, for values that have a part for each. */
export interface ServicePort {
  name: string;
  port: number;
}

/**
 * An annotation's value with a profile's parts put in. What was there stays, in its order; a second time changes
 * nothing. Undefined where the old value is not of the form that the annotation has.
 */
export function merge(
  old: string,
  { pairs, words, ports }: Merge,
  servicePorts: readonly ServicePort[],
): string | undefined {
  if (pairs) return Object.entries(pairs).reduce((text, [key, value]) => withPair(text, key, value), old);
  if (words) return words.reduce((text, word) => (itemsOf(text).includes(word) ? text : appended(text, word)), old);
  return withPorts(old, ports ?? {}, servicePorts);
}

const appended = (text: string, item: string): string => (text.trim() === "" ? item : `${text},${item}`);

function withPair(text: string, key: string, value: string): string {
  const isSame = (item: string) => item.split("=", 1)[0]?.trim() === key;
  if (!text.split(",").some(isSame)) return appended(text, `${key}=${value}`);
  return text
    .split(",")
    .map((item) => (isSame(item) ? `${indentOf(item)}${key}=${value}${item.slice(item.trimEnd().length)}` : item))
    .join(",");
}

const indentOf = (text: string) => text.slice(0, text.length - text.trimStart().length);

/** Each list of the template gets one item for each port, merged into the one of the same name. */
function withPorts(text: string, template: Record<string, object>, ports: readonly ServicePort[]): string | undefined {
  const old = text.trim() === "" ? {} : parseObject(text);
  if (old === undefined) return undefined;
  const wanted = Object.fromEntries(
    Object.entries(template).map(([list, item]) => [list, ports.map((port) => filled(item as JsonObject, port))]),
  );
  const result = combined(old, wanted);
  return equals(result, old) ? text : JSON.stringify(result);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function filled(item: Json, port: ServicePort): Json {
  if (item === "{port}") return port.port;
  if (item === "{name}") return port.name;
  return isObject(item)
    ? Object.fromEntries(Object.entries(item).map(([key, value]) => [key, filled(value, port)]))
    : item;
}

/** Objects merge key by key, lists by the `name` of their items; anything else is replaced. */
function combined(old: Json | undefined, wanted: Json): Json {
  if (isObject(old) && isObject(wanted)) {
    const both = Object.entries(wanted).map(([key, value]) => [key, combined(old[key], value)] as const);
    return { ...old, ...Object.fromEntries(both) };
  }
  if (!Array.isArray(old) || !Array.isArray(wanted)) return wanted;
  const nameOf = (item: Json) => (isObject(item) ? item["name"] : undefined);
  const named = (items: Json[], name: Json | undefined) =>
    name === undefined ? undefined : items.find((item) => nameOf(item) === name);
  const fresh = wanted.filter((item) => named(old, nameOf(item)) === undefined);
  const kept = old.map((item) => {
    const other = named(wanted, nameOf(item));
    return other === undefined ? item : combined(item, other);
  });
  return [...kept, ...fresh];
}
