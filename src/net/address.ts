import { memoText } from "../memo.ts";

/** An IP address as a number. Own code, since Node's `net` costs a short run a tenth of its time to load. */
export interface Address {
  family: 4 | 6;
  value: bigint;
}

/** The bits of an address of each family. */
export const BITS = { 4: 32, 6: 128 } as const;

/** An IPv4 or IPv6 address as inet_pton(3) takes it, without zone; undefined for anything else. */
export const parseAddress = memoText(addressIn);

function addressIn(text: string): Address | undefined {
  if (!text.includes(":")) {
    const value = parseIPv4(text);
    return value === undefined ? undefined : { family: 4, value: BigInt(value) };
  }
  const groups = parseGroups(text);
  return groups && { family: 6, value: groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n) };
}

/** The text of an address, IPv6 in the short form of RFC 5952. */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const isMapped = value >> 32n === 0xffffn;
  if (isMapped) return `::ffff:${formatAddress({ family: 4, value: value & 0xffffffffn })}`;
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

function parseIPv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1) ?? [];
  if (parts.length !== 4 || parts.some((part) => Number(part) > 255 || /^0\d/.test(part))) return undefined;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

/** The eight groups of an IPv6 address, `::` and an IPv4 tail expanded. */
function parseGroups(text: string): number[] | undefined {
  const [, head, tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const low = tail === undefined ? undefined : parseIPv4(tail);
  if (tail !== undefined && low === undefined) return undefined;
  const whole = low === undefined ? text : `${head}${(low >>> 16).toString(16)}:${(low & 0xffff).toString(16)}`;
  const halves = whole.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const [left = [], right] = halves;
  if (halves.length > 2 || [...left, ...(right ?? [])].some((group) => !/^[\da-fA-F]{1,4}$/.test(group)))
    return undefined;
  const missing = 8 - left.length - (right?.length ?? 0);
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...left, ...Array<string>(missing).fill("0"), ...(right ?? [])].map((group) => Number.parseInt(group, 16));
}
