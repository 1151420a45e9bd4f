import { mapsAt, textAt } from "../../json/values.ts";
import { isExposed } from "../../kong/exposure.ts";
import type { FrontService } from "../../kong/find.ts";
import { isPrivate } from "../../net/cidr.ts";
import { trustedBlocks } from "../kong.ts";
import { frontHit, type Rule } from "../rule.ts";
import { byFront } from "../verdict.ts";
import { isUncovered } from "./delivery.ts";

const policyOf = ({ spec }: FrontService) => textAt(spec, ["externalTrafficPolicy"]);

const hasExternalIps = ({ spec }: FrontService) => mapsAt(spec, ["externalIPs"]).length > 0;

/** What bites on the Services before Kong. */
export const serviceRules = {
  "local-needs-exposure": {
    severity: "error",
    title: "externalTrafficPolicy on a Service that is not reachable from outside",
    story:
      "Kubernetes takes externalTrafficPolicy on Services of type LoadBalancer or NodePort, and on ClusterIP ones with externalIPs; on any other the API server refuses the manifest, and the installation fails.",
    source: "kubernetes/api core/v1/types.go; apache/apisix-helm-chart#755",
    *find({ gateway }) {
      for (const front of gateway.fronts)
        if (!isExposed(front) && policyOf(front) !== undefined && !hasExternalIps(front))
          yield frontHit(
            front,
            "externalTrafficPolicy",
            `externalTrafficPolicy may not be set on a Service of type ${front.type}`,
            "remove it, or choose another type",
          );
    },
  },
  "peer-may-be-a-node": {
    severity: "warning",
    title: "with externalTrafficPolicy Cluster the connection may come from any node",
    story:
      "With Cluster, the default, a node that has no pod of Kong's passes a connection on in its own name. Kong then believes the client's address only if that node is trusted too, and it works for some connections and not for others. Trust the nodes' and pods' addresses besides the load balancer's, or use Local where the load balancer allows it.",
    source: "traefik/traefik-helm-chart#404 and #1411",
    *find({ gateway, verdicts }) {
      // Nodes and pods have private addresses: whether they are among the trusted ones that are private, nobody can tell.
      const severity = trustedBlocks(gateway).some(isPrivate) ? "note" : "warning";
      for (const [front, all] of byFront(verdicts)) {
        const isPassedOn = all.some(
          ({ delivery, listener, outcome }) =>
            outcome !== "broken" &&
            listener.transport === "TCP" &&
            delivery?.peer === "node" &&
            (delivery.proxy || delivery.header),
        );
        if (isPassedOn)
          yield {
            ...frontHit(
              front,
              "externalTrafficPolicy",
              "without externalTrafficPolicy Local, Kong's peer can be a node",
              "let the trusted addresses cover the nodes and pods too",
            ),
            severity,
          };
      }
    },
  },
  "local-with-external-ips": {
    severity: "warning",
    title: "externalIPs do not keep the client's address",
    story:
      "With kube-proxy in IPVS mode, packets to a Service's externalIPs lose their source even with externalTrafficPolicy Local. Use the load balancer's address.",
    source: "kubernetes/kubernetes#62537",
    *find({ gateway }) {
      for (const front of gateway.fronts)
        if (policyOf(front) === "Local" && hasExternalIps(front))
          yield frontHit(
            front,
            "externalIPs",
            "externalIPs may lose the client's address in spite of Local",
            "use the load balancer's address",
          );
    },
  },
  "uncovered-ports": {
    severity: "warning",
    title: "ports whose protocol cannot carry the client's address in this way",
    story:
      "UDP knows no PROXY header, and neither TCP streams nor UDP have request headers. For such ports only packets that arrive as they were sent help: externalTrafficPolicy Local on a Service of their own.",
    source: "Kong/kong:kong/templates/nginx_kong_stream.lua; nginx: proxy_protocol is incompatible with udp",
    *find({ gateway, verdicts }) {
      for (const front of gateway.fronts)
        if (byFront(verdicts).get(front)?.some(isUncovered))
          yield frontHit(
            front,
            "ports",
            "its stream or UDP ports carry no client address in this way",
            "run the tool for that Service with method external-traffic-policy",
          );
    },
  },
} as const satisfies Record<string, Rule>;
