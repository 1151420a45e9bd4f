/** What load balancers do, as haproxy is told it and as we understand it: the tests say whether that is the same. */

import type { Connection, Seen } from "../../../src/judgement/realip.ts";
import { BALANCER, EDGE, NODE } from "./cast.ts";

/** One proxy between a client and Kong. */
export interface Hop {
  /** The address that its own connections come from. */
  source: string;
  /** Of haproxy's `listen` section; and what stands on its lines `bind` and `server`. */
  config: readonly string[];
  bind?: string;
  server?: string;
  /** What the next one gets. */
  passes(arriving: Connection): Delivered;
}

export type Delivered = Connection | Extract<Seen, { fails: unknown }>;

/** A load balancer's way of telling who the client is. */
export interface Way {
  title: string;
  hops: readonly Hop[];
}

/** What Kong gets of a connection, behind all hops. */
export const delivered = (hops: readonly Hop[], arriving: Connection): Delivered =>
  hops.reduce<Delivered>((got, hop) => ("fails" in got ? got : hop.passes(got)), arriving);

type Headers = Connection["headers"];

const BAD_REQUEST: Delivered = { fails: "bad request" };

/** Passes bytes on, a PROXY header that the client sent too. A node that masquerades does the same. */
export const tcp = (source: string): Hop => ({
  source,
  config: ["mode tcp"],
  passes: (arriving) => ({ ...arriving, peer: source }),
});

/** Passes bytes on behind a PROXY header of its own. One from the client is no HTTP then. */
export const proxying = (source: string, version: 1 | 2): Hop => ({
  source,
  config: ["mode tcp"],
  server: version === 1 ? "send-proxy" : "send-proxy-v2",
  passes: ({ peer, proxy, headers }) => (proxy === undefined ? { peer: source, proxy: peer, headers } : BAD_REQUEST),
});

/** Passes requests on, with its word about the client in their headers. */
const http = (
  source: string,
  config: readonly string[],
  rewritten: (headers: Headers, client: string) => Headers,
): Hop => ({
  source,
  config: ["mode http", "option httpclose", ...config],
  passes: ({ peer, proxy, headers }) =>
    proxy === undefined ? { peer: source, headers: rewritten(headers, peer) } : BAD_REQUEST,
});

/** The same behind a proxy that sends a PROXY header: that one's client is its client. */
const accepting = (hop: Hop): Hop => ({
  ...hop,
  bind: "accept-proxy",
  passes: ({ proxy, ...arriving }) =>
    proxy === undefined ? { fails: "closed" } : hop.passes({ ...arriving, peer: proxy }),
});

const without = (headers: Headers, name: string): Headers =>
  headers.filter(([key]) => key.toLowerCase() !== name.toLowerCase());
const valuesOf = (headers: Headers, name: string): string[] =>
  headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

/** In a line of its own, behind those of the client. */
export const adding = (source: string, name: string): Hop =>
  http(source, [`http-request add-header ${name} %[src]`], (headers, client) => [...headers, [name, client]]);

/** In place of what the client sent. */
export const replacing = (source: string, name: string): Hop =>
  http(source, [`http-request set-header ${name} %[src]`], (headers, client) => [
    ...without(headers, name),
    [name, client],
  ]);

/** At the end of the client's list; some load balancers name themselves behind the client. */
export const appending = (source: string, name: string, itself?: string): Hop => {
  const tail = itself === undefined ? "" : `, ${itself}`;
  const config = [
    `http-request set-header ${name} "%[req.fhdr(${name})], %[src]${tail}" if { req.fhdr(${name}) -m found }`,
    `http-request set-header ${name} "%[src]${tail}" unless { req.fhdr(${name}) -m found }`,
  ];
  return http(source, config, (headers, client) => [
    ...without(headers, name),
    [name, [...valuesOf(headers, name).slice(-1), client].join(", ") + tail],
  ]);
};

const XFF = "X-Forwarded-For";

const forwardfor = http(BALANCER, ["option forwardfor"], (headers, client) => [...headers, [XFF, client]]);
const ifNone = http(BALANCER, ["option forwardfor if-none"], (headers, client) =>
  valuesOf(headers, XFF).length > 0 ? headers : [...headers, [XFF, client]],
);

export const WAYS: readonly Way[] = [
  { title: "plain TCP", hops: [tcp(BALANCER)] },
  { title: "PROXY v1", hops: [proxying(BALANCER, 1)] },
  { title: "PROXY v2", hops: [proxying(BALANCER, 2)] },
  { title: "X-Forwarded-For in a line of its own", hops: [forwardfor] },
  { title: "X-Forwarded-For at the end of the list", hops: [appending(BALANCER, XFF)] },
  { title: "X-Forwarded-For and itself behind the client", hops: [appending(BALANCER, XFF, BALANCER)] },
  { title: "X-Forwarded-For in place of the client's", hops: [replacing(BALANCER, XFF)] },
  { title: "X-Forwarded-For unless the client sent one", hops: [ifNone] },
  { title: "X-Real-IP in place of the client's", hops: [replacing(BALANCER, "X-Real-IP")] },
  { title: "X-Real-IP in a line of its own", hops: [adding(BALANCER, "X-Real-IP")] },
  { title: "X-Forwarded-For from both of two", hops: [appending(EDGE, XFF), forwardfor] },
  { title: "PROXY v2, and X-Forwarded-For behind it", hops: [proxying(EDGE, 2), accepting(forwardfor)] },
  { title: "PROXY v1, and PROXY v2 behind it", hops: [proxying(EDGE, 1), accepting(proxying(BALANCER, 2))] },
  { title: "plain TCP, and PROXY v1 behind it", hops: [tcp(EDGE), proxying(BALANCER, 1)] },
  { title: "PROXY v2 through a node that masquerades", hops: [proxying(BALANCER, 2), tcp(NODE)] },
  { title: "X-Forwarded-For through a node that masquerades", hops: [forwardfor, tcp(NODE)] },
];
