import { isIPv4, isIPv6 } from "node:net";

/** A block of addresses as Kong's `trusted_ips` takes it. */
export interface Cidr {
  /** Normalised: host bits cleared, `10.1.2.3/8` is `10.0.0.0/8`. A single address keeps no prefix. */
  text: string;
  family: 4 | 6;
  prefix: number;
}

/** The widest block of each family that is not "everybody": 10.0.0.0/8 and fc00::/7 are private ranges. */
export const WIDEST = { 4: 8, 6: 7 } as const;

/**
 * An IPv4 or IPv6 address or block, or words for what is wrong with it.
 * What Kong accepts: Kong/kong:kong/tools/ip.lua@20-110 (no host names, no netmasks, no brackets).
 */
export function parseCidr(text: string): Cidr | { what: string; remedy: string } {
  const [address = "", prefix, ...rest] = text.split("/");
  if (/^\[.*\]/.test(text)) return { what: "an IPv6 address stands without brackets", remedy: "write 2001:db8::/32" };
  const family = isIPv4(address) ? 4 : isIPv6(address) && !address.includes("%") ? 6 : undefined;
  if (family === undefined) {
    return {
      what: "it is not an IP address or CIDR, and Kong takes no host names",
      remedy: "write it like 10.0.0.0/16",
    };
  }
  const bits = family === 4 ? 32 : 128;
  if (prefix === undefined) return { text: address, family, prefix: bits };
  if (isIPv4(prefix)) return { what: "Kong takes no netmask", remedy: "write a prefix length such as /16" };
  if (rest.length > 0 || !/^(?:0|[1-9]\d*)$/.test(prefix) || Number(prefix) > bits) {
    return {
      what: `the prefix length is not a number from 0 to ${bits}`,
      remedy: `write ${address}/${bits} for one address`,
    };
  }
  return { text: `${network(address, family, Number(prefix))}/${prefix}`, family, prefix: Number(prefix) };
}

/** The address with all bits behind the prefix cleared; as written where they are clear already. */
function network(address: string, family: 4 | 6, prefix: number): string {
  const [groups, size] = family === 4 ? [address.split(".").map(Number), 8] : [groupsOf(address), 16];
  const masked = groups.map((group, index) => {
    const kept = Math.min(Math.max(prefix - index * size, 0), size);
    return group & (((1 << size) - 1) ^ ((1 << (size - kept)) - 1));
  });
  if (masked.every((group, index) => group === groups[index])) return address;
  return family === 4 ? masked.join(".") : compressed(masked);
}

/** The eight groups of an IPv6 address, `::` and an IPv4 tail expanded. */
function groupsOf(address: string): number[] {
  const dotted = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((group) => group.toString(16)).join(":"),
  );
  const [head = "", tail] = dotted.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const [left, right] = [head || [], tail ?? []];
  const zeros = Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

/** In the short form of RFC 5952, which is how URLs write a host. */
const compressed = (groups: number[]): string =>
  new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]`).hostname.slice(1, -1);
