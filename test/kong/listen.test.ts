import { describe, expect, test } from "vitest";
import { type ListenVariable, parseListeners, withProxyProtocol } from "../../src/kong/listen.ts";
import { defaultListen } from "../../src/kong/listen-flags.ts";
import { nginxFault } from "../../src/kong/listen-nginx.ts";
import { versionOf } from "../../src/kong/version.ts";

const HTTP: ListenVariable = "KONG_PROXY_LISTEN";
const STREAM: ListenVariable = "KONG_STREAM_LISTEN";

/** What Kong 3.9.3 itself makes of a value, run under Lua: how many listeners, or why it does not start. */
// biome-ignore format: a row a line
const rows: [variable: ListenVariable, value: string, expected: number | string][] = [
  [HTTP, "0.0.0.0:8000 proxy_protocol, [::]:8000 proxy_protocol", 2],
  [HTTP, "0.0.0.0:8443 http2 ssl proxy_protocol reuseport backlog=16384", 1],
  [HTTP, "0.0.0.0:8443 reuseport backlog=16384 proxy_protocol ssl http2", 1],
  [HTTP, "0.0.0.0:8000,0.0.0.0:8443 ssl", 2],
  [HTTP, "\t0.0.0.0:8000\treuseport ,, *:8443 ssl ,", "entry 2 is empty, which no Kong before 3.10 takes"],
  [HTTP, "0.0.0.0:8000,", "entry 2 is empty, which no Kong before 3.10 takes"],
  [HTTP, "ssl 0.0.0.0:8443 http2 ssl", 1],
  [HTTP, "0.0.0.0:8443 http2  http2", 1],
  [HTTP, "0.0.0.0:0000008000", 1],
  [HTTP, "[::ffff:127.0.0.1]:8000", "entry 1 is not of the form <address>:<port>"],
  [HTTP, "999.0.0.1:80", "entry 1 is not of the form <address>:<port>"],
  [HTTP, "127.1:80", "entry 1 is not of the form <address>:<port>"],
  [HTTP, "0.0.0.0:8000\u00a0proxy_protocol", "entry 1 is not of the form <address>:<port>"],
  [HTTP, "0.0.0.0:8000 transparent", "entry 1 has the flag transparent, which Kong 2.0 dropped"],
  [HTTP, "0.0.0.0:8443 ssl backlog=1 backlog=2", "entry 1 has the flag backlog=2 twice side by side"],
  [HTTP, "localhost:8000, kong.example.com:8000, [2001:db8::1]:8000 ipv6only=on", 3],
  [HTTP, "0.0.0.0:8000 bind deferred so_keepalive=on, 0.0.0.0:8001 so_keepalive=30m::10", 2],
  [HTTP, "off", 0],
  [HTTP, " off , 0.0.0.0:8000", 0],
  [HTTP, "0.0.0.0:8000 proxy_protocol proxy_protocol", "entry 1 has the flag proxy_protocol twice side by side"],
  [HTTP, "0.0.0.0:8443 PROXY_PROTOCOL", "entry 1 has a flag that Kong does not know"],
  [HTTP, "0.0.0.0:8443 proxy-protocol", "entry 1 has a flag that Kong does not know"],
  [HTTP, "0.0.0.0:8443 foo", "entry 1 has a flag that Kong does not know"],
  [HTTP, "0.0.0.0:8443 default_server", "entry 1 has a flag that Kong does not know"],
  [HTTP, "0.0.0.0:8443 ssl backlog=", "entry 1 has a flag that Kong does not know"],
  [HTTP, "0.0.0.0:8000, 0.0.0.0:5353 udp", "entry 2 has a flag that Kong does not know"],
  [HTTP, "0.0.0.0:8000, off", "entry 2 is not of the form <address>:<port>"],
  [HTTP, "0.0.0.0:8000 0.0.0.0:8443", "entry 1 is not of the form <address>:<port>"],
  [HTTP, "", "is empty"],
  [HTTP, " \t", "is empty"],
  [HTTP, "8000", "entry 1 is not of the form <address>:<port>"],
  [HTTP, ":8000", "entry 1 is not of the form <address>:<port>"],
  [HTTP, "::1:8000", "entry 1 is not of the form <address>:<port>"],
  [HTTP, "unix:/tmp/x.sock", "entry 1 is not of the form <address>:<port>"],
  [HTTP, "0.0.0.0:99999", "entry 1 is not of the form <address>:<port>"],
  [HTTP, '"0.0.0.0:8000, 0.0.0.0:8443 ssl"', "has quotes inside its value"],
  [STREAM, "0.0.0.0:5353 udp proxy_protocol", 1],
  [STREAM, "0.0.0.0:9000, 0.0.0.0:9443 ssl reuseport, 0.0.0.0:5353 udp", 3],
  [STREAM, "0.0.0.0:9443 http2", "entry 1 has a flag that Kong does not know"],
  [STREAM, "0.0.0.0:9443 deferred", "entry 1 has a flag that Kong does not know"],
];

