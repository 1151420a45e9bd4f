import { BlockList, isIPv6 } from "node:net";
import type { Cidr } from "../config/cidr.ts";

/** What decides, in the nginx that Kong is, which address it takes for the client's. */
export interface Realip {
  /** Whether the listener has the flag `proxy_protocol`. */
  proxyProtocol: boolean;
  /** `set_real_ip_from`: the peers that are believed. */
  trusted: readonly Cidr[];
  /** `real_ip_header`: the name of a header, or `proxy_protocol`. */
  header: string;
  /** `real_ip_recursive` */
  recursive: boolean;
}

/** A connection as it arrives, with the request on it. */
export interface Connection {
  /** The address of whoever opened it. */
  peer: string;
  /** The source in the PROXY header ahead of the data; "unknown" where the header names none. */
  proxy?: string;
  /** Request headers in their order, names in any case. */
  headers: readonly (readonly [name: string, value: string])[];
}

/** The address in `$remote_addr`, or how the connection ends without a request that is served. */
export type Seen = { address: string } | { fails: "closed" | "bad request" };

/**
 * What nginx's realip module makes of a connection.
 * Source: nginx ngx_http_realip_module.c, ngx_http_core_module.c (ngx_http_get_forwarded_addr).
 */
export function seen(realip: Realip, connection: Connection): Seen {
  const { peer, proxy, headers } = connection;
  if (realip.proxyProtocol && proxy === undefined) return { fails: "closed" };
  if (!realip.proxyProtocol && proxy !== undefined) return { fails: "bad request" };
  const isTrusted = trustedBy(realip.trusted);
  if (realip.header === "proxy_protocol") {
    return { address: proxy !== undefined && proxy !== "unknown" && isTrusted(peer) ? proxy : peer };
  }
  const name = realip.header.toLowerCase();
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  // Lines of X-Forwarded-For count as one list; of any other header only the first line counts.
  const list = (name === "x-forwarded-for" ? values : values.slice(0, 1))
    .flatMap((value) => value.split(/[ ,]+/))
    .filter((item) => item !== "");
  let address = peer;
  while (isTrusted(address)) {
    const next = addressOf(list.pop());
    if (next === undefined) break;
    address = next;
    if (!realip.recursive) break;
  }
  return { address };
}

/** An address as proxies write it: alone, or with a port, IPv6 in brackets then. */
function addressOf(text: string | undefined): string | undefined {
  const [, bracketed, plain] =
    /^(?:\[([\da-fA-F:.]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+)(?::\d+)?)$/.exec(text ?? "") ?? [];
  return bracketed ?? plain ?? (text !== undefined && isIPv6(text) ? text : undefined);
}

/** Whether addresses are in one of the blocks. */
export function trustedBy(cidrs: readonly Cidr[]): (address: string) => boolean {
  const blocks = new BlockList();
  for (const { text, family, prefix } of cidrs) {
    blocks.addSubnet(text.split("/")[0] ?? "", prefix, family === 4 ? "ipv4" : "ipv6");
  }
  return (address) => blocks.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
