import type { Match } from "../generated/cloud.ts";
import { type JsonObject, textAt } from "../json/values.ts";

/** Whether annotations say something: one of the values, whole or as a part of a comma list. */
export function matches({ annotation, values, not = [] }: Match, annotations: JsonObject): boolean {
  const text = textAt(annotations, [annotation]);
  if (text === undefined) return false;
  if (values === undefined) return !not.includes(text);
  return values.includes(text) || itemsOf(text).some((item) => values.includes(item));
}

/** The trimmed items of a comma list. */
export const itemsOf = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
