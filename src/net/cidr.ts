import { type Address, BITS, formatAddress, parseAddress } from "./address.ts";

/** A block of addresses as Kong's `trusted_ips` takes it. */
export interface Cidr {
  /** Normalised: host bits cleared, `10.1.2.3/8` is `10.0.0.0/8`. A single address keeps no prefix. */
  text: string;
  family: 4 | 6;
  prefix: number;
  /** Its first address. */
  value: bigint;
}

/** The widest block of each family that is not "everybody": 10.0.0.0/8 and fc00::/7 are private ranges. */
export const WIDEST = { 4: 8, 6: 7 } as const;

/** What blocks may cover together, as a prefix length: several private ranges, and some of one's own. */
const WIDEST_SUM = 6;

/**
 * An IPv4 or IPv6 address or block, or words for what is wrong with it.
 * What Kong accepts: Kong/kong:kong/tools/ip.lua@20-110 (no host names, no netmasks, no brackets).
 */
export function parseCidr(text: string): Cidr | { what: string; remedy: string } {
  const [address = "", prefix, ...rest] = text.split("/");
  if (/^\[.*\]/.test(text)) return { what: "an IPv6 address stands without brackets", remedy: "write 2001:db8::/32" };
  const parsed = parseAddress(address);
  if (!parsed) {
    const what = "it is not an IP address or CIDR, and Kong takes no host names";
    return { what, remedy: "write it like 10.0.0.0/16" };
  }
  const { family, value } = parsed;
  const bits = BITS[family];
  if (prefix === undefined) return { text: address, family, prefix: bits, value };
  if (parseAddress(prefix)) return { what: "Kong takes no netmask", remedy: "write a prefix length such as /16" };
  if (rest.length > 0 || !/^(?:0|[1-9]\d*)$/.test(prefix) || Number(prefix) > bits) {
    const what = `the prefix length is not a number from 0 to ${bits}`;
    return { what, remedy: `write ${address}/${bits} for one address` };
  }
  const network = networkOf(value, family, Number(prefix));
  const base = network === value ? address : formatAddress({ family, value: network });
  return { text: `${base}/${prefix}`, family, prefix: Number(prefix), value: network };
}

/** Whether a block is of addresses that a cluster may give its nodes and pods (RFC 1918, RFC 6598, RFC 4193), or holds such. */
export const isPrivate = (cidr: Cidr): boolean => cidr.prefix < WIDEST[cidr.family] || isInPrivate(cidr);

/** Tells whether an address is in one of many blocks, in no more steps than there are prefix lengths. */
export function blocks(cidrs: readonly Cidr[]): (address: Address) => boolean {
  const sizes = new Map<string, { family: 4 | 6; prefix: number; networks: Set<bigint> }>();
  for (const { family, prefix, value } of cidrs) {
    const size = sizes.get(`${family}/${prefix}`) ?? { family, prefix, networks: new Set() };
    sizes.set(`${family}/${prefix}`, size);
    size.networks.add(value);
  }
  return (address) =>
    [...sizes.values()].some(
      ({ family, prefix, networks }) =>
        family === address.family && networks.has(networkOf(address.value, family, prefix)),
    );
}

/** Whether one of many blocks holds all of another one. */
export function isWithin(inner: Cidr, cidrs: readonly Cidr[]): boolean {
  const wider = cidrs.filter(({ family, prefix }) => family === inner.family && prefix <= inner.prefix);
  return blocks(wider)(inner);
}

/** Whether two lists have the same addresses, block by block. */
export const haveSame = (some: readonly Cidr[], others: readonly Cidr[]): boolean =>
  some.every((each) => isWithin(each, others)) && others.every((each) => isWithin(each, some));

/** The blocks among some texts, those left out that are none. */
export const cidrsAmong = (texts: readonly string[]): Cidr[] =>
  texts.map(parseCidr).filter((each): each is Cidr => !("what" in each));

/** A block with its prefix, which a single address has too then. */
export const withPrefix = ({ text, prefix }: Cidr): string => (text.includes("/") ? text : `${text}/${prefix}`);

/**
 * What share of each family's addresses blocks cover together, from 0 to 1. IPv4 addresses mapped into IPv6 count as
 * IPv4, which is how nginx and the kernel take them.
 */
export function coverage(cidrs: readonly Cidr[]): Record<4 | 6, number> {
  const ranges = cidrs.flatMap((cidr) => rangesOf(cidr, cidr.prefix));
  const share = (wanted: 4 | 6) =>
    Number((size(ranges.filter(({ family }) => family === wanted)) * SHARES) >> BigInt(BITS[wanted])) / Number(SHARES);
  return { 4: share(4), 6: share(6) };
}

/** Whether blocks cover more than any load balancer has, each on its own or all together. */
export function isTooWide(cidrs: readonly Cidr[]): boolean {
  const shares = coverage(cidrs);
  return (
    cidrs.some(({ family, prefix }) => prefix < WIDEST[family]) || Math.max(shares[4], shares[6]) > 2 ** -WIDEST_SUM
  );
}

/** Whether blocks cover half of all addresses of a family, or more. */
export function isEverybody(cidrs: readonly Cidr[]): boolean {
  const shares = coverage(cidrs);
  return Math.max(shares[4], shares[6]) >= 0.5;
}

/** Whether an address is one that a cluster may give its nodes and pods: RFC 1918, RFC 6598, RFC 4193. */
export const isInPrivate = blocks(
  ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"].map((text) => parseCidr(text) as Cidr),
);

/** Whether an address is one that no other machine connects from: unspecified, loopback, multicast or reserved. */
export const isNobodys = blocks(
  ["0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8"].map((text) => parseCidr(text) as Cidr),
);

/** As fine as a number can tell shares apart. */
const SHARES = 1n << 48n;

interface Range {
  family: 4 | 6;
  from: bigint;
  /** Behind the last address. */
  to: bigint;
}

const MAPPED = 0xffffn << 32n;

function rangesOf({ family, value }: Address, prefix: number): Range[] {
  const own = { family, from: value, to: value + (1n << BigInt(BITS[family] - prefix)) };
  if (family === 4) return [own];
  const from = own.from > MAPPED ? own.from : MAPPED;
  const end = MAPPED + (1n << 32n);
  const to = own.to < end ? own.to : end;
  return from < to ? [own, { family: 4, from: from - MAPPED, to: to - MAPPED }] : [own];
}

/** How many addresses ranges hold, each counted once. */
function size(ranges: Range[]): bigint {
  let sum = 0n;
  let end = 0n;
  for (const { from, to } of ranges.sort((a, b) => (a.from < b.from ? -1 : 1))) {
    if (to <= end) continue;
    sum += to - (from > end ? from : end);
    end = to;
  }
  return sum;
}

/** An address with all bits behind the prefix cleared. */
function networkOf(value: bigint, family: 4 | 6, prefix: number): bigint {
  const host = BigInt(BITS[family] - prefix);
  return (value >> host) << host;
}
