import { publishedBy } from "../clouds/profiles.ts";
import type { FrontPort, FrontService, Gateway } from "../kong/find.ts";
import type { Listener } from "../kong/listen.ts";
import { memo } from "../memo.ts";
import { type Cidr, isEverybody } from "../net/cidr.ts";
import { type Balancer, type Delivery, deliveryOf, letsForge } from "./delivery.ts";
import { blindness, directives, realipOf } from "./kong.ts";
import { type Belief, type Connection, type Realip, type Seen, seen, trustedBy } from "./realip.ts";

/**
 * Whose address Kong takes for the client's.
 * `client`: the client's. `forgeable`: one that any client can choose. `hidden`: a node's or the load balancer's.
 * `broken`: none, connections fail. `unknown`: the manifests do not tell.
 */
export type Outcome = "client" | "forgeable" | "hidden" | "broken" | "unknown";

/** The judgement on one listener behind one port of a front Service. */
export interface Verdict {
  gateway: Gateway;
  front: FrontService;
  port: FrontPort;
  listener: Listener;
  outcome: Outcome;
  /** Who else can choose the address: nobody, whoever connects from a trusted address, or any client. */
  forgers: "nobody" | "trusted peers" | "any client" | "unknown";
  /** How the request arrives; undefined where nobody knows. */
  delivery: Delivery | undefined;
  /** Why: one clause. */
  because: string;
  /** What helps, where the address is hidden. */
  remedy?: string;
}

// Documentation addresses (RFC 5737) stand for people; what Kong trusts decides where the others are.
const CLIENTS = ["203.0.113.7", "192.0.2.7", "198.51.100.7"] as const;
const FORGED = "198.51.100.66";

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

/** Judges every listener behind every front Service of a gateway. Balancers are by Service. */
export function assess(gateway: Gateway, balancerOf: (front: FrontService) => Balancer | undefined): Verdict[] {
  return gateway.fronts.flatMap((front) =>
    front.ports.flatMap((port) =>
      port.listeners.map((listener) => judge({ gateway, front, port, listener }, balancerOf(front))),
    ),
  );
}

type Place = Pick<Verdict, "gateway" | "front" | "port" | "listener">;