test.each(rows)("%s=%j is %j", (variable, value, expected) => {
  const listeners = parseListeners(variable, value);
  if (typeof expected === "string") expect(listeners).toEqual({ what: expected });
  else expect(listeners).toHaveLength(expected);
});

test("A listener has an address, a port, a transport, and its place in the value", () => {
  expect(parseListeners(STREAM, "[::1]:9000,,0.0.0.0:5353  reuseport udp", [3, 10, 0])).toEqual([
    {
      variable: STREAM,
      index: 0,
      address: "[0000:0000:0000:0000:0000:0000:0000:0001]",
      port: 9000,
      flags: [],
      transport: "TCP",
    },
    { variable: STREAM, index: 2, address: "0.0.0.0", port: 5353, flags: ["udp", "reuseport"], transport: "UDP" },
  ]);
});

describe("The flag is put behind the others, once, and nothing else moves", () => {
  // biome-ignore format: a row a line
  const flagged: [value: string, entries: number[], expected: string][] = [
    ["0.0.0.0:8000, [::]:8000", [0, 1], "0.0.0.0:8000 proxy_protocol, [::]:8000 proxy_protocol"],
    ["0.0.0.0:8000,0.0.0.0:8443 ssl", [1], "0.0.0.0:8000,0.0.0.0:8443 ssl proxy_protocol"],
    [" 0.0.0.0:8000\t, ,*:8443  ssl ", [0, 2], " 0.0.0.0:8000 proxy_protocol\t, ,*:8443  ssl proxy_protocol "],
    ["0.0.0.0:8000 proxy_protocol ssl,*:1", [0, 1], "0.0.0.0:8000 proxy_protocol ssl,*:1 proxy_protocol"],
    ["0.0.0.0:8000", [], "0.0.0.0:8000"],
  ];
  test.each(flagged)("%j at %j gives %j", (value, entries, expected) => {
    const listenersOf = (text: string) => {
      const parsed = parseListeners(HTTP, text, [3, 10, 0]);
      return Array.isArray(parsed) ? parsed.filter(({ index }) => entries.includes(index)) : [];
    };
    expect(listenersOf(value)).toHaveLength(entries.length);
    expect(withProxyProtocol(value, listenersOf(value))).toBe(expected);
    expect(withProxyProtocol(expected, listenersOf(expected))).toBe(expected);
  });
});

describe("Without a value Kong listens as its version does", () => {
  const since2 = "0.0.0.0:8000 reuseport backlog=16384, 0.0.0.0:8443 http2 ssl reuseport backlog=16384";
  // biome-ignore format: a row a line
  const defaults: [image: string, expected: string][] = [
    ["kong:1.0.3", "0.0.0.0:8000, 0.0.0.0:8443 ssl"],
    ["kong:1.3", "0.0.0.0:8000, 0.0.0.0:8443 ssl"],
    ["kong:1.4", "0.0.0.0:8000, 0.0.0.0:8443 http2 ssl"],
    ["registry.example.com:5000/kong:1.3-alpine", "0.0.0.0:8000, 0.0.0.0:8443 ssl"],
    ["kong:1.5", "0.0.0.0:8000, 0.0.0.0:8443 http2 ssl"],
    ["kong:2.0.0", since2],
    ["kong/kong-gateway:3.9.1.0-ubuntu", since2],
    ["kong:10.0", since2],
    ["kong:3", since2],
    ["kong", since2],
    ["kong:latest", since2],
    ["registry.example.com:1.4/kong", since2],
    ["kong@sha256:1d5e", since2],
    ["", since2],
  ];
  test.each(defaults)("%j: %s", (image, expected) => {
    const version = versionOf(image);
    expect(defaultListen(HTTP, version)).toBe(expected);
    expect(defaultListen(STREAM, version)).toBe("off");
    expect(parseListeners(HTTP, expected, version)).toHaveLength(2);
  });
});

