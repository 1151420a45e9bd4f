import { mapsAt, textAt } from "../../json/values.ts";
import { isExposed } from "../../kong/exposure.ts";
import { placeOf, settingOf, trustedBlocks } from "../kong.ts";
import { type Case, hit, type Rule } from "../rule.ts";

const speaksProxy = ({ gateway }: Case) => gateway.listeners.some(({ flags }) => flags.includes("proxy_protocol"));
const isSet = ({ gateway }: Case, name: string) => settingOf(gateway, name) !== undefined;

/** What bites in whom Kong believes, and what. */
export const trustRules: Record<string, Rule> = {
  "proxy-listener-reads-a-header": {
    severity: "error",
    title: "a listener speaks PROXY, but Kong takes the address from a header",
    story:
      "With proxy_protocol on a listener and any other real_ip_header than proxy_protocol, X-Real-IP by default, the address in the PROXY header is read and dropped, and a header that the client wrote is believed if the peer is trusted.",
    source: "Kong/kong:kong/templates/kong_defaults.lua; nginx ngx_http_realip_module",
    find: ({ gateway }) => {
      const header = settingOf(gateway, "KONG_REAL_IP_HEADER") ?? "X-Real-IP";
      const listener = gateway.listeners.find(
        ({ variable, flags }) => variable === "KONG_PROXY_LISTEN" && flags.includes("proxy_protocol"),
      );
      return listener === undefined || /^proxy[-_]?protocol$/i.test(header)
        ? []
        : [
            hit(
              gateway.workload,
              `KONG_PROXY_LISTEN has proxy_protocol on port ${listener.port}, but Kong reads a header instead`,
              "take the flag off in the chart's values, or use method proxy-protocol",
              placeOf(gateway, "KONG_PROXY_LISTEN"),
            ),
          ];
    },
  },
  "no-trust": {
    severity: "warning",
    title: "a header or PROXY protocol is configured, but nobody is trusted",
    story:
      "Without KONG_TRUSTED_IPS Kong believes no peer: real_ip_header does nothing, the PROXY header is read and dropped, and X-Forwarded-Proto is ignored, which shows as redirect loops and 426 behind a load balancer that terminates TLS.",
    source: "Kong/kong#4021, #4348, #3176",
    find: (given) =>
      !isSet(given, "KONG_TRUSTED_IPS") &&
      given.gateway.env.get("KONG_TRUSTED_IPS") === undefined &&
      (isSet(given, "KONG_REAL_IP_HEADER") || speaksProxy(given))
        ? [
            hit(
              given.gateway.workload,
              "KONG_TRUSTED_IPS is empty, so Kong believes no peer",
              "set trusted_ips to the load balancer's addresses",
              placeOf(given.gateway, "KONG_TRUSTED_IPS"),
            ),
          ]
        : [],
  },
  "left-over-trust": {
    severity: "warning",
    title: "trust that nothing needs",
    story:
      "Where packets arrive as clients sent them, nobody needs to be trusted. KONG_TRUSTED_IPS that is still set lets clients in those ranges choose their address by a header.",
    source: "nginx.org/r/set_real_ip_from",
    find: ({ gateway, verdicts }) => {
      const outside = verdicts.filter(({ front }) => isExposed(front));
      const isNeedless =
        outside.length > 0 && outside.every(({ delivery }) => delivery?.peer === "client" && !delivery.proxy);
      return isNeedless && trustedBlocks(gateway).length > 0
        ? [
            hit(
              gateway.workload,
              "KONG_TRUSTED_IPS is still set, so clients in those ranges can forge their address by a header",
              "remove trusted_ips from the chart's env",
              placeOf(gateway, "KONG_TRUSTED_IPS"),
            ),
          ]
        : [];
    },
  },
  "forwarded-headers-believed": {
    severity: "warning",
    title: "Kong believes X-Forwarded-Proto, -Host, -Port and -Prefix of any client",
    story:
      "A load balancer that speaks PROXY does not touch requests, and Kong trusts it. So the X-Forwarded-* headers that a client writes reach Kong from a trusted peer, and Kong believes them, except X-Forwarded-For: a client can claim HTTPS, or choose the host of redirects. Upstreams should take the client's address from X-Real-IP, never from X-Forwarded-For.",
    source: "Kong/kong:kong/runloop/handler.lua@1246-1308",
    find: (given) =>
      speaksProxy(given) && isSet(given, "KONG_TRUSTED_IPS")
        ? [
            hit(
              given.gateway.workload,
              "Kong will believe X-Forwarded-Proto, -Host, -Port and -Prefix of any client, because its peer is trusted",
              "let upstreams use X-Real-IP, and do not decide by those headers",
              placeOf(given.gateway, "KONG_TRUSTED_IPS"),
            ),
          ]
        : [],
  },
  "hidden-settings": {
    severity: "warning",
    title: "settings that the manifest does not show",
    story:
      "envFrom, a mounted kong.conf and included nginx files may hold settings that change all of this. Variables written out in the manifest win over envFrom and kong.conf; injected nginx directives win over those variables.",
    source: "Kong/kong:kong/conf_loader/parse.lua@897-940",
    find: ({ gateway }) => {
      const { workload, container, env } = gateway;
      const isMounted = mapsAt(container.value, ["volumeMounts"]).some((mount) =>
        /^\/etc\/kong(?:\/|$)/.test(textAt(mount, ["mountPath"]) ?? ""),
      );
      const http = [...env.keys()].find((name) =>
        /^KONG_NGINX_HTTP_(?:REAL_IP_\w+|SET_REAL_IP_FROM|INCLUDE)$|^KONG_NGINX_PROXY_INCLUDE$/.test(name),
      );
      return [
        ...(mapsAt(container.value, ["envFrom"]).length > 0
          ? [
              hit(
                workload,
                "envFrom may hold settings that are not seen here",
                "look there for KONG_NGINX_PROXY_* and KONG_*_LISTEN",
                [...container.path, "envFrom"],
              ),
            ]
          : []),
        ...(isMounted
          ? [
              hit(
                workload,
                "a mounted kong.conf may hold settings that are not seen here",
                "look there for nginx_proxy_* directives",
                [...container.path, "volumeMounts"],
              ),
            ]
          : []),
        ...(http === undefined
          ? []
          : [
              hit(
                workload,
                `${http} adds nginx directives that are not seen here`,
                "check that it sets no real_ip directive",
                placeOf(gateway, http),
              ),
            ]),
      ];
    },
  },
  "family-not-trusted": {
    severity: "warning",
    title: "a listener for an address family of which nobody is trusted",
    story:
      "Peers that connect over IPv6 are believed only if an IPv6 block is trusted, and the same with IPv4. It shows when a load balancer or cluster becomes dual-stack.",
    source: "Kong/kong:kong/templates/nginx_kong.lua@141-143",
    find: ({ gateway, verdicts }) => {
      const { workload, listeners } = gateway;
      const trusted = new Set(trustedBlocks(gateway).map(({ family }) => family));
      if (trusted.size === 0 || !verdicts.some(({ delivery }) => delivery?.proxy || delivery?.header)) return [];
      const listens = (family: 4 | 6) => listeners.some(({ address }) => address.startsWith("[") === (family === 6));
      return ([4, 6] as const)
        .filter((family) => listens(family) && !trusted.has(family))
        .map((family) =>
          hit(
            workload,
            `it listens on IPv${family}, but no trusted CIDR is IPv${family}`,
            `add one if peers connect over IPv${family}`,
            placeOf(gateway, "KONG_TRUSTED_IPS"),
          ),
        );
    },
  },
};
