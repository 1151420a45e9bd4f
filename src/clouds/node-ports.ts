import type { JsonObject } from "../json/values.ts";
import { matchesAny } from "./match.ts";
import type { Profile } from "./profiles.ts";

/**
 * Whether a load balancer needs node ports of a Service with some annotations and an externalTrafficPolicy; undefined
 * where nobody knows.
 */
export function needsNodePorts(
  { nodePorts }: Profile,
  annotations: JsonObject,
  policy = "Cluster",
): boolean | undefined {
  if (!nodePorts) return undefined;
  return ["always", policy].includes(nodePorts.needed) || matchesAny(nodePorts.when, annotations);
}
