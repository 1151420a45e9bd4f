import { expect, test } from "vitest";
import { parseCidr } from "../../src/net/cidr.ts";

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
  expect(parseCidr("10.1.0.0/16")).toEqual({ text: "10.1.0.0/16", family: 4, prefix: 16 });
  expect(parseCidr("10.1.0.1")).toEqual({ text: "10.1.0.1", family: 4, prefix: 32 });
  expect(parseCidr("fd00::/8")).toEqual({ text: "fd00::/8", family: 6, prefix: 8 });
  expect(parseCidr("fd00::1")).toEqual({ text: "fd00::1", family: 6, prefix: 128 });
});

test("What is wrong comes with what to write", () => {
  for (const [text, expected] of rows) {
    if (typeof expected !== "string")
      expect(parseCidr(text)).toMatchObject({ remedy: expect.stringMatching(/^write /) });
  }
});
