import { isIPv4, isIPv6 } from "node:net";
import { describe, expect, test } from "vitest";
import { canaryOf, carrierOf, carriersOf, forgeries, honest, NONCE, proxyV1, proxyV2 } from "../../src/verify/probe.ts";
import { waysOf } from "../../src/verify/way.ts";
import { v1, v2 } from "../real/nginx/wire.ts";

const [way] = waysOf(["https://api.example.com:8443/v1/"], []);
if (!way) throw new Error("there is no way");
const carriers = carriersOf(["X-Client-IP"]);
const makeNonce = () => {
  let count = 0;
  return () => (count++).toString(16).padStart(32, "0");
};

describe.each([4, 6] as const)("Requests over IPv%i", (family) => {
  const nonce = makeNonce();
  const probes = [honest(way, nonce(), "agent/1"), ...forgeries(way, family, carriers, nonce, "agent/1")];

  test("are one for each header and each version of the PROXY protocol, and an honest one", () => {
    expect(probes.map(({ claims }) => claims)).toEqual([
      "nothing",
      "X-Forwarded-For",
      "X-Real-IP",
      "Forwarded",
      "CF-Connecting-IP",
      "True-Client-IP",
      "X-Client-IP",
      "PROXY v1 and all headers",
      "PROXY v2 and all headers",
    ]);
    expect(probes).toHaveLength(1 + carriers.length);
  });

  test("are well-formed, each with its own nonce once", () => {
    for (const { nonce, request } of probes) {
      expect(request).toMatch(/^GET \/v1\/kong-client-ip-[0-9a-f]{32} HTTP\/1\.1\r\nHost: api\.example\.com:8443\r\n/);
      expect(request).toMatch(/^(?:[^\r\n]+\r\n)+\r\n$/);
      expect([...request.matchAll(NONCE)].map(([, found]) => found)).toEqual([nonce]);
    }
    expect(new Set(probes.map(({ nonce }) => nonce)).size).toBe(probes.length);
  });

  test("claim one address each, which tells by what it came", () => {
    for (const { claims, request } of probes.filter(({ ahead }) => ahead.length === 0)) {
      const found = carriers.filter((_, n) => request.includes(canaryOf(n, family)));
      expect(found).toEqual(claims === "nothing" ? [] : [claims]);
    }
  });
});

test("Canaries are addresses that nobody has, and none is another's", () => {
  for (const family of [4, 6] as const) {
    const canaries = carriers.map((_, n) => canaryOf(n, family));
    expect(new Set(canaries).size).toBe(carriers.length);
    for (const [n, canary] of canaries.entries()) {
      expect(family === 4 ? isIPv4(canary) : isIPv6(canary)).toBe(true);
      expect(canary).toMatch(family === 4 ? /^198\.51\.100\./ : /^2001:db8:/);
      expect(carrierOf(canary, carriers)).toBe(carriers[n]);
    }
  }
  expect(carrierOf("203.0.113.7", carriers)).toBeUndefined();
});

test("A header of the user's own counts once, however it is spelt, and the PROXY protocol is no header", () => {
  expect(carriersOf(["x-real-ip", "X-Client-IP", "x-client-ip", "proxy_protocol"])).toEqual(carriers);
});

test("PROXY headers are those of the tests' own, which nginx and haproxy take", () => {
  expect(Buffer.from(proxyV2("198.51.100.7")).subarray(0, 24)).toEqual(v2("198.51.100.7").bytes.subarray(0, 24));
  expect(Buffer.from(proxyV1("198.51.100.7")).toString()).toMatch(
    /^PROXY TCP4 198\.51\.100\.7 192\.0\.2\.1 \d+ 443\r\n$/,
  );
  expect(Buffer.from(proxyV1("2001:db8::7")).toString()).toMatch(/^PROXY TCP6 2001:db8::7 2001:db8::1 \d+ 443\r\n$/);
  expect(v1("2001:db8::7").bytes.toString()).toMatch(/^PROXY TCP6 2001:db8::7 2001:db8::1 /);
  const six = Buffer.from(proxyV2("2001:db8::7"));
  expect(six.subarray(12, 16).toString("hex")).toBe("21210024");
  expect(six.subarray(16, 32).toString("hex")).toBe("20010db8000000000000000000000007");
  expect(six).toHaveLength(16 + 36);
});
