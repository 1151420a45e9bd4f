import type { MethodName } from "../../src/config/resolve.ts";
import type { Support } from "../../src/generated/cloud.ts";
import { clouds } from "../../src/generated/clouds.ts";
import type { Config } from "../../src/index.ts";
import { METHODS } from "../../src/views/clouds/table.ts";

/** A load balancer, a method, and the config that asks for both. */
export interface Pair {
  title: string;
  cloud: string;
  loadBalancer: string;
  method: MethodName;
  support: Support;
  config: Config;
}

/** All load balancers that there are, with all methods. */
export const pairs: readonly Pair[] = Object.entries(clouds).flatMap(([cloud, make]) =>
  Object.entries(make().loadBalancers).flatMap(([loadBalancer, { methods, obsolete }]) =>
    obsolete === undefined
      ? METHODS.map((method) => ({
          title: `${method} with ${cloud}/${loadBalancer}`,
          cloud,
          loadBalancer,
          method,
          support: methods[method],
          config: {
            method,
            cloud,
            loadBalancer,
            ...(method !== "external-traffic-policy" && { trustedCIDRs: ["10.0.0.0/16", "fd00::/48"] }),
          },
        }))
      : [],
  ),
);

export const supported = pairs.filter(({ support }) => support.unsupported === undefined);
export const unsupported = pairs.filter(({ support }) => support.unsupported !== undefined);

/** What a config is on the command line. */
export const flagsOf = ({ method, cloud, loadBalancer, exposure, trustedCIDRs = [] }: Config): string[] => [
  ...["--method", method, "--cloud", cloud],
  ...(loadBalancer === undefined ? [] : ["--load-balancer", loadBalancer]),
  ...(exposure === undefined ? [] : ["--exposure", exposure]),
  ...trustedCIDRs.flatMap((cidr) => ["--trusted-cidr", cidr]),
];
