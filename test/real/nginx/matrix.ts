/** The tables that the matrix is made of. What is named is a clause, so that a combination of them is a sentence. */

import { ATTACKER, BALANCER, BALANCERS, FORGED, NODE, NODES } from "./cast.ts";
import type { KongListener } from "./nginx.ts";
import { type Sent, v1, v1Unknown, v2, v2Local } from "./wire.ts";

export const TRUST: Record<string, readonly string[]> = {
  "trusts nobody": [],
  "trusts the balancer": [BALANCER],
  "trusts balancers and nodes": [BALANCERS, NODES],
  "trusts everybody": ["0.0.0.0/0", "::/0"],
  "trusts all of IPv6": ["::/0"],
  "trusts others": ["192.0.2.0/24", "2001:db8:1::/48"],
};

/** The last two are no slips of ours: users write them, and nginx takes them for other headers. */
const HEADERS = [
  "proxy_protocol",
  "X-Forwarded-For",
  "X-Real-IP",
  "CF-Connecting-IP",
  "PROXY_PROTOCOL",
  "x-forwarded-for",
];

export const PEERS: Record<string, string> = { "the balancer": BALANCER, "a node": NODE, "an attacker": ATTACKER };

/** All listeners there are, with their titles. */
export const LISTENERS: KongListener[] = [false, true].flatMap((proxyProtocol) =>
  Object.entries(TRUST).flatMap(([trusts, trusted]) =>
    HEADERS.flatMap((header) =>
      [false, true].map((recursive) => ({
        title: [
          `a ${proxyProtocol ? "PROXY" : "plain"} listener that ${trusts} and reads ${header}`,
          ...(recursive ? ["recursively"] : []),
        ].join(" "),
        proxyProtocol,
        trusted,
        header,
        recursive,
      })),
    ),
  ),
);

const CLIENT = "203.0.113.7";
const CLIENT6 = "2001:db8::7";

const header = (name: string, ...values: string[]): Sent => ({
  title: values.map((value) => `${name}: ${value}`).join(" and "),
  headers: values.map((value) => [name, value] as const),
});
const xff = (...values: string[]): Sent => header("X-Forwarded-For", ...values);
const proxied = (title: string, proxy: NonNullable<Sent["proxy"]>, { headers }: Partial<Sent> = {}): Sent => ({
  title,
  proxy,
  headers: headers ?? [],
});

/** What arrives from load balancers, and from who plays one. */
export const ARRIVALS: readonly Sent[] = [
  { title: "no word about the client", headers: [] },
  proxied("PROXY v1", v1(CLIENT)),
  proxied("PROXY v1 over IPv6", v1(CLIENT6)),
  proxied("PROXY v1 UNKNOWN", v1Unknown),
  proxied("PROXY v2", v2(CLIENT)),
  proxied("PROXY v2 LOCAL", v2Local),
  xff(CLIENT),
  xff(`${FORGED}, ${CLIENT}`),
  xff(`${FORGED}, ${CLIENT}, ${NODE}, ${BALANCER}`),
  xff(FORGED, CLIENT),
  xff(`${FORGED}, ${CLIENT}`, BALANCER),
  xff(`[${CLIENT6}]:4711, ${BALANCER}:443`),
  xff("unknown"),
  header("X-Real-IP", CLIENT),
  header("X-Real-IP", FORGED, CLIENT),
  header("CF-Connecting-IP", CLIENT),
  header("CF-Connecting-IP", FORGED, CLIENT),
  header("PROXY_PROTOCOL", FORGED),
  {
    title: "X-Forwarded-For, X-Real-IP and CF-Connecting-IP",
    headers: [...xff(CLIENT).headers, ["X-Real-IP", FORGED], ["CF-Connecting-IP", "192.0.2.99"]],
  },
  proxied("PROXY v1 and X-Forwarded-For", v1(CLIENT), xff(`${FORGED}, 192.0.2.99`)),
  proxied("PROXY v1 UNKNOWN and X-Forwarded-For", v1Unknown, xff(FORGED)),
  proxied("PROXY v2 and X-Real-IP", v2(CLIENT), header("X-Real-IP", FORGED)),
  proxied("PROXY v2 LOCAL and X-Real-IP", v2Local, header("X-Real-IP", FORGED)),
];

/** Spellings that few proxies send and every attacker may. */
export const ODDITIES: readonly Sent[] = [
  proxied("PROXY v1 from no address", v1("999.0.0.1")),
  xff(`${FORGED},${CLIENT},${BALANCER}`),
  xff(`${FORGED} ${CLIENT} , `),
  xff(`${FORGED}, ${CLIENT}`, "unknown"),
  xff(CLIENT, ""),
  xff("", BALANCER),
  xff(`${CLIENT}:4711`),
  xff(`[${CLIENT6}], ${BALANCER}`),
  xff(`[${CLIENT6}]`),
  xff(CLIENT6.toUpperCase().replace("::", ":0:0:0:0:0:")),
  xff(`${CLIENT}, ${CLIENT6}`),
  xff(`${CLIENT}:0`),
  xff(`${CLIENT}:65536`),
  xff(`${CLIENT}:http`),
  xff(`${CLIENT}, ::ffff:${BALANCER}`),
  xff(`${CLIENT}, fe80::1%eth0`),
  xff(`${CLIENT}, garbage`),
  xff("garbage, garbage"),
  xff("256.1.1.1"),
  xff("203.0.113"),
  xff("203.000.113.007"),
  xff("255.255.255.255"),
  xff(`,${CLIENT}`),
  xff(`, ${CLIENT}`),
  xff(","),
  header("x-forwarded-FOR", CLIENT),
  header("X-Real-IP", `${FORGED}, ${CLIENT}`),
  header("X-Real-IP", `${FORGED}, ${BALANCER}`),
  header("X-Real-IP", "", CLIENT),
  header("x-real-ip", "client.example"),
  header("cf-connecting-ip", CLIENT6),
];
