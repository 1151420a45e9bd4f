import type { Profile } from "../clouds/profiles.ts";
import type { MethodName, Settings } from "../config/resolve.ts";
import type { OnceLive } from "../generated/cloud.ts";
import { textAt } from "../json/values.ts";
import { EFFECTS, livePath } from "../judgement/rules/live.ts";
import type { FrontService } from "../kong/find.ts";
import { label, type Resource } from "../manifests/read.ts";

/** What a switch at once would cost, whatever the load balancer. */
const GAP: Record<MethodName, string> = {
  "proxy-protocol":
    "connections fail while load balancer and listeners do not agree, from the first of them that changes to the last pod of the rolling update",
  "external-traffic-policy":
    "nodes without a pod of Kong's drop what still comes to them, until the load balancer has its new health check and that has failed there: up to minutes (kubernetes/kubernetes#111539)",
  "http-headers": "until the load balancer names the client and all pods trust it, Kong sees one for the other",
};

/** What is known of doing it all at once, on a load balancer that is in use. What nobody knows is said to be unknown. */
export function costAtOnce(front: FrontService, after: Resource, profile: Profile, { method }: Settings): string[] {
  const where = label(front.service);
  return [
    `${where}: ${GAP[method]}`,
    ...(method === "external-traffic-policy" ? [] : [`${where}: ${updateOf(profile, method)}`]),
    ...mindedBy(front, after, profile).map(
      ({ field, effect }) => `${where}: ${field} of a live Service: ${EFFECTS[effect]}`,
    ),
  ];
}

function updateOf({ name, methods }: Profile, method: MethodName): string {
  const { inPlace } = methods[method];
  if (!inPlace) return `how ${name} takes that over on a live Service, and how long it needs, is unknown`;
  const { effect, seconds, source } = inPlace;
  const time = seconds ? `${seconds.join(" to ")} seconds` : "unknown how long";
  const how =
    effect === "updated"
      ? "changes a setting of what is there, and no connection breaks by that alone"
      : "makes listeners or pools anew, and nothing gets through meanwhile";
  return `${name} ${how}: ${time} (${source})`;
}

/** What a controller minds on a live Service, of what changes. */
export const mindedBy = (front: FrontService, after: Resource, { onceLive = [] }: Profile): OnceLive[] =>
  onceLive.filter(({ field }) => {
    const path = livePath(front, field);
    return textAt(front.service.value, path) !== textAt(after.value, path);
  });
