import type { Shown, ShownIngress } from "../clouds/evidence.ts";
import { mapAt, mapsAt, textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";

/** What a Service shows of the load balancer before it, with the Ingresses that lead to it. */
export function shownBy({ value }: Resource, type: string, ingresses: readonly ShownIngress[]): Shown {
  const loadBalancerClass = textAt(value, ["spec", "loadBalancerClass"]);
  return {
    type,
    annotations: mapAt(value, ["metadata", "annotations"]),
    ...(loadBalancerClass && { loadBalancerClass }),
    hostnames: mapsAt(value, ["status", "loadBalancer", "ingress"]).flatMap((item) => textAt(item, ["hostname"]) ?? []),
    ingresses,
  };
}
