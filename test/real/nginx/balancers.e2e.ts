import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seen } from "../../../src/judgement/realip.ts";
import { CLIENT, FORGED } from "./cast.ts";
import { differences, realipOf } from "./compare.ts";
import { type Balancers, startBalancers } from "./haproxy.ts";
import { LISTENERS } from "./matrix.ts";
import { type Kong, startKong } from "./nginx.ts";
import { describeReal } from "./tools.ts";
import { delivered, WAYS } from "./ways.ts";
import { ask, connectionOf, type Sent, v1, v2 } from "./wire.ts";

/** What a client sends, honestly or not. */
const REQUESTS: readonly Sent[] = [
  { title: "nothing", headers: [] },
  { title: "X-Forwarded-For", headers: [["X-Forwarded-For", FORGED]] },
  {
    title: "X-Forwarded-For twice",
    headers: [
      ["X-Forwarded-For", "192.0.2.9"],
      ["X-Forwarded-For", FORGED],
    ],
  },
  { title: "X-Real-IP", headers: [["x-real-ip", FORGED]] },
  {
    title: "X-Forwarded-For and X-Real-IP",
    headers: [
      ["X-Forwarded-For", "192.0.2.9"],
      ["X-Real-IP", FORGED],
    ],
  },
  { title: "PROXY v1", proxy: v1(FORGED), headers: [] },
  { title: "PROXY v2", proxy: v2(FORGED), headers: [] },
];

const listeners = LISTENERS.filter(
  ({ title, header }) =>
    /the balancer|and nodes|everybody/.test(title) &&
    ["proxy_protocol", "X-Forwarded-For", "X-Real-IP", "x-forwarded-for"].includes(header),
);

describeReal(`nginx behind haproxy and the model agree on ${WAYS.length} ways of load balancers`, () => {
  let kong: Kong;
  beforeAll(async () => {
    kong = await startKong(listeners);
  });
  afterAll(() => kong?.stop());

  for (const { title, hops } of WAYS)
    describe(title, () => {
      let balancers: Balancers;
      beforeAll(async () => {
        balancers = await startBalancers(kong.endpoints.map((to) => ({ hops, to })));
      });
      afterAll(() => balancers?.stop());

      test(`reaches ${listeners.length} listeners`, async () => {
        const combinations = listeners.flatMap((listener, n) =>
          REQUESTS.map((sent) => {
            const got = delivered(hops, connectionOf(CLIENT, sent));
            return {
              title: `${listener.title}, where the client sends ${sent.title}`,
              expected: "fails" in got ? got : seen(realipOf(listener), got),
              real: () => ask(balancers.endpoints[n], CLIENT, sent),
            };
          }),
        );
        expect(await differences(combinations)).toEqual([]);
      });
    });
});
