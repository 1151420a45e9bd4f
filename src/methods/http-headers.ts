import { DEFAULT_HEADER } from "../clouds/profiles.ts";
import { Failure } from "../failure.ts";
import { setEnv } from "../kong/env.ts";
import type { Gateway } from "../kong/find.ts";
import { label } from "../manifests/read.ts";
import type { Method } from "./method.ts";
import { networkPolicyFor } from "./network-policy.ts";
import { serviceOperations } from "./service.ts";

/** HTTP headers: a proxy before Kong names the client in a request header. Needs no front Service of its own. */
export const httpHeaders: Method = {
  fronts(gateway) {
    const { workload, listeners, fronts } = gateway;
    const http = listeners.filter(({ variable }) => variable === "KONG_PROXY_LISTEN");
    if (http.length === 0) {
      throw new Failure(
        "no-front-service",
        label(workload),
        "it has no HTTP listener, and streams carry no headers",
        "use another method",
      );
    }
    return fronts;
  },
  service: serviceOperations,
  workload(gateway, fronts, { config, named, trust }) {
    const [profile = named.profile] = fronts.values();
    const support = profile.methods["http-headers"];
    const recursive = config.realIPRecursive ?? support.recursive;
    const variables = {
      KONG_REAL_IP_HEADER: spelt(config.realIPHeader ?? support.header ?? DEFAULT_HEADER),
      // Kong hands the text to nginx, which knows "on" and "off" alone.
      ...(recursive !== undefined && { KONG_REAL_IP_RECURSIVE: recursive ? "on" : "off" }),
      KONG_TRUSTED_IPS: trust.cidrs.map(({ text }) => text).join(","),
    };
    refuseTooLong(gateway, variables);
    return setEnv(gateway.workload.value, gateway.container, variables);
  },
  additions(gateway, fronts, { config, trust }) {
    const [front] = fronts.keys();
    if (!config.networkPolicy || !front) return [];
    const trusting = gateway.listeners.filter(({ variable }) => variable === "KONG_PROXY_LISTEN");
    const ports = [...new Set(trusting.map(({ port }) => port))];
    return [networkPolicyFor(gateway, front, { trusting: ports, trusted: trust.cidrs, inCluster: [] })];
  },
};

function refuseTooLong({ workload, bounds }: Gateway, variables: Record<string, string>): void {
  const { longest = Number.POSITIVE_INFINITY } = bounds ?? {};
  const [tooLong] = Object.entries(variables).filter(([, value]) => value.length > longest);
  if (!tooLong) return;
  const [name, { length }] = tooLong;
  const what = `${name} would have ${length} characters, and there it may have ${longest}`;
  throw new Failure("conflict", label(workload), what, "trust fewer blocks");
}

/**
 * nginx knows these two by their exact spelling; in any other it takes the first of several lines, which may be the
 * client's own. Source: nginx ngx_http_realip_module.c (ngx_http_realip)
 */
const spelt = (header: string): string =>
  ["X-Forwarded-For", "X-Real-IP"].find((known) => known.toLowerCase() === header.toLowerCase()) ?? header;
