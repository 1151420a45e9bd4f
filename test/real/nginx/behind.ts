import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MethodName } from "../../../src/config/resolve.ts";
import type { Seen } from "../../../src/judgement/realip.ts";
import { ATTACKER, CLIENT, FORGED } from "./cast.ts";
import { differences } from "./compare.ts";
import { type Balancers, startBalancers } from "./haproxy.ts";
import { type Kong, type KongListener, startKong } from "./nginx.ts";
import type { Profile } from "./profiles.ts";
import type { Endpoint } from "./server.ts";
import { describeReal } from "./tools.ts";
import { ask, type Sent, v1, v2 } from "./wire.ts";

/** Who sends something past the load balancer is taken for himself, or not served. */
const ALONE: Record<MethodName, (sent: Sent) => Seen> = {
  "external-traffic-policy": ({ proxy }) => (proxy ? { fails: "bad request" } : { address: ATTACKER }),
  "proxy-protocol": ({ proxy }) => (proxy ? { address: ATTACKER } : { fails: "closed" }),
  "http-headers": ({ proxy }) => (proxy ? { fails: "bad request" } : { address: ATTACKER }),
};

/** Who claims nothing. */
export const HONEST: Sent = { title: "nothing", headers: [] };

/** What a load balancer's profile makes of Kong, for each load balancer. */
export interface Subject {
  profile: Profile;
  listeners: readonly KongListener[];
}

/** Asks real nginx, behind haproxy for each load balancer, whom Kong sees and who can forge an address. */
export function describeBehind(title: string, subjects: readonly Subject[]): void {
  /** The listeners of each profile's stream. Many are the same, and each different one is started once. */
  const listeners = subjects.flatMap(({ profile, listeners: own }) =>
    own.map((listener) => ({
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

  describeReal(title, () => {
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

    for (const { title: profile, method } of subjects.map((subject) => subject.profile)) {
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
}
