import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Operation } from "../json/patch.ts";
import { type JsonObject, mapAt } from "../json/values.ts";
import { isExposed } from "../kong/exposure.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { ADDED } from "../manifests/addition.ts";
import { label, type Resource } from "../manifests/read.ts";

/** One of the guide's ways to let Kong see the client's address. Pure: it says what to change, and changes nothing. */
export interface Method {
  /**
   * The front Services of a gateway that the method changes.
   * @throws Failure where there are none that it can work with, or the gateway forbids the method
   */
  fronts(gateway: Gateway, settings: Settings): FrontService[];
  /** What to change in one of them, behind a load balancer. None where it is as it should be. */
  service(front: FrontService, profile: Profile, settings: Settings): Operation[];
  /** What to change in the gateway's workload, whose front Services are behind these load balancers. */
  workload(gateway: Gateway, fronts: ReadonlyMap<FrontService, Profile>, settings: Settings): Operation[];
  /** Resources that the gateway needs besides, each with the one that it belongs to. */
  additions(gateway: Gateway, fronts: ReadonlyMap<FrontService, Profile>, settings: Settings): Wanted[];
}

/** A resource that there has to be, and the Service that it belongs to. */
export interface Wanted {
  beside: Resource;
  value: JsonObject;
}

/** Labels by which a release is told; others may mean something to other tools. */
const RELEASE_LABELS = ["app.kubernetes.io/name", "app.kubernetes.io/instance"];

/** The metadata of a resource that is added for a Service, in its namespace and release. */
export function metadataFor({ namespace, value }: Resource, name: string, purpose: string): JsonObject {
  const labels = Object.entries(mapAt(value, ["metadata", "labels"])).filter(([key]) => RELEASE_LABELS.includes(key));
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
    annotations: { [ADDED]: purpose },
  };
}

export function noFrontService({ workload, fronts }: Gateway, needed: string): Failure {
  const [other] = fronts;
  if (other && !isExposed(other)) {
    return new Failure(
      "cluster-ip",
      label(other.service),
      `it is of type ${other.type}, but ${needed}`,
      "set its type to LoadBalancer or NodePort, or choose another method",
    );
  }
  return new Failure(
    "no-front-service",
    label(workload),
    `no Service of type LoadBalancer or NodePort sends traffic to its listeners, but ${needed}`,
    "enable the proxy Service, or render it in the same release",
  );
}

/** @throws Failure (conflict) where an annotation that its Service gets from elsewhere would win over what is written here */
export function refuseStronger({ service, others }: FrontService, key: string): void {
  if (!others || !(key in others.stronger)) return;
  throw new Failure(
    "conflict",
    others.by,
    `annotation ${key} of its spec.infrastructure wins over the one that ${label(service)} needs`,
    "take it out there",
  );
}
