import { parseAddress } from "../net/address.ts";
import type { LiveWay } from "./way.ts";

/** One request: nothing that it carries but the nonce is unusual to who does not look for it. */
export interface Probe {
  /** Stands in the path, and nowhere else on earth. */
  nonce: string;
  /** What it claims, in words: `nothing`, `X-Real-IP`, `PROXY v1 and all headers`. */
  claims: string;
  /** Sent first, ahead of TLS. */
  ahead: Uint8Array;
  request: string;
}

/** The headers that somebody reads a client's address from. */
const HEADERS = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP"] as const;
const PROXY = ["PROXY v1", "PROXY v2"] as const;

/** Everything that may carry an address, some headers of the user's own too. */
export function carriersOf(headers: readonly string[]): string[] {
  const names = [...HEADERS, ...headers.filter((name) => name !== "proxy_protocol")];
  const isFirst = (name: string, n: number) =>
    names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === n;
  return [...names.filter(isFirst), ...PROXY];
}

/** An address that nobody has (RFC 5737, RFC 3849), another for each carrier: what comes out tells how it went in. */
export const canaryOf = (carrier: number, family: 4 | 6): string =>
  family === 4 ? `198.51.100.${carrier + 1}` : `2001:db8::cafe:${(carrier + 1).toString(16)}`;

/** By which carrier an address came, if it is a canary. */
export function carrierOf(address: string, carriers: readonly string[]): string | undefined {
  return carriers.find((_, n) => address === canaryOf(n, 4) || address === canaryOf(n, 6));
}

export const NONCE = /kong-client-ip-([0-9a-f]{32})(?![0-9a-f])/g;

/** A request that claims nothing. */
export const honest = (way: LiveWay, nonce: string, agent: string): Probe => ({
  nonce,
  claims: "nothing",
  ahead: new Uint8Array(),
  request: requestOf(way, nonce, agent, []),
});

/** All requests of a way but the honest one: each header alone, and a PROXY header ahead of all of them. */
export function forgeries(
  way: LiveWay,
  family: 4 | 6,
  carriers: readonly string[],
  nonce: () => string,
  agent: string,
): Probe[] {
  const headers = carriers
    .map((name, n) => [name, headerValue(name, canaryOf(n, family))] as const)
    .filter(([name]) => !PROXY.some((version) => version === name));
  const alone = headers.map((header) => {
    const own = nonce();
    return { nonce: own, claims: header[0], ahead: new Uint8Array(), request: requestOf(way, own, agent, [header]) };
  });
  const proxied = PROXY.map((version) => {
    const own = nonce();
    const source = canaryOf(carriers.indexOf(version), family);
    const ahead = version === "PROXY v1" ? proxyV1(source) : proxyV2(source);
    return { nonce: own, claims: `${version} and all headers`, ahead, request: requestOf(way, own, agent, headers) };
  });
  return [...alone, ...proxied];
}

const headerValue = (name: string, address: string): string =>
  name !== "Forwarded" ? address : address.includes(":") ? `for="[${address}]"` : `for=${address}`;

function requestOf(
  way: LiveWay,
  nonce: string,
  agent: string,
  headers: readonly (readonly [string, string])[],
): string {
  const all = [["Host", way.authority], ["User-Agent", agent], ["Accept", "*/*"], ["Connection", "close"], ...headers];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `GET ${way.path}/kong-client-ip-${nonce} HTTP/1.1\r\n${lines}\r\n`;
}

/** haproxy's doc/proxy-protocol.txt, 2.1 */
export function proxyV1(source: string): Uint8Array {
  const [family, destination] = source.includes(":") ? ["TCP6", "2001:db8::1"] : ["TCP4", "192.0.2.1"];
  return new TextEncoder().encode(`PROXY ${family} ${source} ${destination} 49152 443\r\n`);
}

const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const PORTS = [0xc0, 0x00, 0x01, 0xbb];

/** haproxy's doc/proxy-protocol.txt, 2.2: version 2, PROXY, TCP. */
export function proxyV2(source: string): Uint8Array {
  const addresses = source.includes(":")
    ? [...bytesOf(source), ...bytesOf("2001:db8::1")]
    : [...source.split(".").map(Number), 192, 0, 2, 1];
  const rest = [...addresses, ...PORTS];
  return Uint8Array.from([...SIGNATURE, 0x21, source.includes(":") ? 0x21 : 0x11, 0, rest.length, ...rest]);
}

function bytesOf(address: string): number[] {
  const value = parseAddress(address)?.value ?? 0n;
  return Array.from({ length: 16 }, (_, n) => Number((value >> BigInt(8 * (15 - n))) & 255n));
}
