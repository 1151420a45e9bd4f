import { signs } from "../generated/signs.ts";
import { type JsonObject, mapAt, textAt } from "../json/values.ts";

/** The clouds that a Node can be of, and by which of its fields; none where it shows nothing. */
export interface NodeEvidence {
  clouds: readonly string[];
  by: string;
}

/** A label is of one cloud; several are made with the same provider, as those that are built on OpenStack. */
export function nodeEvidence(node: JsonObject): NodeEvidence {
  const label = Object.keys(mapAt(node, ["metadata", "labels"])).find((key) => prefixOf(key) !== undefined);
  if (label !== undefined) return { clouds: signs.nodeLabels[prefixOf(label) ?? ""] ?? [], by: `label ${label}` };
  const [, provider = ""] = /^([\w-]+):\/\//.exec(textAt(node, ["spec", "providerID"]) ?? "") ?? [];
  const clouds = Object.hasOwn(signs.providers, provider) ? (signs.providers[provider] ?? []) : [];
  return { clouds, by: "spec.providerID" };
}

const PREFIXES = Object.keys(signs.nodeLabels);

const prefixOf = (label: string): string | undefined => PREFIXES.find((prefix) => label.startsWith(prefix));