function judge(place: Place, balancer: Balancer | undefined): Verdict {
  const { gateway, front, port, listener } = place;
  const delivery = balancer && deliveryOf(front, port, balancer);
  const known = (outcome: Outcome, because: string, forgers: Verdict["forgers"] = "nobody"): Verdict => ({
    ...place,
    outcome,
    forgers,
    delivery,
    because,
  });
  // What is not seen can change what is, except where a listener does not understand what comes.
  const [unseen] = blindness(gateway);
  const verdict: typeof known = (outcome, because, forgers) =>
    unseen === undefined || outcome === "broken" || (outcome === "forgeable" && directives(gateway).opaque.length === 0)
      ? known(outcome, because, forgers)
      : known("unknown", unseen, "unknown");
  const realip = realipOf(gateway, listener);
  const isHttp = listener.variable === "KONG_PROXY_LISTEN";
  const open = isHttp && listener.transport === "TCP" ? openBelief(realip) : undefined;
  if (open)
    return verdict("forgeable", `Kong trusts everybody, and takes the address from ${headerName(open)}`, "any client");
  if (!delivery) {
    const isInner = front.type === "ClusterIP";
    const who = isInner ? "who calls a Service of type ClusterIP" : "which load balancer stands before it";
    return verdict("unknown", `it is not known ${who}`, "unknown");
  }
  if (listener.transport === "UDP") {
    return delivery.peer === "client"
      ? verdict("client", "packets arrive as the client sent them")
      : verdict("hidden", `Kong sees the ${delivery.peer}, and UDP carries no other address`);
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
  if (isHttp && delivery.header && balancer && letsForge(front, balancer))
    return verdict("forgeable", "the load balancer passes the header on as the client wrote it", "any client");
  if (forgers === "any client") return verdict("forgeable", forgeryPath(realip, delivery), forgers);
  if (honest.address === places(realip).client) return verdict("client", clientPath(realip, delivery), forgers);
  const { because, remedy } = hiddenPath(realip, delivery);
  return { ...verdict("hidden", because, forgers), remedy };
}

/** The connection that a client's request becomes; who forges writes an address of its choice into every header. */
function arrival(realip: Realip, delivery: Delivery, forgesHeaders = false): Connection {
  const { client, balancer, node } = places(realip);
  const unique = forgesHeaders ? forgedHeaders(realip) : [];
  const { header } = delivery;
  return {
    peer: { client, balancer, node }[delivery.peer],
    ...(delivery.proxy && { proxy: client }),
    headers: header ? withHeader(unique, header, client, ownAddress(realip, header, balancer)) : unique,
  };
}

function forgedHeaders({ header, location }: Realip): (readonly [string, string])[] {
  const names = ["X-Forwarded-For", "X-Real-IP", header, location?.header ?? header];
  return [...new Map(names.map((name) => [name.toLowerCase(), [name, FORGED] as const])).values()];
}

/** Some proxies append to the client's line and some add one of their own; the latter is the harder test. */
function withHeader(
  headers: (readonly [string, string])[],
  { name, mode, namesItself }: NonNullable<Delivery["header"]>,
  client: string,
  own: string,
) {
  const kept = mode === "append" ? headers : headers.filter(([key]) => key.toLowerCase() !== name.toLowerCase());
  return [...kept, [name, [client, ...(namesItself ? [own] : [])].join(", ")] as const];
}

/**
 * The address by which a load balancer names itself, which is not the one that it connects from: where Kong trusts
 * no more than the ranges that its provider publishes for those, it does not trust this one.
 */
function ownAddress({ trusted }: Realip, { provider }: NonNullable<Delivery["header"]>, peer: string): string {
  const published = publishedBy(provider);
  return published.size > 0 && trusted.every(({ text }) => published.has(text)) ? UNTRUSTED : peer;
}

const UNTRUSTED = "192.0.2.30";

/**
 * Addresses for everybody on the way. The load balancer and nodes are trusted ones where Kong trusts anybody, since
 * those are whom it means; the client is not, unless everybody is.
 */
function places(realip: Realip): { client: string; balancer: string; node: string } {
  const all = trustedBlocksIn(realip);
  const [block] = all;
  const isTrusted = trustedBy(all);
  const stranger = isOpen(all)
    ? (CLIENTS.find(isTrusted) ?? addressIn(all.at(-1)))
    : CLIENTS.find((address) => !isTrusted(address));
  const address = addressIn(block) ?? "192.0.2.10";
  return { client: stranger ?? CLIENTS[0], balancer: address, node: block ? address : "192.0.2.20" };
}

const trustedBlocksIn = ({ trusted, location }: Realip) => (location ? [...trusted, ...location.trusted] : trusted);

const isOpen = memo(isEverybody);

const addressIn = (block: Cidr | undefined): string | undefined => block?.text.split("/")[0];

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

const isForged = (result: Seen): boolean => "address" in result && result.address === FORGED;

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

function hiddenPath(realip: Realip, { peer, proxy, header }: Delivery): { because: string; remedy: string } {
  const sees = `Kong sees the ${peer === "balancer" ? "load balancer" : peer}`;
  if (!proxy && !header) {
    const remedy = "choose the method that fits the load balancer: kong-client-ip clouds";
    return { because: `${sees}, and nothing names the client`, remedy };
  }
  const remedy = `set trusted_ips and real_ip_header as method ${proxy ? "proxy-protocol" : "http-headers"} does`;
  const isTrusted = realip.trusted.length > 0 && trustedBy(realip.trusted)(places(realip).node);
  if (!isTrusted) return { because: `${sees}, whose word it does not trust`, remedy };
  if (header?.name.toLowerCase() === realip.header.toLowerCase()) {
    const reason = realip.recursive ? "its own address is not trusted" : "real_ip_recursive is off";
    return {
      because: `the load balancer names itself last in ${headerName(realip)}, and ${reason}`,
      remedy: 'set real_ip_recursive: "on", and trust the load balancer\'s own address too',
    };
  }
  const named = proxy ? "the PROXY header" : (header?.name ?? "");
  return { because: `${sees}, since it reads ${headerName(realip)} and not ${named}`, remedy };
}
