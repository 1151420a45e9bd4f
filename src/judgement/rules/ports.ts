import { matchesAny } from "../../clouds/match.ts";
import { mapsAt, textAt } from "../../json/values.ts";
import { isExposed } from "../../kong/exposure.ts";
import type { FrontPort, FrontService, Gateway } from "../../kong/find.ts";
import { targetsOf } from "../../kong/front.ts";
import { parseListeners, speaksProxy } from "../../kong/listen.ts";
import { isSince } from "../../kong/version.ts";
import { deliveryOf, type ToldProfile } from "../delivery.ts";
import { settingOf } from "../kong.ts";
import { type Case, frontHit, type Hit, hit, type Rule } from "../rule.ts";
import type { Verdict } from "../verdict.ts";

/** A hit for each port of the Services whose TLS goes wrong. */
function* tlsHits(
  { verdicts }: Case,
  isWrong: (verdict: Verdict) => boolean,
  say: (port: string) => string,
  remedy: string,
): Iterable<Hit> {
  for (const verdict of verdicts) {
    const { listener, front, port } = verdict;
    if (listener.transport === "TCP" && isWrong(verdict)) yield frontHit(front, "ports", say(port.port), remedy);
  }
}

const isTls = ({ listener }: Verdict) => listener.flags.includes("ssl");

/** What bites between the ports of a Service and the listeners they lead to. */
export const portRules = {
  "tls-expected": {
    severity: "error",
    title: "TLS ends at the load balancer, but the listener expects TLS",
    story:
      "A load balancer that terminates TLS, or speaks HTTP itself, sends plain data on, unless it is told to encrypt again. Kong's TLS listener answers `the plain HTTP request was sent to HTTPS port`. Let the Service's port 443 lead to the plain listener (proxy.tls.overrideServiceTargetPort: 8000), or terminate TLS at Kong.",
    source: "Kong/kubernetes-ingress-controller#605 and #549; Kong/charts#434; Kong/kong#6448",
    find: (given) =>
      tlsHits(
        given,
        (verdict) => verdict.delivery?.tls === "ended" && isTls(verdict),
        (port) => `the load balancer sends plain data on from port ${port}, which leads to a TLS listener`,
        "let that port lead to the plain listener (proxy.tls.overrideServiceTargetPort in the chart), or end TLS at Kong",
      ),
  },
  "tls-to-a-plain-listener": {
    severity: "error",
    title: "the load balancer sends TLS to a listener that expects none",
    story:
      "A load balancer that encrypts again towards the backend needs a TLS listener behind the port. A plain one takes the handshake for a broken request and answers 400.",
    source: "kubernetes/cloud-provider-aws pkg/providers/v1/aws.go:2099-2131",
    find: (given) =>
      tlsHits(
        given,
        (verdict) => verdict.delivery?.tls === "its own" && !isTls(verdict),
        (port) => `the load balancer sends TLS on from port ${port}, which leads to a plain listener`,
        "let that port lead to a TLS listener, or have the load balancer send plain data",
      ),
  },
  "proxy-protocol-to-another-port": {
    severity: "error",
    title: "the load balancer sends a PROXY header to a port that is not Kong's proxy",
    story:
      "Where a load balancer sends PROXY headers to every port of a Service, the admin API, Kong Manager, metrics and other ports on the same Service get them as well, and take them for malformed requests. Give such ports a Service of their own.",
    source: "nginx ngx_http_request.c; kubernetes-sigs/aws-load-balancer-controller docs/guide/service/annotations.md",
    *find({ gateway, profiles }) {
      for (const front of gateway.fronts) {
        const told = front.type === "LoadBalancer" ? profiles.of(front) : undefined;
        if (!told || !isSaid(front, told)) continue;
        for (const port of front.ports) {
          const isOther =
            port.transport === "TCP" && port.listeners.length === 0 && !leadsToProxyListener(gateway, port);
          if (isOther && deliveryOf(front, port, told)?.proxy)
            yield frontHit(
              front,
              "ports",
              `port ${port.port}${port.name === undefined ? "" : ` (${port.name})`} would get PROXY headers, but leads to no listener of Kong's proxy`,
              "give that port a Service of its own",
            );
        }
      }
    },
  },
  "port-maps": {
    severity: "warning",
    title: "Kong does not know the ports that clients use",
    story:
      "Kong tells upstreams the port of the request in X-Forwarded-Port. Behind a Service whose ports differ from Kong's listeners it needs KONG_PORT_MAPS for that, which the chart sets.",
    source: "Kong/kong#5018; Kong/charts#168 and #169",
    *find({ gateway, run }) {
      // Nothing that a run changes, so no news when it runs; and Kong knows the setting since 2.1.
      if (run || !isSince(gateway.version, [2, 1])) return;
      const isMapped = settingOf(gateway, "KONG_PORT_MAPS") !== undefined || gateway.env.has("KONG_PORT_MAPS");
      const http = new Set(
        gateway.listeners.filter(({ variable }) => variable === "KONG_PROXY_LISTEN").map(({ port }) => `${port}/TCP`),
      );
      const isMoved = ({ spec }: FrontService) =>
        mapsAt(spec, ["ports"]).some((port) =>
          targetsOf(port, gateway.pod).some((target) => http.has(target) && target !== `${textAt(port, ["port"])}/TCP`),
        );
      if (!isMapped && gateway.fronts.some((front) => isExposed(front) && isMoved(front)))
        yield hit(
          gateway.workload,
          "KONG_PORT_MAPS is missing, so X-Forwarded-Port names the container's port",
          'set port_maps like "80:8000, 443:8443"',
          gateway.container.path,
        );
    },
  },
} as const satisfies Record<string, Rule>;

/** Whether annotations say that PROXY headers are sent, and not only the load balancer's owner. */
const isSaid = ({ shown }: FrontService, { profile }: ToldProfile): boolean =>
  matchesAny(profile.proxyProtocolWhen, shown.annotations) ||
  profile.methods["proxy-protocol"].annotations !== undefined;

/** Whether a listener of Kong's besides the proxy's, such as the admin API's, expects PROXY headers on a port. */
function leadsToProxyListener({ env, version }: Gateway, { targets }: FrontPort): boolean {
  const others = [...env]
    .filter(([name]) => /^KONG_\w+_LISTEN$/.test(name))
    // They have the flags of KONG_PROXY_LISTEN.
    .map(([, { value = "" }]) => parseListeners("KONG_PROXY_LISTEN", value, version))
    .flatMap((parsed) => (Array.isArray(parsed) ? parsed : []));
  return others.some((listener) => speaksProxy(listener) && targets.includes(`${listener.port}/TCP`));
}
