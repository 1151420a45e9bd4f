import { memo } from "../memo.ts";
import { type Address, formatAddress, parseAddress } from "../net/address.ts";
import { blocks, type Cidr } from "../net/cidr.ts";

/** What decides, in the nginx that Kong is, which address it takes for the client's. */
export interface Realip extends Belief {
  /** Whether the listener has the flag `proxy_protocol`. */
  proxyProtocol: boolean;
  /** What the location says where it says anything: it is asked where the server left the address as it was. */
  location?: Belief;
}

/** Whom nginx believes, and what. */
export interface Belief {
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
  const { peer, proxy } = connection;
  if (realip.proxyProtocol && proxy === undefined) return { fails: "closed" };
  if (!realip.proxyProtocol && proxy !== undefined) return { fails: "bad request" };
  const told = (belief: Belief) => addressBy(belief, connection);
  return { address: told(realip) ?? (realip.location && told(realip.location)) ?? peer };
}

/** The address that a trusted peer names; undefined where the connection's own stays. */
function addressBy(belief: Belief, { peer, proxy, headers }: Connection): string | undefined {
  const isTrusted = trustedBy(belief.trusted);
  const list = belief.header === "proxy_protocol" ? [proxy ?? ""] : itemsOf(belief.header, headers);
  let address: string | undefined;
  while (isTrusted(address ?? peer)) {
    // The first item from the right that is no address ends it.
    const next = addressOf(list.pop() ?? "");
    if (next === undefined) break;
    address = next;
    if (!belief.recursive) break;
  }
  return address;
}

/**
 * What a header names, from left to right. The lines of X-Forwarded-For count as one list, but only where
 * `real_ip_header` is spelt like this; of any other header, `x-forwarded-for` too, the first line alone counts.
 */
function itemsOf(header: string, headers: Connection["headers"]): string[] {
  const lines = headers.filter(([name]) => name.toLowerCase() === header.toLowerCase()).map(([, value]) => value);
  // Blanks and commas separate, except as a line's first character: nginx stops there, and takes it for the item's.
  return (header === "X-Forwarded-For" ? lines : lines.slice(0, 1)).flatMap((line) =>
    line.replace(/(?<=.)[ ,]+$/, "").split(/(?<=.)[ ,]+/),
  );
}

/**
 * An address alone or with a port, IPv6 in brackets then and only then; in the form that nginx writes.
 * Source: nginx ngx_inet.c (ngx_parse_addr_port).
 */
function addressOf(text: string): string | undefined {
  const [, bracketed, bare, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text) ?? [];
  const withPort = Number(port) >= 1 && Number(port) <= 65_535 ? (bracketed ?? bare) : undefined;
  return canonical(text) ?? (withPort === undefined ? undefined : canonical(withPort));
}

function canonical(text: string): string | undefined {
  // Leading zeros do no harm, and 255.255.255.255 is nginx's word for no address.
  const plain = /^\d+(?:\.\d+){3}$/.test(text) ? text.split(".").map(Number).join(".") : text;
  const address = plain === "255.255.255.255" ? undefined : parseAddress(plain);
  return address && formatAddress(address);
}

const MAPPED = 0xffffn;

/**
 * Whether addresses are in one of the blocks. An IPv4 address mapped into IPv6 counts as IPv4.
 * Source: nginx ngx_inet.c (ngx_cidr_match).
 */
export const trustedBy = memo((cidrs: readonly Cidr[]): ((text: string) => boolean) => {
  const isInside = blocks(cidrs);
  return (text) => {
    const address = parseAddress(text);
    if (!address) return false;
    const isMapped = address.family === 6 && address.value >> 32n === MAPPED;
    const plain: Address = isMapped ? { family: 4, value: address.value & 0xffffffffn } : address;
    return isInside(plain);
  };
});
