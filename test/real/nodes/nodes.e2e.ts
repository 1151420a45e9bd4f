import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith } from "../../support/needs.ts";
import { haproxy, nginx, stream } from "../nginx/tools.ts";
import { CASES, type Case, EXPECTATIONS, POLICIES } from "./cases.ts";
import { FAMILIES, type Family, NEIGHBOUR, NODE_A, NODE_B, NODES } from "./cast.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { differences } from "./judge.ts";
import type { Policy } from "./kube-proxy.ts";
import { missingPower } from "./namespaces.ts";
import { type Observed, observeAll } from "./observe.ts";

const power = missingPower();
const needs = {
  [power ?? "power"]: power === undefined,
  nginx: nginx !== undefined,
  "stream module of nginx with realip": stream !== undefined,
  haproxy: haproxy !== undefined,
};

describeWith(needs, `${CASES.length} ways through real nodes are as the program judges them`, () => {
  let cluster: Cluster;
  let observed: Map<Case, Record<Family, Observed>>;
  beforeAll(async () => {
    cluster = await startCluster(CASES);
    observed = await observeAll(cluster, CASES);
  });
  afterAll(() => cluster?.stop());

  for (const [title, expectations] of EXPECTATIONS)
    test(title, () => {
      expect(expectations).not.toEqual([]);
      expect(
        expectations.flatMap((expectation) => {
          const found = observed.get(expectation.of)?.[expectation.family];
          return found ? differences(expectation, found) : [`${expectation.title} was not tried`];
        }),
      ).toEqual([]);
    });

  test("all that the program can say of a known load balancer is among them", () => {
    const outcomes = [...EXPECTATIONS.values()].flat().map(({ verdict }) => verdict.outcome);
    expect(new Set(outcomes)).toEqual(new Set(["client", "forgeable", "hidden", "broken"]));
  });

  /** A case behind a load balancer that passes packets on, with its listener as a method leaves it. */
  const behindPackets = (policy: Policy, proxyProtocol: boolean): Case => {
    const found = CASES.find(
      ({ listener, hops, ...rest }) =>
        hops === undefined &&
        rest.policy === policy &&
        rest.reaches === "nodes" &&
        rest.protocol === "tcp" &&
        listener.isStream === false &&
        listener.proxyProtocol === proxyProtocol,
    );
    if (found === undefined) throw new Error("there is no such case");
    return found;
  };

  for (const family of FAMILIES) {
    test(`with Local, nodes say on the health check node port whether they have a pod, over IPv${family}`, async () => {
      const { healthCheckNodePort: port } = behindPackets("Local", false);
      const answers = NODES.map(({ address }) => cluster.client.fetch({ host: address[family], port }));
      const [beside, without] = await Promise.all(answers);
      expect(beside).toMatch(/^HTTP\/1.1 200 .*"localEndpoints":1/s);
      expect(without).toMatch(/^HTTP\/1.1 503 .*"localEndpoints":0/s);
    });

    test(`kube-proxy leads a pod that calls the load balancer past it, over IPv${family}`, async () => {
      const call = ({ port }: Case) =>
        cluster.neighbour.ask({ host: NODE_A.announced[family], port }, { title: "nothing", headers: [] });
      // With Local too, although its node has no pod of Kong's.
      expect(await call(behindPackets("Local", false))).toEqual({ address: NEIGHBOUR[family] });
      expect(await call(behindPackets("Cluster", false))).toEqual({ address: NODE_B.address[family] });
      for (const policy of POLICIES) expect(await call(behindPackets(policy, true))).toEqual({ fails: "closed" });
    });
  }
});
