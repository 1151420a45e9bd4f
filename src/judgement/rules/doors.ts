import { textAt } from "../../json/values.ts";
import { isExposed } from "../../kong/exposure.ts";
import type { FrontService } from "../../kong/find.ts";
import { hasNodePorts, NODE_PORTS } from "../../kong/front.ts";
import { type ListenVariable, speaksProxy } from "../../kong/listen.ts";
import { peersOf } from "../../kong/policies.ts";
import { isWithin, parseCidr } from "../../net/cidr.ts";
import { placeOf, trustedBlocks } from "../kong.ts";
import { type Case, frontHit, hit, type Rule } from "../rule.ts";
import { byFront } from "../verdict.ts";
import { hasSpareNodePorts } from "./balancer.ts";

/** The ports of TCP listeners behind exposed Services that speak PROXY. */
const spokenPorts = ({ gateway }: Case): Set<number> => {
  const listeners = gateway.fronts.filter(isExposed).flatMap((front) => front.listeners);
  return new Set(listeners.filter(speaksProxy).map(({ port }) => port));
};

/** Whether NetworkPolicies let no more to a port behind a front Service than peers that Kong trusts. */
function isGuarded({ gateway }: Case, { policies }: FrontService, port: number): boolean {
  const isTrusted = (cidr: string | undefined) => {
    const block = parseCidr(cidr ?? "");
    return !("what" in block) && isWithin(block, trustedBlocks(gateway));
  };
  const peers = policies?.isolated ? peersOf(policies.all, port) : undefined;
  return peers?.every((peer) => isTrusted(textAt(peer, ["ipBlock", "cidr"]))) ?? false;
}

/** What closes node ports: taking them away, where the load balancer gets by without them. */
function closing(given: Case, front: FrontService): string {
  if (front.spec[NODE_PORTS] === false) return "take nodePort out of its ports";
  return `set ${hasSpareNodePorts(given, front) ? "nodePorts to false (--no-node-ports) or " : ""}networkPolicy (--network-policy)`;
}

const SERVE = "set inCluster (--in-cluster), which gives them listeners and a Service of their own";

/** Whether callers inside the cluster have a Service with listeners of a kind that expect no PROXY header. */
const isServed = ({ gateway }: Case, variable: ListenVariable = "KONG_PROXY_LISTEN"): boolean =>
  gateway.fronts.some(
    (front) =>
      !isExposed(front) && front.listeners.some((listener) => listener.variable === variable && !speaksProxy(listener)),
  );

/** What bites on ways to Kong that do not come through the load balancer. */
export const doorRules = {
  "node-ports-open": {
    severity: "warning",
    title: "node ports lead past the load balancer",
    story:
      "A Service of type LoadBalancer has node ports as well, unless allocateLoadBalancerNodePorts is false. Who reaches a node, from a trusted address, can open a connection there and write a PROXY header, or a request header, of its own. Instance targets need these ports; then close the nodes to all but the load balancer.",
    source: "kubernetes/api core/v1/types.go:6472; nginx realip behaviour",
    *find(given) {
      const spoken = spokenPorts(given);
      if (given.verdicts.every(({ forgers }) => forgers === "nobody")) return;
      for (const front of given.gateway.fronts) {
        const isOpen = front.listeners.some(({ port }) => spoken.has(port) && !isGuarded(given, front, port));
        if (hasNodePorts(front) && isOpen)
          yield frontHit(
            front,
            "ports",
            "its node ports let a trusted peer write a PROXY header of its own",
            `${closing(given, front)}, or close the nodes to all but the load balancer with a firewall`,
          );
      }
    },
  },
  "plain-callers": {
    severity: "warning",
    title: "callers that do not come through the load balancer send no PROXY header",
    story:
      "A listener that speaks PROXY serves nobody else: callers inside the cluster that use the Service's cluster address, helm tests and ACME self-checks send plain connections and fail. The same goes for callers that use the load balancer's IP where kube-proxy short-cuts it. A listener of their own without the flag, behind a ClusterIP Service, serves them.",
    source: "kubernetes/ingress-nginx#3996; KEP-1860; cert-manager#466",
    *find(given) {
      const { workload, fronts, listeners } = given.gateway;
      if (!fronts.some(isExposed)) {
        // Behind a proxy inside the cluster, its callers and plain ones share the Service.
        for (const [front, all] of byFront(given.verdicts))
          if (all.some(({ delivery }) => delivery?.proxy) && !isServed(given))
            yield frontHit(
              front,
              "ports",
              "callers inside the cluster that go straight to it send no PROXY header, and they will fail",
              SERVE,
            );
        return;
      }
      const spoken = spokenPorts(given);
      if (spoken.size === 0) return;
      const inner = fronts.filter((front) => !isExposed(front) && front.listeners.some(({ port }) => spoken.has(port)));
      const moved = "point its callers to the Service for callers inside the cluster, and take this one away";
      for (const front of inner)
        yield frontHit(
          front,
          "ports",
          "it sends plain connections to listeners that expect a PROXY header, and they will fail",
          isServed(given) ? moved : SERVE,
        );
      if (inner.length > 0) return;
      if (!isServed(given))
        yield hit(
          workload,
          "callers inside the cluster that do not come through the load balancer will fail",
          SERVE,
          placeOf(given.gateway, "KONG_PROXY_LISTEN"),
        );
      const streams = listeners.filter(({ variable, port }) => variable === "KONG_STREAM_LISTEN" && spoken.has(port));
      const ports = [...new Set(streams.map(({ port }) => port))].join(", ");
      if (isServed(given) && streams.length > 0 && !isServed(given, "KONG_STREAM_LISTEN"))
        yield hit(
          workload,
          `callers inside the cluster of stream ports (${ports}) will fail`,
          "give them stream listeners without proxy_protocol, and a ClusterIP Service before those",
          placeOf(given.gateway, "KONG_STREAM_LISTEN"),
        );
    },
  },
} as const satisfies Record<string, Rule>;
