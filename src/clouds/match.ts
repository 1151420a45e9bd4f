import type { Match } from "../generated/cloud.ts";
import { itemsOf } from "../json/lists.ts";
import { isObject, type JsonObject, textAt } from "../json/values.ts";

/** A port of a Service, as annotations tell it from others. */
export interface Port {
  port: string;
  name?: string;
  nodePort?: string;
}

/**
 * Whether annotations say something: one of the values, whole or as a part of a comma list.
 * What they say of some ports alone, they say of the port in question, or of some port where none is given.
 */
export function matches(match: Match, annotations: JsonObject, port?: Port): boolean {
  const { annotation, and = [] } = match;
  const text = portly(annotation, port)
    .map((key) => textAt(annotations, [key]))
    .find((found) => found !== undefined);
  const counts = text === undefined ? match.absent === true : says(match, text, port);
  return counts && and.every((other) => matches(other, annotations, port));
}

/** Whether one of several holds. */
export const matchesAny = (list: readonly Match[] | undefined, annotations: JsonObject, port?: Port): boolean =>
  list?.some((match) => matches(match, annotations, port)) ?? false;

/** The key with the port's number in it; keys that need a number are none without a port. */
const portly = (key: string, port: Port | undefined): string[] =>
  !key.includes("{port}") ? [key] : port ? [key.replace("{port}", port.port)] : [];

function says({ values, not = [], ports, key, ignoreCase }: Match, text: string, port: Port | undefined): boolean {
  const plain = (word: string) => (ignoreCase ? word.toLowerCase() : word);
  const whole = plain(key === undefined ? text : (inJson(text, key) ?? ""));
  const items = itemsOf(whole);
  const holds = (words: readonly string[]) => words.some((word) => [whole, ...items].includes(plain(word)));
  if (ports === undefined) return values ? holds(values) : !holds(not);
  if (ports === "paired") {
    const pairs = items.map((item) => item.split(":", 2));
    return pairs.some(([word = "", number]) => values?.includes(word) && (!port || number === port.port));
  }
  if (holds(values ?? [])) return true;
  if (!port) return items.length > 0;
  const names = ports === "listed" ? [port.port, port.name] : [port.nodePort];
  return names.some((name) => name !== undefined && items.includes(name));
}

function inJson(text: string, key: string): string | undefined {
  try {
    const value = JSON.parse(text);
    return isObject(value) ? textAt(value, [key]) : undefined;
  } catch {
    return undefined;
  }
}
