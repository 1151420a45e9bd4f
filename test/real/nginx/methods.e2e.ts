import { expect, test } from "vitest";
import { postrender } from "../../../src/index.ts";
import type { Seen } from "../../../src/judgement/realip.ts";
import { describeBehind, HONEST } from "./behind.ts";
import { BALANCER, CLIENT } from "./cast.ts";
import { startBalancers } from "./haproxy.ts";
import { startKong } from "./nginx.ts";
import { PROFILES, type Profile } from "./profiles.ts";
import { fitted, listenersOf, RELEASE } from "./release.ts";
import { describeReal } from "./tools.ts";
import { type Hop, proxying, replacing, tcp } from "./ways.ts";
import { ask } from "./wire.ts";

function filtered({ title, config, front }: Profile): string {
  try {
    return postrender(fitted(RELEASE, front), config).stream;
  } catch (cause) {
    throw new Error(`${title} is refused`, { cause });
  }
}

describeBehind(
  "what the filter writes, behind the load balancer that it is for",
  PROFILES.map((profile) => ({ profile, listeners: listenersOf(filtered(profile)) })),
);

/** What Kong sees of a client before the filter has run. */
const BEFORE: { way: string; hop: Hop; sees: Seen }[] = [
  { way: "plain TCP", hop: tcp(BALANCER), sees: { address: BALANCER } },
  { way: "PROXY v2", hop: proxying(BALANCER, 2), sees: { fails: "bad request" } },
  { way: "X-Forwarded-For", hop: replacing(BALANCER, "X-Forwarded-For"), sees: { address: BALANCER } },
  { way: "X-Real-IP", hop: replacing(BALANCER, "X-Real-IP"), sees: { address: BALANCER } },
];

describeReal("what goes into the filter, behind any load balancer", () => {
  for (const { way, hop, sees } of BEFORE) {
    test(`does not show Kong the client's address by ${way}`, async () => {
      const kong = await startKong(listenersOf(RELEASE));
      const balancers = await startBalancers(kong.endpoints.map((to) => ({ hops: [hop], to })));
      const answers = await Promise.all(balancers.endpoints.map((endpoint) => ask(endpoint, CLIENT, HONEST)));
      await balancers.stop();
      await kong.stop();
      expect(answers).toEqual(Array(4).fill(sees));
    });
  }
});
