import { signs } from "../generated/signs.ts";
import { type JsonObject, mapAt, textAt } from "../json/values.ts";

/** A cloud that a Node can be of, and which of its fields shows it. */
export interface NodeEvidence {
  cloud: string;
  by: string;
}

/**
 * The clouds that a Node can be of; none where it shows nothing. Several are made with the same provider, as those that
 * are built on OpenStack, which a label tells apart. Where its signs have no cloud in common, it can be of each.
 */
export function nodeEvidence(node: JsonObject): NodeEvidence[] {
  const labels = Object.keys(mapAt(node, ["metadata", "labels"])).map((label) => ({
    clouds: signs.nodeLabels[PREFIXES.find((prefix) => label.startsWith(prefix)) ?? ""] ?? [],
    by: `label ${label}`,
  }));
  const [, provider = ""] = /^([\w-]+):\/\//.exec(textAt(node, ["spec", "providerID"]) ?? "") ?? [];
  const ofProvider = Object.hasOwn(signs.providers, provider) ? (signs.providers[provider] ?? []) : [];
  const shown = [...labels, { clouds: ofProvider, by: "spec.providerID" }]
    .filter(({ clouds }) => clouds.length > 0)
    .map(({ clouds, by }) => clouds.map((cloud) => ({ cloud, by })));
  const common = shown[0]?.filter(({ cloud }) => shown.every((each) => each.some((other) => other.cloud === cloud)));
  return common && common.length > 0 ? common : shown.flat();
}

const PREFIXES = Object.keys(signs.nodeLabels);
