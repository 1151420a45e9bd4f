import { isIPv4, isIPv6, SocketAddress } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "../../src/net/address.ts";

/** Texts that are addresses, nearly are, or look a little like them. */
const text = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV6(), fc.ipV4()).map(([six, four]) => `${six.split(":").slice(0, 3).join(":")}::${four}`),
  fc
    .array(fc.constantFrom(":", "::", ".", "0", "00", "1", "255", "256", "ff", "ffff", "12345", "g", "%1", " "), {
      maxLength: 12,
    })
    .map((parts) => parts.join("")),
);

test("what Node takes for an address is one, and nothing else", () => {
  fc.assert(
    fc.property(text, (candidate) => {
      const family = isIPv4(candidate) ? 4 : isIPv6(candidate) && !candidate.includes("%") ? 6 : undefined;
      expect(parseAddress(candidate)?.family).toBe(family);
    }),
    { numRuns: 2000 },
  );
});

test("an address is written in the form that the system gives it", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (candidate) => {
      const address = parseAddress(candidate);
      const known = new SocketAddress({ address: candidate, family: candidate.includes(":") ? "ipv6" : "ipv4" })
        .address;
      const isOldForm = /^::[\d.]+$/.test(known);
      if (address && !isOldForm) expect(formatAddress(address)).toBe(known);
    }),
    { numRuns: 2000 },
  );
});
