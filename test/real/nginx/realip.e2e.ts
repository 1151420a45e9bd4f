import { afterAll, beforeAll, expect, test } from "vitest";
import { seen } from "../../../src/judgement/realip.ts";
import { BALANCER } from "./cast.ts";
import { differences, realipOf } from "./compare.ts";
import { ARRIVALS, LISTENERS, ODDITIES, PEERS } from "./matrix.ts";
import { type Kong, startKong } from "./nginx.ts";
import { describeReal } from "./tools.ts";
import { ask, connectionOf } from "./wire.ts";

const arrivals = Object.entries(PEERS).flatMap(([who, peer]) =>
  // Oddities are odd whoever sends them.
  [...ARRIVALS, ...(peer === BALANCER ? ODDITIES : [])].map((sent) => ({
    title: `${who} sends ${sent.title}`,
    peer,
    sent,
  })),
);

describeReal(`nginx and the model agree on all of ${LISTENERS.length * arrivals.length} combinations`, () => {
  let kong: Kong;
  beforeAll(async () => {
    kong = await startKong(LISTENERS);
  });
  afterAll(() => kong?.stop());

  for (const [n, listener] of LISTENERS.entries())
    test(listener.title, async () => {
      expect(
        await differences(
          arrivals.map(({ title, peer, sent }) => ({
            title,
            expected: seen(realipOf(listener), connectionOf(peer, sent)),
            real: () => ask(kong.endpoints[n], peer, sent),
          })),
        ),
      ).toEqual([]);
    });
});
