import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MethodName } from "../../../src/config/resolve.ts";
import { postrender } from "../../../src/index.ts";
import type { Seen } from "../../../src/judgement/realip.ts";
import { ATTACKER, BALANCER, CLIENT, FORGED } from "./cast.ts";
import { differences } from "./compare.ts";
import { type Balancers, startBalancers } from "./haproxy.ts";
import { type Kong, startKong } from "./nginx.ts";
import { PROFILES, type Profile } from "./profiles.ts";
import { fitted, listenersOf, RELEASE } from "./release.ts";
import type { Endpoint } from "./server.ts";
import { describeReal } from "./tools.ts";
import { type Hop, proxying, replacing, tcp } from "./ways.ts";
import { ask, type Sent, v1, v2 } from "./wire.ts";

/** Who sends something past the load balancer is taken for himself, or not served. */
const ALONE: Record<MethodName, (sent: Sent) => Seen> = {
  "external-traffic-policy": ({ proxy }) => (proxy ? { fails: "bad request" } : { address: ATTACKER }),
  "proxy-protocol": ({ proxy }) => (proxy ? { address: ATTACKER } : { fails: "closed" }),
  "http-headers": ({ proxy }) => (proxy ? { fails: "bad request" } : { address: ATTACKER }),
};

function filtered({ title, config, front }: Profile): string {
  try {
    return postrender(fitted(RELEASE, front), config).stream;
  } catch (cause) {
    throw new Error(`${title} is refused`, { cause });
  }
}

/** The listeners of each profile's stream. Many are the same, and each different one is started once. */
const listeners = PROFILES.flatMap((profile) =>
  listenersOf(filtered(profile)).map((listener) => ({
    profile: profile.title,
    listener,
    server: JSON.stringify(listener),
    routes: profile.ways.map((way) => ({ way, route: JSON.stringify([listener, way]) })),
  })),
);
const servers = new Map(listeners.map(({ server, listener }) => [server, listener]));
const routes = new Map(
  listeners.flatMap(({ server, routes }) => routes.map(({ route, way }) => [route, { server, hops: way.hops }])),
);

const HONEST: Sent = { title: "nothing", headers: [] };

/** Everything that may name a client, sent by who wants to be somebody else. */
const names = new Set(["X-Real-IP", "CF-Connecting-IP", ...listeners.map(({ listener }) => listener.header)]);
const FORGERIES: Sent[] = [...names].flatMap((name) => {
  const headers = [[name, FORGED]] as const;
  return [
    { title: name, headers },
    { title: `PROXY v1 and ${name}`, proxy: v1(FORGED), headers },
    { title: `PROXY v2 and ${name}`, proxy: v2(FORGED), headers },
  ];
});

describeReal("what the filter writes, behind the load balancer that it is for", () => {
  let kong: Kong;
  let balancers: Balancers;
  const endpoints = new Map<string, Endpoint | undefined>();
  beforeAll(async () => {
    kong = await startKong([...servers.values()]);
    for (const [n, key] of [...servers.keys()].entries()) endpoints.set(key, kong.endpoints[n]);
    balancers = await startBalancers(
      [...routes.values()].map(({ hops, server }) => ({ hops, to: endpoints.get(server) })),
    );
    for (const [n, key] of [...routes.keys()].entries()) endpoints.set(key, balancers.endpoints[n]);
  });
  afterAll(async () => {
    await balancers?.stop();
    await kong?.stop();
  });

  const answers = new Map<string, Promise<Seen>>();
  const askOnce = (key: string, from: string, sent: Sent): Promise<Seen> => {
    const question = [key, from, sent.title].join();
    const answer = answers.get(question) ?? ask(endpoints.get(key), from, sent);
    answers.set(question, answer);
    return answer;
  };

  for (const { title: profile, method } of PROFILES) {
    const own = listeners.filter((listener) => listener.profile === profile);
    const through = (sent: Sent, expected: Seen) =>
      own.flatMap(({ listener, routes }) =>
        routes.map(({ way, route }) => ({
          title: `${listener.title} by ${way.title}, client sends ${sent.title}`,
          expected,
          real: () => askOnce(route, CLIENT, sent),
        })),
      );
    const past = (sent: Sent, expected: Seen) =>
      own.map(({ listener, server }) => ({
        title: `${listener.title}, attacker sends ${sent.title}`,
        expected,
        real: () => askOnce(server, ATTACKER, sent),
      }));

    describe(profile, () => {
      test("shows Kong the client's address", async () => {
        const honest = through(HONEST, { address: CLIENT });
        expect(honest).not.toEqual([]);
        expect(await differences(honest)).toEqual([]);
      });

      test("does not let a client forge its address", async () => {
        const refused: Seen = { fails: "bad request" };
        const forged = FORGERIES.flatMap((sent) => through(sent, sent.proxy ? refused : { address: CLIENT }));
        expect(await differences(forged)).toEqual([]);
      });

      test("does not believe who goes past the load balancer", async () => {
        const attacks = [HONEST, ...FORGERIES].flatMap((sent) => past(sent, ALONE[method](sent)));
        expect(await differences(attacks)).toEqual([]);
      });
    });
  }
});

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
