import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineReader, sightingIn } from "../../src/verify/log.ts";
import { runs } from "../manifests/arbitrary.ts";

const NONCE = "0123456789abcdef0123456789abcdef";
const PATH = `/kong-client-ip-${NONCE}`;
const access = (request: string, rest = '"-" "curl/8"') =>
  `203.0.113.7 - - [31/Jan/2026:12:00:00 +0000] "${request}" 404 103 ${rest}`;
const OURS = access(`GET ${PATH} HTTP/1.1`);
const FOUND = { nonce: NONCE, address: "203.0.113.7", status: 404 };

describe("A line about our request", () => {
  // biome-ignore format: a row a line
  const lines: [title: string, line: string, found?: object][] = [
    ["in combined", OURS],
    ["in kong_log_format", `${OURS} kong_request_id: "6ad9e33bcd2ddd2fae12cd4fbbd0ab47"`],
    ["behind what kubectl --prefix puts first", `[pod/my-kong-kong-5d9c-x2/proxy] ${OURS}`],
    ["behind what stern puts first", `my-kong-kong-5d9c-x2 proxy ${OURS}`],
    ["behind what kubectl --timestamps puts first", `2026-01-31T12:00:00.123456789Z ${OURS}`],
    ["behind what docker compose puts first", `kong-1  | ${OURS}`],
    ["behind colours", `\u001b[31mmy-kong proxy\u001b[0m ${OURS}`],
    ["below a path", access(`GET /a/b${PATH} HTTP/1.1`)],
    ["by a user with a name", OURS.replace("- -", "- 10.0.0.1 - x [31/Jan"), FOUND],
    ["by IPv6", OURS.replace("203.0.113.7", "2001:DB8:0::7"), { ...FOUND, address: "2001:db8::7" }],
    ["by IPv4 on a socket for both", OURS.replace("203.0.113.7", "::ffff:203.0.113.7")],
    ["with a bad request", OURS.replace(" 404 ", " 400 "), { ...FOUND, status: 400 }],
    ["as JSON", `{"remote_addr":"203.0.113.7","request":"GET ${PATH} HTTP/1.1","status":"404"}`],
    ["as JSON with other names", `{"ClientIP":"203.0.113.7","uri":"${PATH}","responseCode":404,"http_x_real_ip":"192.0.2.1"}`],
    ["as JSON of Kong's own plugins", JSON.stringify({
      request: { uri: PATH, url: `https://a:8443${PATH}`, headers: { "x-forwarded-for": "192.0.2.1", client_ip: "192.0.2.1" } },
      response: { status: 404 }, client_ip: "203.0.113.7" })],
    ["as JSON behind a prefix", `[pod/a/proxy] {"remote_addr":"203.0.113.7","request":"GET ${PATH} HTTP/1.1","status":404}`],
    ["as JSON without an address that is Kong's word", `{"x_real_ip":"203.0.113.7","path":"${PATH}"}`, { nonce: NONCE }],
    ["in a format of one's own", `remote_addr=[203.0.113.7] request=[GET ${PATH} HTTP/1.1]`, { nonce: NONCE }],
    ["without an address", OURS.replace("203.0.113.7", "unix:"), { nonce: NONCE }],
    ["in the error log, where a PROXY header is missing",
      `2026/01/31 12:00:00 [error] 7#0: *1 broken header: "GET ${PATH} HTTP/1.1`, { nonce: NONCE, lacksProxy: true }],
  ];
  test.each(lines)("is read %s", (_, line, found = FOUND) => expect(sightingIn(line)).toEqual(found));
});

describe("A line about another's request is none of ours", () => {
  // biome-ignore format: a row a line
  const lines: [title: string, line: string][] = [
    ["with the nonce in the referer", access("GET / HTTP/1.1", `"http://a${PATH}" "curl/8"`)],
    ["with the nonce in the agent", access("GET / HTTP/1.1", `"-" "GET ${PATH} HTTP/1.1"`)],
    ["with the nonce in the query", access(`GET /?a=${PATH} HTTP/1.1`)],
    ["with more behind the nonce", access(`GET ${PATH}/a HTTP/1.1`)],
    ["with a longer nonce", access(`GET ${PATH}0 HTTP/1.1`)],
    ["with the nonce as the user's name", access("GET / HTTP/1.1").replace("- -", `- GET ${PATH} [a] \\x22GET ${PATH}`)],
    ["as JSON, in headers", JSON.stringify({ remote_addr: "192.0.2.1", request: "GET / HTTP/1.1", headers: { a: PATH } })],
    ["as JSON, in the referer", JSON.stringify({ remote_addr: "192.0.2.1", http_referer: PATH, referer: `http://a${PATH}` })],
    ["as JSON, in the agent", JSON.stringify({ remote_addr: "192.0.2.1", userAgent: PATH })],
    ["in the error log", `2026/01/31 12:00:00 [warn] 7#0: *1 a, client: 192.0.2.1, request: "GET ${PATH} HTTP/1.1"`],
  ];
  test.each(lines)("%s", (_, line) => expect(sightingIn(line)).toBeUndefined());
});

test("No line makes it fail, nor gives an address that is none", () => {
  const piece = fc.oneof(
    fc.constantFrom(OURS, PATH, NONCE, '"', "{", "}", " - ", "[", "] ", "\\", "\u001b[2J"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const { address } = sightingIn(pieces.join("")) ?? {};
      if (address !== undefined) expect(address).toMatch(/^[\da-f.:]+$/);
    }),
    runs(2000),
  );
});

test("A line of megabytes takes no longer than a short one", () => {
  for (const filler of [" ", "1.1 - ", "[", '"', "{", "a/", "::1 - -"]) {
    const line = `${filler.repeat(1_000_000)}${OURS}`.slice(0, 1 << 22);
    const started = performance.now();
    for (const cut of lineReader()(Buffer.from(`${line}\n`))) sightingIn(`${cut} ${PATH}`);
    expect(performance.now() - started, filler).toBeLessThan(1000);
  }
});

test("A stream gives the same lines however it is cut", () => {
  const text = fc.array(fc.constantFrom("a", "ä", "\n", "\r\n", "🦍", OURS)).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.array(fc.nat(200)), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const reader = lineReader();
      const lines = places.slice(1).flatMap((end, n) => reader(bytes.subarray(places[n], end)));
      expect(lines).toEqual(whole.split("\n").slice(0, -1));
    }),
    runs(500),
  );
});

test("Of a line without an end no more than its start is kept", () => {
  const reader = lineReader();
  const chunk = Buffer.alloc(1 << 20, "x");
  for (let n = 0; n < 20; n++) expect(reader(chunk)).toEqual([]);
  expect(reader(Buffer.from("\n"))[0]?.length).toBe(64 * 1024);
});