// biome-ignore format: a row a line
const versioned: [variable: ListenVariable, value: string, image: string, expected: number | string][] = [
  [HTTP, "0.0.0.0:8000 transparent", "kong:1.5", 1],
  [HTTP, "0.0.0.0:8000 reuseport", "kong:1.2", "entry 1 has the flag reuseport, which Kong 1.2 does not know (Kong 1.3 does)"],
  [STREAM, "0.0.0.0:9443 ssl", "kong:1.5", "entry 1 has the flag ssl, which Kong 1.5 does not know (Kong 2.0 does)"],
  [STREAM, "0.0.0.0:53 udp", "kong:2.1", "entry 1 has the flag udp, which Kong 2.1 does not know (Kong 2.2 does)"],
  [STREAM, "0.0.0.0:53 udp", "kong:2.2", 1],
  [HTTP, "[::]:8000 ipv6only=on", "kong:2.8", "entry 1 has the flag ipv6only=on, which Kong 2.8 does not know (Kong 3.0 does)"],
  [HTTP, "0.0.0.0:8000,,0.0.0.0:8001,", "kong/kong-gateway:3.11.0.1", 2],
  [HTTP, ",", "kong/kong-gateway:3.11.0.1", "names no listener"],
];

test.each(versioned)("%s=%j on %s is %j", (variable, value, image, expected) => {
  const listeners = parseListeners(variable, value, versionOf(image));
  if (typeof expected === "string") expect(listeners).toEqual({ what: expected });
  else expect(listeners).toHaveLength(expected);
});

/** Values that Kong takes and nginx does not, and such that both take. */
// biome-ignore format: a row a line
const toNginx: [variable: ListenVariable, value: string, expected: string | undefined][] = [
  [STREAM, "0.0.0.0:53 udp proxy_protocol", "entry 1 has proxy_protocol together with udp"],
  [STREAM, "0.0.0.0:53 udp backlog=5", "entry 1 has backlog together with udp"],
  [STREAM, "0.0.0.0:53 udp so_keepalive=off", "entry 1 has so_keepalive together with udp"],
  [STREAM, "0.0.0.0:53 udp bind reuseport ipv6only=on, 0.0.0.0:53", undefined],
  [HTTP, "0.0.0.0:0", "entry 1 has a port outside 1 to 65535"],
  [HTTP, "localhost:99999", "entry 1 has a port outside 1 to 65535"],
  [HTTP, "0.0.0.0:8000, *:8000 proxy_protocol", "entry 2 listens where another entry does"],
  [HTTP, "[::]:8000, [0:0::0]:8000", "entry 2 listens where another entry does"],
  [HTTP, "0.0.0.0:8000, 127.0.0.1:8000, [::]:8000", undefined],
  [HTTP, "kong@host:8000", "entry 1 has an address that is neither IP nor host name"],
  [HTTP, "transparent localhost:80", "entry 1 has an address that is neither IP nor host name"],
  [HTTP, "0.0.0.0:8000 backlog=0", "entry 1 has a backlog of 0"],
  [HTTP, "0.0.0.0:8000 so_keepalive=::", "entry 1 has times in so_keepalive that are none"],
  [HTTP, "0.0.0.0:8000 so_keepalive=abc::1", "entry 1 has times in so_keepalive that are none"],
  [HTTP, "0.0.0.0:8000 so_keepalive=1h30m::10, 0.0.0.0:8001 so_keepalive=on", undefined],
];

test.each(toNginx)("nginx about %s=%j: %s", (variable, value, expected) => {
  const listeners = parseListeners(variable, value);
  expect(Array.isArray(listeners) && nginxFault(listeners)).toBe(expected);
});
