import type { ProfileData } from "../generated/cloud.ts";
import { clouds } from "../generated/clouds.ts";
import type { Config } from "../generated/config.ts";

/** One load balancer of a cloud, and all that is known of it. */
export interface Profile extends ProfileData {
  /** `eks` */
  cloud: string;
  /** `nlb` */
  loadBalancer: string;
  /** `eks/nlb`, for messages. */
  name: string;
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
  const profiles = Object.entries(make?.().loadBalancers ?? {}).map(([loadBalancer, data]) => ({
    ...data,
    cloud,
    loadBalancer,
    name: `${cloud}/${loadBalancer}`,
  }));
  made.set(cloud, profiles);
  return profiles;
}

/** The header in which a load balancer names the client, where its profile does not say another. */
export const DEFAULT_HEADER = "X-Forwarded-For";

/** Whether a load balancer is still made, and can carry a method. */
export const carries = ({ obsolete, methods }: Profile, method: Config["method"]): boolean =>
  obsolete === undefined && methods[method].unsupported === undefined;
