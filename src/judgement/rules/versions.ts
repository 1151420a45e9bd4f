import { speaksProxy } from "../../kong/listen.ts";
import { isSince } from "../../kong/version.ts";
import { placeOf, trustedBlocks } from "../kong.ts";
import { hit, type Rule } from "../rule.ts";

/** What bites in Kong's own code, or in the nginx of some of its versions. */
export const versionRules = {
  "long-proxy-header": {
    severity: "warning",
    title: "PROXY headers that are too long for the nginx in this Kong",
    story:
      "The nginx in Kong 2.0 to 3.5, up to 1.21.4, takes PROXY headers of at most 107 bytes on TLS and stream listeners, and closes the connection at a longer one: `header is too large while reading PROXY protocol`. Version 2 headers are longer where the load balancer adds fields of its own. Kong 3.6 and later take 4,096 bytes.",
    source: "nginx src/core/ngx_proxy_protocol.h at 1.21.4 and 1.25.3 (NGX_PROXY_PROTOCOL_MAX_HEADER)",
    *find({ gateway, verdicts, profiles }) {
      if (!isSince(gateway.version, [2, 0]) || isSince(gateway.version, [3, 6])) return;
      for (const { delivery, front, listener } of verdicts) {
        const { variable, flags, port } = listener;
        const isShort = variable === "KONG_STREAM_LISTEN" || flags.includes("ssl");
        const when = profiles.of(front)?.profile.methods["proxy-protocol"].longHeader;
        if (!delivery?.proxy || !speaksProxy(listener) || !isShort || when === undefined) continue;
        yield hit(
          gateway.workload,
          `connections to port ${port} fail where the PROXY header is longer than 107 bytes (${when})`,
          "run Kong 3.6 or later",
          placeOf(gateway, variable),
        );
        return;
      }
    },
  },
  "mapped-peers": {
    severity: "warning",
    title: "IPv4 peers that come as IPv6 are trusted by nginx and not by Kong",
    story:
      "A listener [::] with ipv6only=off takes IPv4 connections too, and shows their peers as ::ffff:10.0.0.1. nginx counts those as IPv4, so the client's address is right; Kong's own code does not, and ignores X-Forwarded-Proto and its like of such peers.",
    source: "nginx ngx_inet.c (ngx_cidr_match); Kong/kong:kong/pdk/ip.lua@36-75",
    *find({ gateway }) {
      const listener = gateway.listeners.find(({ flags }) => flags.includes("ipv6only=off"));
      if (listener && trustedBlocks(gateway).some(({ family }) => family === 4))
        yield hit(
          gateway.workload,
          `on port ${listener.port} IPv4 peers come as IPv6, and Kong ignores their X-Forwarded-Proto`,
          "listen on 0.0.0.0 and [::] instead of ipv6only=off",
          placeOf(gateway, listener.variable),
        );
    },
  },
} as const satisfies Record<string, Rule>;
