import type { MethodName } from "../../../src/config/resolve.ts";
import type { ProfileData, Support } from "../../../src/generated/cloud.ts";
import { clouds } from "../../../src/generated/clouds.ts";
import type { Config } from "../../../src/index.ts";
import { METHODS } from "../../../src/views/clouds/table.ts";
import { BALANCER, BALANCERS, NODE, NODES } from "./cast.ts";
import type { Front, ServiceType } from "./release.ts";
import { adding, appending, type Hop, proxying, replacing, tcp, type Way } from "./ways.ts";

/** A method with a load balancer that carries it, the config that asks for it, and the load balancer's ways. */
export interface Profile {
  title: string;
  method: MethodName;
  config: Config;
  front: Front;
  ways: Way[];
}

/** What the load balancer does to carry a method. Of what its profile leaves open, all that it may be. */
export const sends: Record<MethodName, (support: Support, balancer: string) => [title: string, hop: Hop][]> = {
  "external-traffic-policy": () => [],
  "proxy-protocol": ({ version = "v1 or v2" }, balancer) =>
    ([1, 2] as const)
      .filter((number) => version.includes(`v${number}`))
      .map((number) => [`PROXY v${number}`, proxying(balancer, number)]),
  "http-headers": ({ header = "X-Forwarded-For", headerMode, recursive }, balancer) => {
    if (recursive) return [[`${header} with itself behind the client`, appending(balancer, header, balancer)]];
    const appends: [string, Hop][] = [
      [`${header} at the end of the list`, appending(balancer, header)],
      [`${header} in a line of its own`, adding(balancer, header)],
    ];
    const replaces: [string, Hop] = [`${header} in place of the client's`, replacing(balancer, header)];
    return [...(headerMode === "replace" ? [] : appends), ...(headerMode === "append" ? [] : [replaces])];
  },
};

/** With Local the packets come as they were sent. What else a load balancer does may go through a node or not. */
function waysOf(method: MethodName, support: Support): Way[] {
  if (method === "external-traffic-policy") return [{ title: "packets as they came", hops: [] }];
  return sends[method](support, BALANCER).flatMap(([title, hop]) => [
    { title, hops: [hop] },
    { title: `${title}, through a node`, hops: [hop, tcp(NODE)] },
  ]);
}

/** With a Service of type LoadBalancer another one would lead past those that an Ingress asks for. */
export const typeOf = (serviceTypes: ProfileData["serviceTypes"]): ServiceType =>
  serviceTypes?.includes("LoadBalancer") === false ? "NodePort" : "LoadBalancer";

/** Every load balancer of every cloud with every method that it carries. */
export const PROFILES: Profile[] = Object.entries(clouds).flatMap(([cloud, make]) =>
  Object.entries(make().loadBalancers).flatMap(([loadBalancer, { methods, obsolete, serviceTypes }]) =>
    METHODS.filter((method) => obsolete === undefined && methods[method].unsupported === undefined).map((method) => ({
      title: `${method} with ${cloud}/${loadBalancer}`,
      method,
      config: {
        cloud,
        loadBalancer,
        method,
        ...(method !== "external-traffic-policy" && { trustedCIDRs: [BALANCERS, NODES] }),
      },
      front: { type: typeOf(serviceTypes), isHttp: method === "http-headers" },
      ways: waysOf(method, methods[method]),
    })),
  ),
);
