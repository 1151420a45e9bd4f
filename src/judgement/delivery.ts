import { matches } from "../clouds/match.ts";
import type { MethodName } from "../config/resolve.ts";
import type { LoadBalancer } from "../generated/cloud.ts";
import { type JsonObject, mapAt, textAt } from "../json/values.ts";
import type { FrontService } from "../kong/find.ts";

/** How a client's request gets to a listener. */
export interface Delivery {
  /** Whose address the connection comes from. */
  peer: "client" | "balancer" | "node";
  /** Whether a PROXY header comes ahead of it. */
  proxy: boolean;
  /** The header in which the load balancer names the client. */
  header?: { name: string; mode: "append" | "replace"; namesItself: boolean };
}

/** A load balancer before a Service, and what its owner says of it where its profile leaves that open. */
export interface Balancer {
  /** `eks/nlb` */
  name: string;
  product: LoadBalancer;
  promise?: MethodName;
  /** The header that its owner says it sets, where the profile does not know. */
  header?: string;
}

/**
 * What a load balancer makes of a connection, and then the node: with `Cluster` it masquerades as the client's
 * neighbour. Kubernetes core/v1/types.go (ServiceExternalTrafficPolicy). Undefined where nobody knows.
 */
export function deliveryOf({ service, type }: FrontService, balancer: Balancer): Delivery | undefined {
  const { product, promise } = balancer;
  const annotations = mapAt(service.value, ["metadata", "annotations"]);
  const forwards = forwarding(annotations, product, promise);
  if (forwards === undefined) return undefined;
  const isDirect =
    product.reaches === "pods" ||
    type === "ClusterIP" ||
    textAt(service.value, ["spec", "externalTrafficPolicy"]) === "Local";
  const origin = forwards === "packets" ? "client" : "balancer";
  const {
    header = balancer.header ?? "X-Forwarded-For",
    // Who sets another header than the one that is a list by custom sets it anew.
    headerMode = /^x-forwarded-for$/i.test(header) ? "append" : "replace",
    recursive = false,
  } = product.methods["http-headers"];
  return {
    peer: isDirect ? origin : "node",
    proxy: forwards === "proxied connections",
    ...(forwards === "requests" && { header: { name: header, mode: headerMode, namesItself: recursive } }),
  };
}

type Forwarding = NonNullable<LoadBalancer["forwards"]> | "proxied connections";

function forwarding(
  annotations: JsonObject,
  product: LoadBalancer,
  promise: MethodName | undefined,
): Forwarding | undefined {
  const says = (list: LoadBalancer["packetsWhen"] = []) => list.some((match) => matches(match, annotations));
  if (says(product.proxyProtocolWhen)) return "proxied connections";
  if (says(product.requestsWhen)) return "requests";
  if (says(product.packetsWhen)) return "packets";
  return product.forwards ?? (promise && PROMISED[promise]);
}

/** What a method presumes of a load balancer that only its owner knows. */
const PROMISED: Record<MethodName, Forwarding> = {
  "external-traffic-policy": "packets",
  "proxy-protocol": "proxied connections",
  "http-headers": "requests",
};
