import { textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";
import { gatewayOf } from "./gateway.ts";
import { kongsIn } from "./kongs.ts";
import type { PodPlaces } from "./places.ts";
import { type Container, ownedAmong, workloadOf } from "./workloads.ts";

/** A container that is no gateway though much speaks for it. */
export interface Miss {
  workload: Resource;
  /** Its name. */
  container: string;
  /** What stands against it, as a clause. */
  lacks: string;
  /** Whether it may be a gateway all the same. */
  inDoubt: boolean;
  /** What it is of Kong's for sure. */
  role?: "control plane" | "idle" | undefined;
}

const LACKS = {
  "control plane": "it is a control plane",
  idle: "its KONG_PROXY_LISTEN and KONG_STREAM_LISTEN are off",
} as const;

/** The containers that almost are gateways. */
export const nearMisses = (resources: readonly Resource[], named?: string): Miss[] =>
  missesAmong(resources, named, (...place) => {
    const gateway = gatewayOf(...place);
    return typeof gateway === "string" ? gateway : undefined;
  });

/** Those of them that may be gateways all the same, for which nobody needs to know what the others are. */
export const doubtsAmong = (resources: readonly Resource[]): Miss[] =>
  missesAmong(resources, undefined, () => undefined).filter(({ inDoubt }) => inDoubt);

function missesAmong(
  resources: readonly Resource[],
  named: string | undefined,
  roleOf: (workload: Resource, places: PodPlaces, container: Container) => Miss["role"],
): Miss[] {
  const isOwned = ownedAmong(resources);
  return resources.flatMap((workload) => {
    const kept = workloadOf(workload);
    if (!kept) return [];
    return kongsIn(workload, kept.pod, named).flatMap(({ container, identity }): Miss[] => {
      if (identity === "nothing" || isOwned(workload)) return [];
      const miss = { workload, container: textAt(container.value, ["name"]) ?? "" };
      if (identity !== "gateway") return [{ ...miss, ...identity }];
      const role = roleOf(workload, kept, container);
      return role ? [{ ...miss, role, lacks: LACKS[role], inDoubt: false }] : [];
    });
  });
}
