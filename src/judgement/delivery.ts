import { matchesAny } from "../clouds/match.ts";
import { DEFAULT_HEADER, type Profile } from "../clouds/profiles.ts";
import type { MethodName } from "../config/resolve.ts";
import { type JsonObject, textAt } from "../json/values.ts";
import { isExposed } from "../kong/exposure.ts";
import type { FrontPort, FrontService } from "../kong/find.ts";

/** How a client's request gets to a listener. */
export interface Delivery {
  /** Whose address the connection comes from. */
  peer: "client" | "load balancer" | "node";
  /** Whose address it comes from as it leaves the load balancer. */
  origin: "client" | "load balancer";
  /** The node on its way, if any, and whether it puts its own address in place. */
  node: "none" | "passes" | "masquerades";
  /** Whether a PROXY header comes ahead of it. */
  proxy: boolean;
  /** The header in which the load balancer names the client. */
  header?: { name: string; mode: "append" | "replace"; namesItself: boolean; provider: string };
  /** Whether the load balancer sends what the client sent, plain data where the client sent TLS, or TLS of its own. */
  tls: "as sent" | "ended" | "its own";
}

/** A load balancer before a Service, and what its owner says of it where its profile leaves that open. */
export interface ToldProfile {
  profile: Profile;
  promise?: MethodName;
  /** The header that its owner says it sets, where the profile does not know. */
  header?: string;
}

/**
 * What a load balancer makes of a connection to a port, and then the node: with `Cluster` it masquerades as the
 * client's neighbour. Kubernetes core/v1/types.go (ServiceExternalTrafficPolicy). Undefined where nobody knows.
 */
export function deliveryOf(front: FrontService, port: FrontPort, told: ToldProfile): Delivery | undefined {
  const { profile } = told;
  const said = saidOf(front);
  const proxy = sendsProxy(front, said, port, told);
  const forwards = forwarding(said, port, told) ?? (proxy ? "connections" : undefined);
  if (forwards === undefined || proxy === undefined) return undefined;
  const hasNode = profile.reaches !== "pods" && isExposed(front);
  const isLocal = textAt(front.spec, ["externalTrafficPolicy"]) === "Local";
  const node = !hasNode ? "none" : isLocal ? "passes" : "masquerades";
  const origin = forwards === "packets" ? "client" : "load balancer";
  const header = forwards === "requests" && !proxy ? headerOf(front, told) : undefined;
  return {
    peer: node === "masquerades" ? "node" : origin,
    origin,
    node,
    proxy,
    ...(header && { header }),
    tls: tlsOf(said, port, profile, forwards === "requests"),
  };
}

/** The annotations that a controller heeds: those of a Service that it makes a load balancer for. */
const saidOf = ({ type, shown }: FrontService): JsonObject => (type === "LoadBalancer" ? shown.annotations : {});

type Forwarding = NonNullable<Profile["forwards"]>;

function forwarding(said: JsonObject, port: FrontPort, { profile, promise }: ToldProfile): Forwarding | undefined {
  const { requestsWhen, connectionsWhen, packetsWhen, forwards } = profile;
  if (matchesAny(requestsWhen, said, port)) return "requests";
  if (matchesAny(connectionsWhen, said, port)) return "connections";
  if (matchesAny(packetsWhen, said, port)) return "packets";
  return forwards ?? (promise && PROMISED[promise]);
}

/** What a method presumes of a load balancer that only its owner knows. */
const PROMISED: Record<MethodName, Forwarding> = {
  "external-traffic-policy": "packets",
  "proxy-protocol": "connections",
  "http-headers": "requests",
};

/** Whether PROXY headers are sent to a port; undefined where only the owner knows, who has not said. */
function sendsProxy(front: FrontService, said: JsonObject, port: FrontPort, { profile, promise }: ToldProfile) {
  const { proxyProtocolWhen, sendsProxyProtocol, forwards, methods } = profile;
  if (port.transport !== "TCP") return false;
  if (sendsProxyProtocol || matchesAny(proxyProtocolWhen, said, port)) return true;
  const isTold = front.type === "LoadBalancer" ? proxyProtocolWhen !== undefined : forwards === "requests";
  if (isTold || methods["proxy-protocol"].unsupported !== undefined) return false;
  return promise === undefined
    ? forwards === undefined || proxyProtocolWhen
      ? undefined
      : false
    : promise === "proxy-protocol";
}

function headerOf(front: FrontService, { profile, header: given }: ToldProfile): Delivery["header"] {
  const { ingress, methods } = profile;
  if (front.shown.ingresses.some(({ annotations }) => matchesAny(ingress?.requestsUnnamedWhen, annotations)))
    return undefined;
  const {
    header = given ?? DEFAULT_HEADER,
    // Who sets another header than the one that is a list by custom sets it anew.
    headerMode = /^x-forwarded-for$/i.test(header) ? "append" : "replace",
    recursive = false,
  } = methods["http-headers"];
  return { name: header, mode: headerMode, namesItself: recursive, provider: profile.cloud };
}

/** An HTTP load balancer ends TLS itself, as far as annotations of the Service make it one. */
function tlsOf(
  said: JsonObject,
  port: FrontPort,
  { requestsWhen, tlsEndsWhen, tlsSentWhen }: Profile,
  isHttp: boolean,
): Delivery["tls"] {
  if (matchesAny(tlsSentWhen, said, port)) return "its own";
  return matchesAny(tlsEndsWhen, said, port) || (isHttp && requestsWhen !== undefined) ? "ended" : "as sent";
}

/** Whether an Ingress before a Service lets clients choose the address in the header. */
export const letsForge = ({ shown }: FrontService, { profile }: ToldProfile): boolean =>
  shown.ingresses.some(({ annotations }) => matchesAny(profile.ingress?.forgeableWhen, annotations));
