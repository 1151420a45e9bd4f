import type { Alike } from "../kong/alike.ts";
import { isInCluster } from "../kong/exposure.ts";
import type { FrontPort, FrontService } from "../kong/find.ts";
import type { Listener } from "../kong/listen.ts";
import { memo } from "../memo.ts";
import type { Cidr } from "../net/cidr.ts";
import { arrival, FORGED, forgedHeaders, isForged, isOpen, places, trustedBlocksIn } from "./addresses.ts";
import { type Delivery, deliveryOf, letsForge, type ToldProfile } from "./delivery.ts";
import { blindness, directives, realipOf } from "./kong.ts";
import type { Outcome } from "./outcome.ts";
import { type Belief, type Realip, seen, trustedBy } from "./realip.ts";

export type { Outcome };

/** The judgement on one listener behind one port of a front Service. */
export interface Verdict {
  /** The gateways that it holds for. */
  gateways: Alike;
  front: FrontService;
  port: FrontPort;
  listener: Listener;
  outcome: Outcome;
  /** Who else can choose the address: nobody, whoever connects from a trusted address, or any client. */
  forgers: "nobody" | "trusted peers" | "any client" | "unknown";
  /** How the request arrives; undefined where nobody knows. */
  delivery: Delivery | undefined;
  /** Who delivers it; undefined where nobody knows. */
  told: ToldProfile | undefined;
  /** What Kong would take the address from: `the PROXY header`, or a request header. */
  reads: string;
  /** Whose word Kong takes for it. */
  trusted: readonly Cidr[];
  /** Whose address stands in the client's place, where it is hidden. */
  instead?: "node" | "load balancer";
  /** Why: one clause. */
  because: string;
  /** What helps, where the address is hidden. */
  remedy?: string;
}

/** Verdicts by the Service that they are about. */
export const byFront = memo((verdicts: readonly Verdict[]): ReadonlyMap<FrontService, readonly Verdict[]> => {
  const fronts = new Map<FrontService, Verdict[]>();
  for (const verdict of verdicts) {
    const others = fronts.get(verdict.front);
    if (others) others.push(verdict);
    else fronts.set(verdict.front, [verdict]);
  }
  return fronts;
});

/** Judges every listener behind every front Service of gateways that are alike. Profiles are by Service. */
export function assess(gateways: Alike, profileBefore: (front: FrontService) => ToldProfile | undefined): Verdict[] {
  return gateways[0].fronts.flatMap((front) =>
    front.ports.flatMap((port) =>
      port.listeners.map((listener) => verdictOn({ gateways, front, port, listener }, profileBefore(front))),
    ),
  );
}

/** How callers inside the cluster arrive at a Service that was added for them. */
const DIRECT: Delivery = { peer: "client", origin: "client", node: "none", proxy: false, tls: "as sent" };

type Place = Pick<Verdict, "gateways" | "front" | "port" | "listener">;

function verdictOn(place: Place, told: ToldProfile | undefined): Verdict {
  const { front, port, listener } = place;
  const [gateway] = place.gateways;
  const delivery = isInCluster(front) ? DIRECT : told && deliveryOf(front, port, told);
  const realip = realipOf(gateway, listener);
  const isHttp = listener.variable === "KONG_PROXY_LISTEN";
  const open = isHttp && listener.transport === "TCP" ? openBelief(realip) : undefined;
  const reads = headerName(open ?? realip);
  const trusted = trustedBlocksIn(realip);
  const known = (outcome: Outcome, because: string, forgers: Verdict["forgers"] = "nobody"): Verdict => ({
    ...place,
    outcome,
    forgers,
    delivery,
    told,
    reads,
    trusted,
    because,
  });
  // What is not seen can change what is, except where a listener does not understand what comes.
  const [unseen] = blindness(gateway);
  const verdict: typeof known = (outcome, because, forgers) => {
    if (unseen === undefined) return known(outcome, because, forgers);
    if (outcome === "broken") return known(outcome, because, "unknown");
    const isSure = outcome === "forgeable" && directives(gateway).opaque.length === 0;
    return isSure ? known(outcome, because, forgers) : known("unknown", unseen, "unknown");
  };
  if (open)
    return verdict("forgeable", `Kong trusts everybody, and takes the address from ${headerName(open)}`, "any client");
  if (!delivery) {
    const isInner = front.type === "ClusterIP";
    const who = isInner ? "who calls a Service of type ClusterIP" : "which load balancer stands before it";
    return known("unknown", `it is not known ${who}`, "unknown");
  }
  if (listener.transport === "UDP") {
    return delivery.peer === "client"
      ? verdict("client", "packets arrive as the client sent them")
      : {
          ...verdict("hidden", `Kong sees the ${delivery.peer}, and UDP carries no other address`),
          instead: delivery.peer,
        };
  }
  const honest = seen(realip, arrival(realip, delivery));
  const forgers = forgersOf(realip, delivery, isHttp);
  if ("fails" in honest) {
    return verdict(
      "broken",
      honest.fails === "closed"
        ? "the listener expects a PROXY header that does not come"
        : "a PROXY header comes that the listener does not expect",
      forgers,
    );
  }
  if (isHttp && delivery.header && told && letsForge(front, told))
    return verdict("forgeable", "the load balancer passes the header on as the client wrote it", "any client");
  if (forgers === "any client") return verdict("forgeable", forgeryPath(realip, delivery), forgers);
  if (honest.address === places(realip).client) return verdict("client", clientPath(realip, delivery), forgers);
  const { because, ...rest } = hiddenPath(realip, delivery);
  return { ...verdict("hidden", because, forgers), ...rest };
}

