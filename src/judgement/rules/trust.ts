import { isExposed } from "../../kong/exposure.ts";
import { isOfFamily } from "../../kong/front.ts";
import { type Listener, speaksProxy } from "../../kong/listen.ts";
import { isSince, type Version } from "../../kong/version.ts";
import { directives, placeOf, realipOf, settingOf, trustedBlocks, trustVariables } from "../kong.ts";
import { type Case, hit, type Rule } from "../rule.ts";

/** The headers that Kong believes of trusted peers, without those that a load balancer for HTTP sets itself. */
function believedHeaders(version: Version, isProxied: boolean): string {
  const more = [...(isSince(version, [2, 1]) ? ["-Prefix"] : []), ...(isSince(version, [2, 2]) ? ["-Path"] : [])];
  const names = isProxied ? ["X-Forwarded-Proto", "-Host", "-Port", ...more] : ["X-Forwarded-Host", ...more];
  return names.length === 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

const isOpaque = ({ gateway: { env } }: Case, name: string) => env.has(name) && env.get(name)?.value === undefined;

/** Whether a listener is told where the client's address stands, and believes nobody who says it. */
function needsTrust({ gateway }: Case, listener: Listener): boolean {
  const { proxyProtocol, trusted, location } = realipOf(gateway, listener);
  const isHttp = listener.variable === "KONG_PROXY_LISTEN";
  const isTold = isHttp && settingOf(gateway, "KONG_REAL_IP_HEADER") !== undefined;
  return (isTold || proxyProtocol) && trusted.length + (location?.trusted.length ?? 0) === 0;
}

/** What bites in whom Kong believes, and what. */
export const trustRules = {
  "proxy-listener-reads-a-header": {
    severity: "error",
    title: "a listener speaks PROXY, but Kong takes the address from a header",
    story:
      "With proxy_protocol on a listener and any other real_ip_header than proxy_protocol, X-Real-IP by default, the address in the PROXY header is read and dropped, and a header that the client wrote is believed if the peer is trusted.",
    source: "Kong/kong:kong/templates/kong_defaults.lua; nginx ngx_http_realip_module",
    *find({ gateway }) {
      const listener = gateway.listeners.find((each) => each.variable === "KONG_PROXY_LISTEN" && speaksProxy(each));
      if (listener && !/^proxy[-_]?protocol$/i.test(realipOf(gateway, listener).header))
        yield hit(
          gateway.workload,
          `KONG_PROXY_LISTEN has proxy_protocol on port ${listener.port}, but Kong reads a header instead`,
          "take the flag off in the chart's values, or use method proxy-protocol",
          placeOf(gateway, "KONG_PROXY_LISTEN"),
        );
    },
  },
  "no-trust": {
    severity: "warning",
    title: "a header or PROXY protocol is configured, but nobody is trusted",
    story:
      "Without KONG_TRUSTED_IPS Kong believes no peer: real_ip_header does nothing, the PROXY header is read and dropped, and X-Forwarded-Proto is ignored, which shows as redirect loops and 426 behind a load balancer that terminates TLS.",
    source: "Kong/kong#4021, #4348, #3176",
    *find(given) {
      const { gateway } = given;
      const isNeeded = gateway.listeners.some((listener) => needsTrust(given, listener));
      if (isNeeded && !isOpaque(given, "KONG_TRUSTED_IPS"))
        yield hit(
          gateway.workload,
          "KONG_TRUSTED_IPS is empty, so Kong believes no peer",
          "set trusted_ips to the load balancer's addresses",
          placeOf(gateway, "KONG_TRUSTED_IPS"),
        );
    },
  },
  "left-over-trust": {
    severity: "warning",
    title: "trust that nothing needs",
    story:
      "Where packets arrive as clients sent them, nobody needs to be trusted. KONG_TRUSTED_IPS that is still set lets clients in those ranges choose their address by a header.",
    source: "nginx.org/r/set_real_ip_from",
    *find({ gateway, verdicts }) {
      const outside = verdicts.filter(({ front }) => isExposed(front));
      const isNeedless =
        outside.length > 0 && outside.every(({ delivery }) => delivery?.peer === "client" && !delivery.proxy);
      const [variable] = trustVariables(gateway);
      if (isNeedless && variable !== undefined)
        yield hit(
          gateway.workload,
          `${variable} is still set, so clients in those ranges can forge their address by a header`,
          `remove ${variable} from Kong's env`,
          placeOf(gateway, variable),
        );
    },
  },
  "forwarded-headers-believed": {
    severity: "note",
    title: "Kong believes X-Forwarded-Proto, -Host, -Port and their like of any client",
    story:
      "Kong believes the X-Forwarded-* headers of a request whose peer is trusted: -Proto, -Host and -Port, -Prefix since 2.1 and -Path since 2.2. A load balancer that speaks PROXY does not touch requests, and one for HTTP sets -Proto and -Port at most, so what a client writes into the others gets through: a client can claim HTTPS, or choose the host and path of redirects. X-Forwarded-For is not believed, but passed on with Kong's peer behind it: upstreams should take the client's address from X-Real-IP.",
    source: "Kong/kong:kong/runloop/handler.lua@1246-1308",
    *find({ gateway, run }) {
      const isProxied = gateway.listeners.some(speaksProxy);
      // Of manifests as they are it is no news: nothing in them could change it.
      const isHttp = run?.settings.method === "http-headers";
      if (settingOf(gateway, "KONG_TRUSTED_IPS") === undefined || (!isProxied && !isHttp)) return;
      yield hit(
        gateway.workload,
        `Kong will believe ${believedHeaders(gateway.version, isProxied)} of any client, because its peer is trusted`,
        isProxied
          ? "let upstreams use X-Real-IP, and do not decide by those headers"
          : "have the load balancer drop those headers, and do not decide by them",
        placeOf(gateway, "KONG_TRUSTED_IPS"),
      );
    },
  },
  "hidden-settings": {
    severity: "warning",
    title: "settings that the manifest does not show",
    story:
      "envFrom, a mounted kong.conf, included nginx files, a template or a command of one's own may hold settings that change all of this. ConfigMaps in the same stream are read, Secrets never. Variables written out in the manifest win over envFrom and kong.conf; injected nginx directives add to those variables, or win over them.",
    source: "Kong/kong:kong/conf_loader/parse.lua@897-940",
    *find({ gateway }) {
      for (const { what, remedy, path } of gateway.hidden) yield hit(gateway.workload, what, remedy, path);
      for (const { variable, what } of directives(gateway).opaque)
        yield hit(
          gateway.workload,
          what,
          gateway.env.get(variable)?.value === undefined
            ? `set ${variable} to its plain value in Kong's env`
            : "check that it sets no real_ip directive",
          placeOf(gateway, variable),
        );
    },
  },
  "family-not-trusted": {
    severity: "warning",
    title: "a listener for an address family of which nobody is trusted",
    story:
      "Peers that connect over IPv6 are believed only if an IPv6 block is trusted, and the same with IPv4. It shows when a load balancer or cluster becomes dual-stack.",
    source: "Kong/kong:kong/templates/nginx_kong.lua@141-143",
    *find({ gateway, verdicts }) {
      const trusted = new Set(trustedBlocks(gateway).map(({ family }) => family));
      if (trusted.size === 0 || !verdicts.some(({ delivery }) => delivery?.proxy || delivery?.header)) return;
      for (const family of [4, 6] as const) {
        const listens = gateway.listeners.some(({ address }) => address.startsWith("[") === (family === 6));
        const asked = gateway.fronts.filter(isExposed).map((front) => isOfFamily(front, family));
        // Of Services that are of another family alone, nothing comes in this one.
        if (!listens || trusted.has(family) || (asked.length > 0 && asked.every((is) => is === false))) continue;
        yield {
          ...hit(
            gateway.workload,
            `it listens on IPv${family}, but no trusted CIDR is IPv${family}`,
            `add one if peers connect over IPv${family}`,
            placeOf(gateway, "KONG_TRUSTED_IPS"),
          ),
          severity: asked.includes(true) ? "warning" : "note",
        };
      }
    },
  },
} as const satisfies Record<string, Rule>;
