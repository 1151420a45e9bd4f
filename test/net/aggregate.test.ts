import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "../../src/net/address.ts";
import { aggregate } from "../../src/net/aggregate.ts";
import { blocks, type Cidr, parseCidr } from "../../src/net/cidr.ts";

const cidrOf = (text: string) => parseCidr(text) as Cidr;
const texts = (...given: string[]) =>
  aggregate(given.map((text) => ({ cidr: cidrOf(text), reasons: [text] }))).map(({ cidr }) => cidr.text);

test.for([
  [["10.0.0.4", "10.0.0.5"], ["10.0.0.4/31"]],
  [
    ["10.0.0.5", "10.0.0.6"],
    ["10.0.0.5/32", "10.0.0.6/32"],
  ],
  [["10.0.0.0/25", "10.0.0.128/26", "10.0.0.192/26"], ["10.0.0.0/24"]],
  [["10.0.0.0/16", "10.0.3.4"], ["10.0.0.0/16"]],
  [
    ["fd00::1", "fd00::", "10.0.0.1"],
    ["10.0.0.1/32", "fd00::/127"],
  ],
] as const)("%j become %j", ([given, expected]) => {
  expect(texts(...given)).toEqual(expected);
});

test("Exactly the same addresses are trusted, by as few blocks as there can be, and no reason is lost", () => {
  // A small world, so that blocks meet: addresses from 10.0.0.0 to 10.0.0.63.
  const block = fc
    .record({ host: fc.nat(63), prefix: fc.integer({ min: 27, max: 32 }) })
    .map(({ host, prefix }) => cidrOf(`10.0.0.${host}/${prefix}`));
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 30 }), (cidrs) => {
      const made = aggregate(cidrs.map((cidr, index) => ({ cidr, reasons: [String(index)] })));
      const [before, after] = [blocks(cidrs), blocks(made.map(({ cidr }) => cidr))];
      const first = parseAddress("10.0.0.0")?.value ?? 0n;
      for (let host = -2n; host < 70n; host++) {
        const address = { family: 4 as const, value: first + host };
        expect(after(address), formatAddress(address)).toBe(before(address));
      }
      expect(new Set(made.flatMap(({ reasons }) => reasons)).size).toBe(cidrs.length);
      const again = aggregate(made);
      expect(again.map(({ cidr }) => cidr.text)).toEqual(made.map(({ cidr }) => cidr.text));
    }),
  );
});
