import type { LoadBalancer } from "../generated/cloud.ts";
import { clouds } from "../generated/clouds.ts";
import type { Config } from "../generated/config.ts";

/** One load balancer of a cloud. */
export interface Profile {
  /** `eks` */
  cloud: string;
  /** `eks/nlb` */
  name: string;
  loadBalancer: LoadBalancer;
}

/** The CIDRs that a cloud's provider publishes for its load balancers. */
export const publishedBy = (cloud: string): ReadonlySet<string> =>
  new Set(Object.values(clouds[cloud]?.().publishedRanges ?? {}).flatMap(({ cidrs }) => cidrs));

const made = new Map<string, Profile[]>();

/** A cloud's load balancers, none for a cloud that is not known. Each cloud is made when it is first asked for. */
export function profilesOf(cloud: string): readonly Profile[] {
  const known = made.get(cloud);
  if (known) return known;
  const make = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined;
  const profiles = Object.entries(make?.().loadBalancers ?? {}).map(([name, loadBalancer]) => ({
    cloud,
    name: `${cloud}/${name}`,
    loadBalancer,
  }));
  made.set(cloud, profiles);
  return profiles;
}

/** `nlb` of `eks/nlb` */
export const shortName = ({ cloud, name }: Profile): string => name.slice(cloud.length + 1);

/** Whether a load balancer is still made, and can carry a method. */
export const carries = ({ loadBalancer: { obsolete, methods } }: Profile, method: Config["method"]): boolean =>
  obsolete === undefined && methods[method].unsupported === undefined;
