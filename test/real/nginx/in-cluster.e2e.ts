import { expect, test } from "vitest";
import { postrender } from "../../../src/index.ts";
import type { Seen } from "../../../src/judgement/realip.ts";
import { ATTACKER, BALANCER, CLIENT, FORGED } from "./cast.ts";
import { startKong } from "./nginx.ts";
import { listenersOf, RELEASE } from "./release.ts";
import { describeReal } from "./tools.ts";
import { ask, type Sent, v1, v2 } from "./wire.ts";

const { stream } = postrender(RELEASE, {
  method: "proxy-protocol",
  cloud: "eks",
  trustedCIDRs: [BALANCER, CLIENT],
  inCluster: true,
});

const plain = listenersOf(stream).filter(({ title }) => /:(?:8009|8449)\b/.test(title));

const headers = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "proxy_protocol"].map((name) => [name, FORGED] as const);

const SENT: { sent: Sent; sees: (caller: string) => Seen }[] = [
  { sent: { title: "nothing", headers: [] }, sees: (address) => ({ address }) },
  { sent: { title: "headers", headers }, sees: (address) => ({ address }) },
  { sent: { title: "PROXY v1", proxy: v1(FORGED), headers: [] }, sees: () => ({ fails: "bad request" }) },
  { sent: { title: "PROXY v2", proxy: v2(FORGED), headers: [] }, sees: () => ({ fails: "bad request" }) },
];

describeReal("a listener for callers inside the cluster", () => {
  test("shows Kong whoever calls, and believes nobody, not even peers that it trusts", async () => {
    expect(plain.map(({ title }) => title.split(" ")[0])).toEqual([
      "0.0.0.0:8009",
      "[::]:8009",
      "0.0.0.0:8449",
      "[::]:8449",
    ]);
    const kong = await startKong(plain);
    try {
      for (const endpoint of kong.endpoints)
        for (const caller of [ATTACKER, BALANCER, CLIENT])
          for (const { sent, sees } of SENT)
            expect(await ask(endpoint, caller, sent), `${caller} sends ${sent.title}`).toEqual(sees(caller));
    } finally {
      await kong.stop();
    }
  });
});
