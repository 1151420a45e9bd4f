import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Config, postrender } from "../../../src/index.ts";
import { type Seen, seen } from "../../../src/judgement/realip.ts";
import { ATTACKER, BALANCER, BALANCERS, CLIENT, FORGED, NODE, NODES } from "./cast.ts";
import { differences, realipOf } from "./compare.ts";
import { type Balancers, startBalancers } from "./haproxy.ts";
import { ARRIVALS, PEERS, TRUST } from "./matrix.ts";
import { type Kong, type KongListener, startKong } from "./nginx.ts";
import { listenersOf, RELEASE_WITH_STREAMS } from "./release.ts";
import { describeReal } from "./tools.ts";
import { type Hop, proxying, tcp } from "./ways.ts";
import { ask, connectionOf, type Sent, v1, v2 } from "./wire.ts";

/** Of KONG_STREAM_LISTEN: nginx has no header to read there, and what comes after a PROXY header is anybody's. */
const STREAMS: KongListener[] = [false, true].flatMap((proxyProtocol) =>
  Object.entries(TRUST).map(([trusts, trusted]) => ({
    title: `a ${proxyProtocol ? "PROXY" : "plain"} stream that ${trusts}`,
    proxyProtocol,
    trusted,
    header: "proxy_protocol",
    recursive: false,
    isStream: true,
  })),
);

describeReal(
  "nginx's streams and the model agree",
  () => {
    let kong: Kong;
    beforeAll(async () => {
      kong = await startKong(STREAMS);
    });
    afterAll(() => kong?.stop());

    for (const [n, listener] of STREAMS.entries())
      test(listener.title, async () => {
        const combinations = Object.entries(PEERS).flatMap(([who, peer]) =>
          ARRIVALS.map((sent) => ({
            title: `${who} sends ${sent.title}`,
            expected: seen(realipOf(listener), connectionOf(peer, sent)),
            real: () => ask(kong.endpoints[n], peer, sent),
          })),
        );
        expect(await differences(combinations)).toEqual([]);
      });
  },
  { needsStream: true },
);

interface Story {
  title: string;
  config: Config;
  ways: readonly Hop[][];
  /** What happens to who goes past the load balancer, with a PROXY header and without. */
  alone: { proxied: Seen; plain: Seen };
}

/** A PROXY header that nobody takes off goes on to what is behind the stream. */
const AS_DATA: Seen = { fails: "bad request" };

const STORIES: Story[] = [
  {
    title: "external-traffic-policy",
    config: { method: "external-traffic-policy", cloud: "gke" },
    ways: [[]],
    alone: { proxied: AS_DATA, plain: { address: ATTACKER } },
  },
  {
    title: "proxy-protocol",
    config: { method: "proxy-protocol", cloud: "eks", trustedCIDRs: [BALANCERS, NODES] },
    ways: [[proxying(BALANCER, 1)], [proxying(BALANCER, 2)], [proxying(BALANCER, 2), tcp(NODE)]],
    alone: { proxied: { address: ATTACKER }, plain: { fails: "closed" } },
  },
];

const PLAIN: Sent = { title: "nothing", headers: [] };
const FORGERIES: Sent[] = [v1(FORGED), v2(FORGED)].map((proxy) => ({ title: "PROXY", proxy, headers: [] }));

describeReal(
  "what the filter writes for streams, behind the load balancer that it is for",
  () => {
    for (const { title, config, ways, alone } of STORIES)
      describe(title, () => {
        let kong: Kong;
        let balancers: Balancers;
        const listeners = listenersOf(postrender(RELEASE_WITH_STREAMS, config).stream).filter(
          ({ isStream }) => isStream,
        );
        beforeAll(async () => {
          kong = await startKong(listeners);
          balancers = await startBalancers(kong.endpoints.flatMap((to) => ways.map((hops) => ({ hops, to }))));
        });
        afterAll(async () => {
          await balancers?.stop();
          await kong?.stop();
        });

        test("shows Kong the client's address, whatever the client sends", async () => {
          expect(balancers.endpoints).toHaveLength(2 * ways.length);
          for (const endpoint of balancers.endpoints) {
            expect(await ask(endpoint, CLIENT, PLAIN)).toEqual({ address: CLIENT });
            for (const sent of FORGERIES) expect(await ask(endpoint, CLIENT, sent)).toEqual(AS_DATA);
          }
        });

        test("does not believe who goes past the load balancer", async () => {
          for (const endpoint of kong.endpoints) {
            expect(await ask(endpoint, ATTACKER, PLAIN)).toEqual(alone.plain);
            for (const sent of FORGERIES) expect(await ask(endpoint, ATTACKER, sent)).toEqual(alone.proxied);
          }
        });
      });
  },
  { needsStream: true },
);
