import { at, type JsonObject, mapAt, mapsAt, type Path, textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";
import type { PodPlaces } from "./places.ts";

/** A kind of resource with pods. */
interface Workload extends PodPlaces {
  /** API groups that have the kind; the core group has no name. */
  groups: readonly string[];
}

const TEMPLATE: PodPlaces = {
  pod: ["spec", "template", "spec"],
  labels: ["spec", "template", "metadata", "labels"],
  replicas: ["spec", "replicas"],
};

/**
 * The kinds of resources that may run Kong. A Rollout with a workloadRef has no pods of its own: they are those of the
 * workload that it names, which is where they are changed. argoproj/argo-rollouts docs/migrating.md
 */
export const WORKLOADS: Readonly<Record<string, Workload>> = {
  Deployment: { groups: ["apps", "extensions"], ...TEMPLATE },
  DaemonSet: { groups: ["apps", "extensions"], ...TEMPLATE },
  StatefulSet: { groups: ["apps"], ...TEMPLATE },
  ReplicaSet: { groups: ["apps", "extensions"], ...TEMPLATE },
  Pod: { groups: [""], pod: ["spec"], labels: ["metadata", "labels"] },
  Rollout: { groups: ["argoproj.io"], ...TEMPLATE },
};

/** Kinds with pods that do something and end. */
const PASSING: Readonly<Record<string, string>> = { Job: "batch", CronJob: "batch" };

type Kind = Pick<Resource, "kind" | "apiVersion">;

/** `apps` of `apps/v1`. */
export const groupOf = ({ apiVersion }: Pick<Kind, "apiVersion">): string =>
  apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";

/** Where a kind keeps its pods; undefined for a kind that is not known to have any. */
export function workloadOf(resource: Kind): Workload | undefined {
  const workload = Object.hasOwn(WORKLOADS, resource.kind) ? WORKLOADS[resource.kind] : undefined;
  return workload?.groups.includes(groupOf(resource)) ? workload : undefined;
}

export const isPassing = (resource: Kind): boolean => PASSING[resource.kind] === groupOf(resource);

/** A container and where it stands in its resource. */
export interface Container {
  path: Path;
  value: JsonObject;
  /** The list of its variables, where that is not `env`. */
  variables?: string;
}

/** The containers of a pod that run as long as it does: an init container does so where it is always restarted. */
export function containersOf(value: JsonObject, pod: Path): Container[] {
  const listed = (key: string) =>
    mapsAt(value, [...pod, key]).map((container, index) => ({ path: [...pod, key, index], value: container }));
  const sidecars = listed("initContainers").filter((each) => textAt(each.value, ["restartPolicy"]) === "Always");
  return [...listed("containers"), ...sidecars];
}

const nameOf = ({ kind, namespace = "", name }: Pick<Resource, "kind" | "namespace" | "name">) =>
  `${kind} ${namespace}/${name}`;

/**
 * Tells resources that another one makes, as `kubectl get` lists a Deployment's ReplicaSets and Pods: what is changed in
 * them is undone, and an old ReplicaSet tells of yesterday.
 */
export function ownedAmong(resources: readonly Resource[]): (resource: Resource) => boolean {
  let names: Set<string> | undefined;
  return ({ value, namespace = "" }) => {
    if (at(value, ["metadata", "ownerReferences"]) === undefined) return false;
    names ??= new Set(resources.map(nameOf));
    return mapsAt(value, ["metadata", "ownerReferences"]).some(
      (owner) =>
        owner["controller"] === true &&
        names?.has(nameOf({ kind: textAt(owner, ["kind"]) ?? "", name: textAt(owner, ["name"]) ?? "", namespace })),
    );
  };
}

/** The labels of a resource's pods. */
export const podLabels = (value: JsonObject, { labels }: PodPlaces): JsonObject => mapAt(value, labels);
