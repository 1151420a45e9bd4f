import { expect, test } from "vitest";
import { type Cidr, coverage, isTooWide, parseCidr } from "../../src/net/cidr.ts";

const HOST = "it is not an IP address or CIDR, and Kong takes no host names";
const PREFIX4 = "the prefix length is not a number from 0 to 32";
const PREFIX6 = "the prefix length is not a number from 0 to 128";
const BRACKETS = "an IPv6 address stands without brackets";
const NETMASK = "Kong takes no netmask";

/** A text and its normal form: host bits cleared, since nginx warns of them; or what is wrong with it. */
// biome-ignore format: a row a line
const rows: [text: string, expected: string | { what: string }][] = [
  ["10.0.0.0/8", "10.0.0.0/8"],
  ["10.1.2.3/8", "10.0.0.0/8"],
  ["10.1.2.3/32", "10.1.2.3/32"],
  ["10.1.2.3", "10.1.2.3"],
  ["192.168.255.255/17", "192.168.128.0/17"],
  ["255.255.255.255/1", "128.0.0.0/1"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["1.2.3.4/0", "0.0.0.0/0"],
  ["::/0", "::/0"],
  ["2001:db8::/32", "2001:db8::/32"],
  ["2001:DB8:0:0::/32", "2001:DB8:0:0::/32"],
  ["2001:db8:0:1::1/48", "2001:db8::/48"],
  ["2001:db8:ffff:ffff::/33", "2001:db8:8000::/33"],
  ["2001:db8::1", "2001:db8::1"],
  ["::ffff:10.0.0.1", "::ffff:10.0.0.1"],
  ["fd00::1234/7", "fc00::/7"],
  ["10.0.0.0/33", { what: PREFIX4 }],
  ["10.0.0.0/08", { what: PREFIX4 }],
  ["10.0.0.0/-1", { what: PREFIX4 }],
  ["10.0.0.0/", { what: PREFIX4 }],
  ["10.0.0.0/8/8", { what: PREFIX4 }],
  ["10.0.0.0/8 ", { what: PREFIX4 }],
  ["2001:db8::/129", { what: PREFIX6 }],
  ["10.0.0.0/255.0.0.0", { what: NETMASK }],
  ["[2001:db8::]/32", { what: BRACKETS }],
  ["[2001:db8::1]", { what: BRACKETS }],
  ["lb.example.com", { what: HOST }],
  ["10.0.0/8", { what: HOST }],
  ["10.0.0.256", { what: HOST }],
  ["010.0.0.1", { what: HOST }],
  ["10.0.0.0/8 192.168.0.0/16", { what: PREFIX4 }],
  ["fe80::1%eth0", { what: HOST }],
  ["1:2:3", { what: HOST }],
  ["unix:", { what: HOST }],
  ["", { what: HOST }],
];

test.each(rows)("%j is %j", (text, expected) => {
  const cidr = parseCidr(text);
  if (typeof expected !== "string") return expect(cidr).toMatchObject(expected);
  expect(cidr).toMatchObject({ text: expected });
  expect(parseCidr(expected)).toEqual(cidr);
});

test("A block has a family and a prefix length; a single address the longest", () => {
  expect(parseCidr("10.1.0.0/16")).toEqual({ text: "10.1.0.0/16", family: 4, prefix: 16, value: 0x0a010000n });
  expect(parseCidr("10.1.0.1")).toEqual({ text: "10.1.0.1", family: 4, prefix: 32, value: 0x0a010001n });
  expect(parseCidr("fd00::/8")).toEqual({ text: "fd00::/8", family: 6, prefix: 8, value: 0xfdn << 120n });
  expect(parseCidr("fd00::1")).toEqual({ text: "fd00::1", family: 6, prefix: 128, value: (0xfdn << 120n) + 1n });
});

test("What is wrong comes with what to write", () => {
  for (const [text, expected] of rows) {
    if (typeof expected !== "string")
      expect(parseCidr(text)).toMatchObject({ remedy: expect.stringMatching(/^write /) });
  }
});

const cidrsOf = (texts: readonly string[]) => texts.map((text) => parseCidr(text) as Cidr);
const every = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n));

/** Blocks, the shares of IPv4 and IPv6 that they cover, and whether that is more than any load balancer has. */
const shares: [title: string, blocks: string[], ipv4: number, ipv6: number, wide: boolean][] = [
  ["nothing", [], 0, 0, false],
  ["everybody", ["0.0.0.0/0", "::/0"], 1, 1, true],
  ["everybody in two halves", ["0.0.0.0/1", "128.0.0.0/1"], 1, 0, true],
  ["everybody in 128 blocks of /7", every(128, (n) => `${2 * n}.0.0.0/7`), 1, 0, true],
  ["everybody in 256 blocks of /8", every(256, (n) => `${n}.0.0.0/8`), 1, 0, true],
  ["half of everybody in 128 blocks of /8", every(128, (n) => `${n}.0.0.0/8`), 0.5, 0, true],
  [
    "all of IPv6, and so mapped IPv4, in 128 blocks of /7",
    every(128, (n) => `${(2 * n).toString(16).padStart(2, "0")}00::/7`),
    1,
    1,
    true,
  ],
  ["all of IPv4, mapped", ["::ffff:0.0.0.0/96"], 1, 2 ** -32, true],
  ["mapped and not, the same", ["::ffff:10.0.0.0/104", "10.0.0.0/8"], 2 ** -8, 2 ** -40, false],
  ["blocks inside others count once", ["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8", "10.2.3.4"], 2 ** -8, 0, false],
  [
    "the private ranges",
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"],
    2 ** -8 + 2 ** -12 + 2 ** -16 + 2 ** -10,
    2 ** -7,
    false,
  ],
];

test.each(shares)("Blocks cover %s", (_title, blocks, ipv4, ipv6, wide) => {
  const cidrs = cidrsOf(blocks);
  expect(coverage(cidrs)[4]).toBeCloseTo(ipv4, 9);
  expect(coverage(cidrs)[6]).toBeCloseTo(ipv6, 9);
  expect(isTooWide(cidrs)).toBe(wide);
});
