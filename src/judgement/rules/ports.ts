import { itemsOf } from "../../clouds/match.ts";
import { mapAt, mapsAt, textAt } from "../../json/values.ts";
import { isExposed } from "../../kong/exposure.ts";
import { targetsOf } from "../../kong/find.ts";
import type { Resource } from "../../manifests/read.ts";
import { settingOf } from "../kong.ts";
import { hit, type Rule } from "../rule.ts";
import type { Verdict } from "../verdict.ts";

const annotations = (service: Resource) => mapAt(service.value, ["metadata", "annotations"]);
const place = (key: string) => ["metadata", "annotations", key];

const CERTIFICATE = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert";
const TLS_PORTS = "service.beta.kubernetes.io/aws-load-balancer-ssl-ports";
const BACKEND = "service.beta.kubernetes.io/aws-load-balancer-backend-protocol";

/** What bites between the ports of a Service and the listeners they lead to. */
export const portRules: Record<string, Rule> = {
  "tls-expected": {
    severity: "error",
    title: "TLS ends at the load balancer, but the listener expects TLS",
    story:
      "A load balancer that terminates TLS sends plain HTTP on, unless it is told to encrypt again. Kong's TLS listener answers `the plain HTTP request was sent to HTTPS port`. Let the Service's port 443 lead to the plain listener (proxy.tls.overrideServiceTargetPort: 8000), or terminate TLS at Kong.",
    source: "Kong/kubernetes-ingress-controller#605 and #549; Kong/charts#434",
    find: ({ gateway }) =>
      gateway.fronts.filter(isExposed).flatMap(({ service, listeners }) => {
        const notes = annotations(service);
        const backend = textAt(notes, [BACKEND]);
        if (textAt(notes, [CERTIFICATE]) === undefined || backend === "ssl" || backend === "https") return [];
        const ports = itemsOf(textAt(notes, [TLS_PORTS]) ?? "*");
        const tls = new Set(listeners.filter(({ flags }) => flags.includes("ssl")).map(({ port }) => `${port}/TCP`));
        return mapsAt(service.value, ["spec", "ports"])
          .filter((port) =>
            ["*", textAt(port, ["port"]), textAt(port, ["name"])].some(
              (name) => name !== undefined && ports.includes(name),
            ),
          )
          .filter((port) => targetsOf(port, gateway.pod).some((target) => tls.has(target)))
          .map((port) =>
            hit(
              service,
              `the load balancer ends TLS on port ${textAt(port, ["port"])}, which leads to a TLS listener`,
              "let that port lead to the plain listener, or end TLS at Kong",
              place(CERTIFICATE),
            ),
          );
      }),
  },
  "http-to-a-tls-listener": {
    severity: "warning",
    title: "the load balancer sends HTTP to a listener that expects TLS",
    story:
      "A load balancer in HTTP mode ends TLS itself and sends plain HTTP to every port of the Service, unless it is told to encrypt again. Kong's TLS listener cannot answer that. Let the Service's port 443 lead to the plain listener (proxy.tls.overrideServiceTargetPort: 8000).",
    source: "Kong/kong#6448; Kong/kubernetes-ingress-controller#605",
    find: ({ verdicts, balancerOf }) => {
      const isAsked = ({ front }: Verdict) => (balancerOf(front)?.product.requestsWhen ?? []).length > 0;
      const plain = verdicts.filter(
        (verdict) => verdict.delivery?.header && isAsked(verdict) && verdict.listener.flags.includes("ssl"),
      );
      return [...new Set(plain.map(({ front }) => front))].map(({ service }) =>
        hit(
          service,
          "in HTTP mode the load balancer sends plain HTTP to Kong's TLS listener",
          "let port 443 lead to the plain listener, or have the load balancer encrypt again",
          ["spec", "ports"],
        ),
      );
    },
  },
  "port-maps": {
    severity: "warning",
    title: "Kong does not know the ports that clients use",
    story:
      "Kong tells upstreams the port of the request in X-Forwarded-Port. Behind a Service whose ports differ from Kong's listeners it needs KONG_PORT_MAPS for that, which the chart sets.",
    source: "Kong/kong#5018; Kong/charts#168 and #169",
    find: ({ gateway, plan }) => {
      // Nothing that a run changes, so no news when it runs.
      if (plan) return [];
      const isMapped = settingOf(gateway, "KONG_PORT_MAPS") !== undefined || gateway.env.has("KONG_PORT_MAPS");
      const http = new Set(
        gateway.listeners.filter(({ variable }) => variable === "KONG_PROXY_LISTEN").map(({ port }) => `${port}/TCP`),
      );
      const moved = gateway.fronts
        .filter(isExposed)
        .flatMap(({ service }) =>
          mapsAt(service.value, ["spec", "ports"]).filter((port) =>
            targetsOf(port, gateway.pod).some(
              (target) => http.has(target) && target !== `${textAt(port, ["port"])}/TCP`,
            ),
          ),
        );
      return isMapped || moved.length === 0
        ? []
        : [
            hit(
              gateway.workload,
              "KONG_PORT_MAPS is missing, so X-Forwarded-Port names the container's port",
              'set port_maps like "80:8000, 443:8443"',
              gateway.container.path,
            ),
          ];
    },
  },
};
