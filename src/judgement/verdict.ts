import { publishedBy } from "../clouds/profiles.ts";
import type { FrontPort, FrontService, Gateway } from "../kong/find.ts";
import type { Listener } from "../kong/listen.ts";
import { memo } from "../memo.ts";
import { coverage } from "../net/cidr.ts";
import { type Balancer, type Delivery, deliveryOf, letsForge } from "./delivery.ts";
import { opaqueVariables, realipOf } from "./kong.ts";
import { type Connection, type Realip, type Seen, seen, trustedBy } from "./realip.ts";

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
  const verdict = (outcome: Outcome, because: string, forgers: Verdict["forgers"] = "nobody"): Verdict => ({
    ...place,
    outcome,
    forgers,
    delivery,
    because,
  });
  const [opaque] = opaqueVariables(gateway);
  if (opaque !== undefined) return verdict("unknown", `the manifest does not tell the value of ${opaque}`, "unknown");
  const realip = realipOf(gateway, listener);
  const isHttp = listener.variable === "KONG_PROXY_LISTEN";
  if (isHttp && listener.transport === "TCP" && believesAnybody(realip))
    return verdict(
      "forgeable",
      `Kong trusts everybody, and takes the address from ${headerName(realip)}`,
      "any client",
    );
  if (!delivery)
    return verdict(
      "unknown",
      front.type === "ClusterIP"
        ? "it is not known who calls a Service of type ClusterIP"
        : "it is not known which load balancer stands before it",
      "unknown",
    );
  if (listener.transport === "UDP") {
    return delivery.peer === "client"
      ? verdict("client", "packets arrive as the client sent them")
      : verdict("hidden", `Kong sees the ${delivery.peer}, and UDP carries no other address`);
  }
  const honest = seen(realip, arrival(realip, delivery));
  if ("fails" in honest) {
    return verdict(
      "broken",
      honest.fails === "closed"
        ? "the listener expects a PROXY header that does not come"
        : "a PROXY header comes that the listener does not expect",
    );
  }
  if (isHttp && delivery.header && balancer && letsForge(front, balancer))
    return verdict("forgeable", "the load balancer passes the header on as the client wrote it", "any client");
  if (isForged(seen(realip, arrival(realip, delivery, isHttp))))
    return verdict("forgeable", forgeryPath(realip, delivery), "any client");
  const forgers = canForgeDirectly(realip, isHttp) ? "trusted peers" : "nobody";
  if (honest.address === places(realip).client) return verdict("client", clientPath(realip, delivery), forgers);
  const { because, remedy } = hiddenPath(realip, delivery);
  return { ...verdict("hidden", because, forgers), remedy };
}

/** The connection that a client's request becomes; a forging client writes an address of its choice into every header. */
function arrival(realip: Realip, delivery: Delivery, forges = false): Connection {
  const { client, balancer, node } = places(realip);
  const sent = forges ? ["X-Forwarded-For", "X-Real-IP", realip.header].map((name) => [name, FORGED] as const) : [];
  const unique = [...new Map(sent.map(([name, value]) => [name.toLowerCase(), [name, value] as const])).values()];
  const { header } = delivery;
  return {
    peer: { client, balancer, node }[delivery.peer],
    ...(delivery.proxy && { proxy: client }),
    headers: header ? withHeader(unique, header, client, ownAddress(realip, header, balancer)) : unique,
  };
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
function places({ trusted }: Realip): { client: string; balancer: string; node: string } {
  const [block] = trusted;
  const isTrusted = trustedBy(trusted);
  const client = CLIENTS.find((address) => !isTrusted(address)) ?? CLIENTS[0];
  const address = block?.text.split("/")[0] ?? "192.0.2.10";
  return { client, balancer: address, node: block ? address : "192.0.2.20" };
}

/** Whether someone who connects from a trusted address, past the load balancer, can choose the address. */
function canForgeDirectly(realip: Realip, isHttp: boolean): boolean {
  if (realip.trusted.length === 0) return false;
  const headers = isHttp ? [[realip.header, FORGED] as const] : [];
  return isForged(seen(realip, { peer: places(realip).node, headers, ...(realip.proxyProtocol && { proxy: FORGED }) }));
}

/** Whether half of all addresses are trusted, or more, and a request header read, which no load balancer keeps from all. */
const believesAnybody = ({ trusted, header }: Realip): boolean =>
  header !== "proxy_protocol" && Object.values(coverage(trusted)).some((share) => share >= 0.5);

const isForged = (result: Seen): boolean => "address" in result && result.address === FORGED;

/** Headers that are known by name. What else a manifest may say is not repeated in messages. */
const KNOWN = /^(?:x-forwarded-for|x-real-ip|cf-connecting-ip|true-client-ip|x-azure-\w+|fastly-client-ip|forwarded)$/i;

const headerName = ({ header }: Realip): string =>
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
