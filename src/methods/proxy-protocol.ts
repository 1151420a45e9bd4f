import { setEnv } from "../kong/env.ts";
import { isExposed, isInCluster } from "../kong/exposure.ts";
import type { FrontService } from "../kong/find.ts";
import { type Listener, withProxyProtocol } from "../kong/listen.ts";
import { inClusterOf } from "./in-cluster.ts";
import { type Method, noFrontService } from "./method.ts";
import { networkPolicyFor } from "./network-policy.ts";
import { serviceOperations } from "./service.ts";

/** PROXY protocol: the load balancer writes the client's address ahead of every connection's data. */
export const proxyProtocol: Method = {
  fronts(gateway, { named }) {
    const support = named.profile.methods["proxy-protocol"];
    const tcp = gateway.fronts.filter((front) => listenersOf([front]).length > 0 && !isInCluster(front));
    const exposed = tcp.filter(isExposed);
    // A load balancer of the user's own may reach the pods through a Service of any type.
    const needsService = support.annotations !== undefined || support.externalTrafficPolicy !== undefined;
    const fronts = exposed.length > 0 || needsService ? exposed : tcp;
    if (fronts.length === 0)
      throw noFrontService(gateway, "the PROXY protocol needs one that a load balancer sends TCP to");
    return fronts;
  },
  service: serviceOperations,
  workload(gateway, fronts, { config, trust }) {
    const inCluster = inClusterOf(gateway, [...fronts.keys()], config);
    const settings: Record<string, string> = {};
    for (const variable of ["KONG_PROXY_LISTEN", "KONG_STREAM_LISTEN"] as const) {
      const listeners = listenersOf([...fronts.keys()]).filter((listener) => listener.variable === variable);
      if (listeners.length > 0) settings[variable] = withProxyProtocol(gateway.listen[variable], listeners);
    }
    const { KONG_PROXY_LISTEN: listen } = settings;
    if (inCluster && listen !== undefined) settings["KONG_PROXY_LISTEN"] = inCluster.listen(listen);
    if (inCluster?.portMaps !== undefined) settings["KONG_PORT_MAPS"] = inCluster.portMaps;
    settings["KONG_REAL_IP_HEADER"] = "proxy_protocol";
    settings["KONG_TRUSTED_IPS"] = trust.cidrs.map(({ text }) => text).join(",");
    return [...setEnv(gateway.workload.value, gateway.container, settings), ...(inCluster?.ports ?? [])];
  },
  additions(gateway, fronts, { config, trust }) {
    const inCluster = inClusterOf(gateway, [...fronts.keys()], config);
    const trusting = gateway.listeners.filter(
      (listener) => listener.flags.includes("proxy_protocol") || listenersOf([...fronts.keys()]).includes(listener),
    );
    const [front] = fronts.keys();
    const doors = {
      trusting: [...new Set(trusting.map(({ port }) => port))],
      trusted: trust.cidrs,
      inCluster: inCluster?.numbers ?? [],
    };
    return [
      ...(inCluster ? [inCluster.service] : []),
      ...(config.networkPolicy && front ? [networkPolicyFor(gateway, front, doors)] : []),
    ];
  },
};

/** UDP cannot speak it: nginx refuses the flag there. */
const listenersOf = (fronts: readonly FrontService[]): Listener[] =>
  fronts.flatMap(({ listeners }) => listeners).filter(({ transport }) => transport === "TCP");
