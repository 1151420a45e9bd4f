import { publishedBy } from "../clouds/profiles.ts";
import { memo } from "../memo.ts";
import { type Cidr, isEverybody } from "../net/cidr.ts";
import type { Delivery } from "./delivery.ts";
import { type Connection, type Realip, type Seen, trustedBy } from "./realip.ts";

// Documentation addresses (RFC 5737) stand for people; what Kong trusts decides where the others are.
const CLIENTS = ["203.0.113.7", "192.0.2.7", "198.51.100.7"] as const;
export const FORGED = "198.51.100.66";
const UNTRUSTED = "192.0.2.30";

/** The connection that a client's request becomes; a forging client writes an address of its choice into every header. */
export function arrival(realip: Realip, delivery: Delivery, forges = false): Connection {
  const addresses = places(realip);
  const { client } = addresses;
  const unique = forges ? forgedHeaders(realip) : [];
  const { header } = delivery;
  return {
    peer: addresses[delivery.peer],
    ...(delivery.proxy && { proxy: client }),
    headers: header
      ? withHeader(unique, header, client, ownAddress(realip, header, addresses["load balancer"]))
      : unique,
  };
}

export function forgedHeaders({ header, location }: Realip): (readonly [string, string])[] {
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

/**
 * Addresses for everybody on the way. The load balancer and nodes are trusted ones where Kong trusts anybody, since
 * those are whom it means; the client is not, unless everybody is.
 */
export function places(realip: Realip): Record<Delivery["peer"], string> {
  const all = trustedBlocksIn(realip);
  const [block] = all;
  const isTrusted = trustedBy(all);
  const stranger = isOpen(all)
    ? (CLIENTS.find(isTrusted) ?? addressIn(all.at(-1)))
    : CLIENTS.find((address) => !isTrusted(address));
  const address = addressIn(block) ?? "192.0.2.10";
  return { client: stranger ?? CLIENTS[0], "load balancer": address, node: block ? address : "192.0.2.20" };
}

export const trustedBlocksIn = ({ trusted, location }: Realip) =>
  location ? [...trusted, ...location.trusted] : trusted;

export const isOpen = memo(isEverybody);

const addressIn = (block: Cidr | undefined): string | undefined => block?.text.split("/")[0];

/** Whether Kong sees the address of a client's choice. */
export const isForged = (result: Seen): boolean => "address" in result && result.address === FORGED;