function canForge(realip: Realip, peer: string, isHttp: boolean): boolean {
  const headers = isHttp ? forgedHeaders(realip) : [];
  return isForged(seen(realip, { peer, headers, ...(realip.proxyProtocol && { proxy: FORGED }) }));
}

function forgersOf(realip: Realip, delivery: Delivery, isHttp: boolean): Verdict["forgers"] {
  const through = arrival(realip, delivery, isHttp);
  // Who passes bytes on as they come passes on a PROXY header that the client writes.
  const passesBytes = !delivery.proxy && !delivery.header;
  const ways = passesBytes ? [through, { ...through, proxy: FORGED }] : [through];
  if (ways.some((connection) => isForged(seen(realip, connection)))) return "any client";
  return canForgeDirectly(realip, isHttp) ? "trusted peers" : "nobody";
}

/** Whether someone who connects from a trusted address, past the load balancer, can choose the address. */
function canForgeDirectly(realip: Realip, isHttp: boolean): boolean {
  return trustedBlocksIn(realip).length > 0 && canForge(realip, places(realip).node, isHttp);
}

/** What believes a request header of half of all addresses, or more, which no load balancer keeps from all. */
const openBelief = ({ location, ...server }: Realip): Belief | undefined =>
  [server, location].find((belief) => belief && belief.header !== "proxy_protocol" && isOpen(belief.trusted));

/** Headers that are known by name. What else a manifest may say is not repeated in messages. */
const KNOWN = /^(?:x-forwarded-for|x-real-ip|cf-connecting-ip|true-client-ip|x-azure-\w+|fastly-client-ip|forwarded)$/i;

const headerName = ({ header }: Belief): string =>
  header === "proxy_protocol" ? "the PROXY header" : KNOWN.test(header) ? header : "a header";

function forgeryPath(realip: Realip, { header }: Delivery): string {
  const isHeader = header?.name.toLowerCase() === realip.header.toLowerCase();
  if (isHeader)
    return `Kong trusts everybody who may stand in ${headerName(realip)}, so it takes the part that the client wrote`;
  return `Kong believes ${headerName(realip)}, which the load balancer passes on as the client wrote it`;
}

function clientPath(realip: Realip, delivery: Delivery): string {
  if (delivery.peer === "client") return "packets arrive as the client sent them";
  return delivery.proxy ? "the PROXY header names the client" : `${headerName(realip)} names the client`;
}

type HiddenPath = Required<Pick<Verdict, "because" | "remedy" | "instead">>;

function hiddenPath(realip: Realip, { peer, proxy, header }: Delivery): HiddenPath {
  const instead = peer === "node" ? "node" : "load balancer";
  const sees = `Kong sees the ${peer}`;
  if (!proxy && !header) {
    const remedy = "choose the method that fits the load balancer: kong-client-ip clouds";
    return { because: `${sees}, and nothing names the client`, remedy, instead };
  }
  const remedy = `set trusted_ips and real_ip_header as method ${proxy ? "proxy-protocol" : "http-headers"} does`;
  const isTrusted = realip.trusted.length > 0 && trustedBy(realip.trusted)(places(realip).node);
  if (!isTrusted) return { because: `${sees}, whose word it does not trust`, remedy, instead };
  if (header?.name.toLowerCase() === realip.header.toLowerCase()) {
    const reason = realip.recursive ? "its own address is not trusted" : "real_ip_recursive is off";
    return {
      because: `the load balancer names itself last in ${headerName(realip)}, and ${reason}`,
      remedy: 'set real_ip_recursive: "on", and trust the load balancer\'s own address too',
      instead: "load balancer",
    };
  }
  const named = proxy ? "the PROXY header" : (header?.name ?? "");
  return { because: `${sees}, since it reads ${headerName(realip)} and not ${named}`, remedy, instead };
}
