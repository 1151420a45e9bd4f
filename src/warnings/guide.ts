import type { Settings } from "../config/settings.ts";
import { at, type JsonObject, mapsAt, textAt } from "../manifests/json.ts";
import { isExposed } from "../methods/method.ts";
import { listenersOf } from "../methods/proxy-protocol.ts";
import { type Rule, warn } from "./rule.ts";

const isProxy = ({ method }: Settings) => method === "proxy-protocol";
const mayMasquerade = (service: JsonObject, { method }: Settings) =>
  method !== "external-traffic-policy" && textAt(service, ["spec", "externalTrafficPolicy"]) !== "Local";

/** What bites with the methods themselves, whatever the cloud. */
export const guideRules: Record<string, Rule> = {
  W1: ({ gateway, fronts }, settings, patched) => {
    if (!isProxy(settings)) return [];
    const usesHost =
      at(gateway.pod, ["hostNetwork"]) === true ||
      mapsAt(gateway.container.value, ["ports"]).some((port) => at(port, ["hostPort"]) !== undefined);
    const ports = fronts.filter(
      (front) => isExposed(front) && at(patched(front.service), ["spec", "allocateLoadBalancerNodePorts"]) !== false,
    );
    return [
      ...(usesHost
        ? warn(
            gateway.workload,
            "its ports are open on the nodes, where a trusted peer can write a PROXY header of its own",
            "close them to all but the load balancer",
          )
        : []),
      ...ports.flatMap(({ service }) =>
        warn(
          service,
          "its node ports let a trusted peer write a PROXY header of its own",
          "close the nodes to all but the load balancer (firewall or NetworkPolicy)",
        ),
      ),
    ];
  },
  W2: ({ gateway, fronts }, settings) => {
    if (!isProxy(settings)) return [];
    const spoken = new Set(listenersOf(fronts).map(({ port }) => port));
    const inner = gateway.fronts.filter(
      (front) => !fronts.includes(front) && front.listeners.some(({ port }) => spoken.has(port)),
    );
    return inner.length > 0
      ? inner.flatMap(({ service }) =>
          warn(
            service,
            "it sends plain connections to listeners that will expect a PROXY header, and they will fail",
            "give it a listener of its own without proxy_protocol",
          ),
        )
      : warn(
          gateway.workload,
          "callers inside the cluster that do not come through the load balancer will fail",
          "give them a listener of their own without proxy_protocol",
        );
  },
  W3: ({ fronts }, settings, patched) =>
    fronts
      .filter((front) => isExposed(front) && mayMasquerade(patched(front.service), settings))
      .flatMap(({ service }) =>
        warn(
          service,
          "without externalTrafficPolicy Local, Kong's peer can be a node",
          "let trustedCIDRs cover the nodes and pods too",
        ),
      ),
  W4: ({ gateway: { workload } }, { method }, patched) =>
    method === "external-traffic-policy" && at(patched(workload), ["spec", "replicas"]) === 1
      ? warn(
          workload,
          "with one replica only one node answers, and none while the pod moves",
          "run several replicas on different nodes, or a DaemonSet",
        )
      : [],
  W5: ({ gateway: { workload } }, settings) =>
    isProxy(settings)
      ? warn(
          workload,
          "Kong will believe X-Forwarded-Proto, -Host, -Port and -Prefix of any client, because its peer is trusted",
          "let upstreams use X-Real-IP, and do not decide by those headers",
        )
      : [],
  W6: ({ gateway: { workload, env } }, { method }) =>
    method === "external-traffic-policy" && env.get("KONG_TRUSTED_IPS")?.value !== "" && env.has("KONG_TRUSTED_IPS")
      ? warn(
          workload,
          "KONG_TRUSTED_IPS is still set, so clients in those ranges can forge their address by a header",
          "remove trusted_ips from the chart's env",
        )
      : [],
  W7: ({ gateway: { workload, container, env } }) => {
    const isMounted = mapsAt(container.value, ["volumeMounts"]).some((mount) =>
      /^\/etc\/kong(?:\/|$)/.test(textAt(mount, ["mountPath"]) ?? ""),
    );
    const http = [...env.keys()].find((name) =>
      /^KONG_NGINX_HTTP_(?:REAL_IP_\w+|SET_REAL_IP_FROM|INCLUDE)$|^KONG_NGINX_PROXY_INCLUDE$/.test(name),
    );
    return [
      ...(mapsAt(container.value, ["envFrom"]).length > 0
        ? warn(
            workload,
            "envFrom may hold settings that are not seen here",
            "look there for KONG_NGINX_PROXY_* and KONG_*_LISTEN",
          )
        : []),
      ...(isMounted
        ? warn(
            workload,
            "a mounted kong.conf may hold settings that are not seen here",
            "look there for nginx_proxy_* directives",
          )
        : []),
      ...(http === undefined
        ? []
        : warn(
            workload,
            `${http} adds nginx directives that are not seen here`,
            "check that it sets no real_ip directive",
          )),
    ];
  },
  W8: ({ gateway }, { method }) => {
    if (method === "external-traffic-policy") return [];
    const isLeft = (protocol: string, variable: string) =>
      protocol === "UDP" || (method === "http-headers" && variable === "KONG_STREAM_LISTEN");
    return gateway.fronts
      .filter(({ listeners }) => listeners.some(({ transport, variable }) => isLeft(transport, variable)))
      .flatMap(({ service }) =>
        warn(
          service,
          `${method} cannot carry the client's address for its ${method === "http-headers" ? "stream" : "UDP"} ports`,
          "run the tool for that Service with method external-traffic-policy",
        ),
      );
  },
  W9: ({ gateway: { workload, listeners } }, settings) =>
    isProxy(settings) &&
    listeners.some(
      ({ variable, flags }) => variable === "KONG_PROXY_LISTEN" && flags.includes("ssl") && !flags.includes("http2"),
    )
      ? warn(workload, "a TLS listener has no http2 flag, so gRPC will not work", "add http2 to proxy.tls.parameters")
      : [],
  W10: ({ gateway: { workload, listeners } }, { method, trust }) => {
    if (method === "external-traffic-policy") return [];
    const missing = ([4, 6] as const).filter(
      (family) =>
        trust.cidrs.every((cidr) => cidr.family !== family) &&
        listeners.some(({ address }) => address.startsWith("[") === (family === 6)),
    );
    return missing.flatMap((family) =>
      warn(
        workload,
        `it listens on IPv${family}, but no trusted CIDR is IPv${family}`,
        `add one if peers connect over IPv${family}`,
      ),
    );
  },
};
