import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Balancers, startBalancers } from "./haproxy.ts";
import { LISTENERS } from "./matrix.ts";
import { FORMATS, type Kong, startKong } from "./nginx.ts";
import { describeReal } from "./tools.ts";
import { expected, type Found, SELF, verify } from "./verify.ts";
import { WAYS } from "./ways.ts";

const listeners = LISTENERS.filter(
  ({ title, header }) =>
    /the balancer|and nodes|everybody|nobody/.test(title) &&
    ["proxy_protocol", "X-Forwarded-For", "X-Real-IP", "x-forwarded-for", "CF-Connecting-IP"].includes(header),
);

/** The formats in turn, and what kubectl and stern put before each line. */
const formats = Object.keys(FORMATS) as (keyof typeof FORMATS)[];
const PREFIXES = ["", "[pod/my-kong-1/proxy] ", "my-kong-1 proxy "];

const wordsOf = (title: string, { outcome, believed }: Pick<Found, "outcome" | "believed">) =>
  `${title}: ${outcome}${believed.length > 0 ? ` by ${[...believed].sort().join(", ")}` : ""}`;

describeReal(`verify finds what the model says in ${WAYS.length} ways of load balancers`, () => {
  for (const [n, { title, hops }] of WAYS.entries())
    describe(title, () => {
      let kong: Kong;
      let balancers: Balancers;
      const format = formats[n % formats.length] ?? "combined";
      beforeAll(async () => {
        kong = await startKong(listeners, { format });
        balancers = await startBalancers(kong.endpoints.map((to) => ({ hops, to })));
      });
      afterAll(async () => {
        await balancers?.stop();
        await kong?.stop();
      });

      test(`before ${listeners.length} listeners that log as ${format}`, async () => {
        const urls = balancers.endpoints.map(({ host, port }) => `http://${host}:${port}`);
        const { ways } = await verify(kong.log, ["--wait=3", `--from=${SELF}`, ...urls], PREFIXES[n % PREFIXES.length]);
        expect(ways.map((way, at) => wordsOf(listeners[at]?.title ?? "", way))).toEqual(
          listeners.map((listener) => wordsOf(listener.title, expected(listener, hops))),
        );
      });
    });
});

describeReal("verify finds what the model says past all load balancers", () => {
  let kong: Kong;
  beforeAll(async () => {
    kong = await startKong(listeners, { format: "kong_log_format" });
  });
  afterAll(() => kong?.stop());

  test(`on ${listeners.length} listeners`, async () => {
    const directs = kong.endpoints.map(({ host, port }) => `--direct=${host}:${port}`);
    const { ways } = await verify(kong.log, ["--wait=3", `--from=${SELF}`, ...directs]);
    const plain = ways.filter(({ way }) => !way.endsWith(" over TLS"));
    expect(plain.map((way, at) => wordsOf(listeners[at]?.title ?? "", way))).toEqual(
      listeners.map((listener) => wordsOf(listener.title, expected(listener, []))),
    );
    expect(ways.filter((way) => !plain.includes(way)).map(({ outcome }) => outcome)).toEqual(
      listeners.map(() => "refused"),
    );
  });
});
