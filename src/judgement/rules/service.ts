import { at, mapsAt, textAt } from "../../json/values.ts";
import { isExposed } from "../../kong/exposure.ts";
import type { FrontService } from "../../kong/find.ts";
import { fieldOf } from "../../kong/places.ts";
import { placeOf } from "../kong.ts";
import { type Case, type Hit, hit, type Rule } from "../rule.ts";
import { byFront } from "../verdict.ts";
import { isUncovered } from "./delivery.ts";

/** The ports of TCP listeners behind exposed Services that speak PROXY. */
const spokenPorts = ({ gateway }: Case): Set<number> =>
  new Set(
    gateway.fronts
      .filter(isExposed)
      .flatMap(({ listeners }) => listeners)
      .filter(({ flags }) => flags.includes("proxy_protocol"))
      .map(({ port }) => port),
  );

const policyOf = ({ spec }: FrontService) => textAt(spec, ["externalTrafficPolicy"]);

/** Behind a proxy inside the cluster, its callers and plain ones share the Service. */
const passersBy = ({ verdicts }: Case): Hit[] =>
  [...byFront(verdicts)]
    .filter(([, all]) => all.some(({ delivery }) => delivery?.proxy))
    .map(([front]) =>
      hit(
        front.service,
        "callers inside the cluster that go straight to it send no PROXY header, and they will fail",
        "give them a Service and a listener of their own without proxy_protocol",
        fieldOf(front, "ports"),
      ),
    );

/** What bites on the Services before Kong. */
export const serviceRules: Record<string, Rule> = {
  "local-needs-exposure": {
    severity: "error",
    title: "externalTrafficPolicy on a Service that is not reachable from outside",
    story:
      "Kubernetes takes externalTrafficPolicy on Services of type LoadBalancer or NodePort, and on ClusterIP ones with externalIPs; on any other the API server refuses the manifest, and the installation fails.",
    source: "kubernetes/api core/v1/types.go; apache/apisix-helm-chart#755",
    find: ({ gateway }) =>
      gateway.fronts
        .filter(
          (front) =>
            !isExposed(front) && policyOf(front) !== undefined && mapsAt(front.spec, ["externalIPs"]).length === 0,
        )
        .map((front) =>
          hit(
            front.service,
            `externalTrafficPolicy may not be set on a Service of type ${front.type}`,
            "remove proxy.externalTrafficPolicy, or choose another type",
            fieldOf(front, "externalTrafficPolicy"),
          ),
        ),
  },
  "node-ports-open": {
    severity: "warning",
    title: "node ports lead past the load balancer",
    story:
      "A Service of type LoadBalancer has node ports as well, unless allocateLoadBalancerNodePorts is false. Who reaches a node, from a trusted address, can open a connection there and write a PROXY header, or a request header, of its own. Instance targets need these ports; then close the nodes to all but the load balancer.",
    source: "kubernetes/api core/v1/types.go:6472; nginx realip behaviour",
    find: (given) => {
      const spoken = spokenPorts(given);
      return given.verdicts.some(({ forgers }) => forgers !== "nobody")
        ? given.gateway.fronts
            .filter((front) => isExposed(front) && at(front.spec, ["allocateLoadBalancerNodePorts"]) !== false)
            .filter(({ listeners }) => listeners.some(({ port }) => spoken.has(port)))
            .map((front) =>
              hit(
                front.service,
                "its node ports let a trusted peer write a PROXY header of its own",
                "close the nodes to all but the load balancer (firewall or NetworkPolicy)",
                fieldOf(front, "ports"),
              ),
            )
        : [];
    },
  },
  "plain-callers": {
    severity: "warning",
    title: "callers that do not come through the load balancer send no PROXY header",
    story:
      "A listener that speaks PROXY serves nobody else: callers inside the cluster that use the Service's cluster address, helm tests and ACME self-checks send plain connections and fail. The same goes for callers that use the load balancer's IP where kube-proxy short-cuts it. A listener of their own without the flag, behind a ClusterIP Service, serves them.",
    source: "kubernetes/ingress-nginx#3996; KEP-1860; cert-manager#466",
    find: (given) => {
      if (!given.gateway.fronts.some(isExposed)) return passersBy(given);
      const spoken = spokenPorts(given);
      if (spoken.size === 0) return [];
      const inner = given.gateway.fronts.filter(
        (front) => !isExposed(front) && front.listeners.some(({ port }) => spoken.has(port)),
      );
      return inner.length > 0
        ? inner.map((front) =>
            hit(
              front.service,
              "it sends plain connections to listeners that expect a PROXY header, and they will fail",
              "give it a listener of its own without proxy_protocol",
              fieldOf(front, "ports"),
            ),
          )
        : [
            hit(
              given.gateway.workload,
              "callers inside the cluster that do not come through the load balancer will fail",
              "give them a listener of their own without proxy_protocol",
              placeOf(given.gateway, "KONG_PROXY_LISTEN"),
            ),
          ];
    },
  },
  "peer-may-be-a-node": {
    severity: "warning",
    title: "with externalTrafficPolicy Cluster the connection may come from any node",
    story:
      "With Cluster, the default, a node that has no pod of Kong's passes a connection on in its own name. Kong then believes the client's address only if that node is trusted too, and it works for some connections and not for others. Trust the nodes' and pods' addresses besides the load balancer's, or use Local where the load balancer allows it.",
    source: "traefik/traefik-helm-chart#404 and #1411",
    find: ({ verdicts }) =>
      [
        ...new Set(
          verdicts
            .filter(
              ({ delivery, listener, outcome }) =>
                outcome !== "broken" &&
                listener.transport === "TCP" &&
                delivery?.peer === "node" &&
                (delivery.proxy || delivery.header),
            )
            .map(({ front }) => front),
        ),
      ].map((front) =>
        hit(
          front.service,
          "without externalTrafficPolicy Local, Kong's peer can be a node",
          "let the trusted addresses cover the nodes and pods too",
          fieldOf(front, "externalTrafficPolicy"),
        ),
      ),
  },
  "local-with-external-ips": {
    severity: "warning",
    title: "externalIPs do not keep the client's address",
    story:
      "With kube-proxy in IPVS mode, packets to a Service's externalIPs lose their source even with externalTrafficPolicy Local. Use the load balancer's address.",
    source: "kubernetes/kubernetes#62537",
    find: ({ gateway }) =>
      gateway.fronts
        .filter((front) => policyOf(front) === "Local" && mapsAt(front.spec, ["externalIPs"]).length > 0)
        .map((front) =>
          hit(
            front.service,
            "externalIPs may lose the client's address in spite of Local",
            "use the load balancer's address",
            fieldOf(front, "externalIPs"),
          ),
        ),
  },
  "uncovered-ports": {
    severity: "warning",
    title: "ports whose protocol cannot carry the client's address in this way",
    story:
      "UDP knows no PROXY header, and neither TCP streams nor UDP have request headers. For such ports only packets that arrive as they were sent help: externalTrafficPolicy Local on a Service of their own.",
    source: "Kong/kong:kong/templates/nginx_kong_stream.lua; nginx: proxy_protocol is incompatible with udp",
    find: ({ gateway, verdicts }) =>
      gateway.fronts
        .filter((front) => byFront(verdicts).get(front)?.some(isUncovered))
        .map((front) =>
          hit(
            front.service,
            "its stream or UDP ports carry no client address in this way",
            "run the tool for that Service with method external-traffic-policy",
            fieldOf(front, "ports"),
          ),
        ),
  },
};
