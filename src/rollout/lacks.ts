import { at, equals, isObject, type Json, mapAt, mapsAt, textAt } from "../json/values.ts";
import type { Gateway } from "../kong/find.ts";
import { podLabels, workloadOf } from "../kong/workloads.ts";
import { label, type Manifests, type Resource, readOthers } from "../manifests/read.ts";

/** Something that pods need to be exchanged, or to serve their own node alone, without a gap. */
export interface Lack {
  where: string;
  what: string;
}

const KIND = "PodDisruptionBudget";

/** What the manifests lack for that, as far as they are there: what a cluster adds by itself cannot be seen. */
export function lacksOf(manifests: readonly Manifests[], gateways: readonly Gateway[], isLocal: boolean): Lack[] {
  const budgets = isLocal
    ? manifests
        .flatMap((each) => readOthers(each, KIND, (text) => text.includes("policy/")))
        .filter(({ kind }) => kind === KIND)
    : [];
  return gateways.flatMap((gateway) => {
    const where = label(gateway.workload);
    const own = [...exchangeLacks(gateway), ...(isLocal ? localLacks(gateway, budgets) : [])];
    return own.map((what) => ({ where, what }));
  });
}

/** What makes a rolling update lose requests. */
function exchangeLacks({ container, pod }: Gateway): string[] {
  const { value } = container;
  return [
    ...(at(value, ["readinessProbe"]) == null
      ? ["it has no readinessProbe, so a pod gets requests before Kong listens"]
      : []),
    ...(at(value, ["lifecycle", "preStop"]) == null
      ? ["it has no preStop hook, so a pod closes while requests are still sent to it; let it wait some 15 seconds"]
      : []),
    ...(textAt(pod, ["terminationGracePeriodSeconds"]) === "0"
      ? ["its terminationGracePeriodSeconds is 0, so requests are cut off"]
      : []),
  ];
}

/** What leaves the load balancer without a node that answers. */
function localLacks({ workload, pod }: Gateway, budgets: readonly Resource[]): string[] {
  const isEverywhere = workload.kind === "DaemonSet";
  const replicas = Number(textAt(workload.value, ["spec", "replicas"]) ?? 1);
  const isSpread =
    mapsAt(pod, ["topologySpreadConstraints"]).length > 0 || at(pod, ["affinity", "podAntiAffinity"]) != null;
  return [
    ...(isEverywhere || replicas > 1 ? [] : ["it has one replica, so one node answers, and none while the pod moves"]),
    ...(isEverywhere || isSpread
      ? []
      : ["nothing spreads its pods over nodes (topologySpreadConstraints), so all may be on one"]),
    ...(isEverywhere || budgets.some((budget) => isCovered(workload, budget))
      ? []
      : ["no PodDisruptionBudget covers its pods, so all nodes that answer may be drained at once"]),
  ];
}

function isCovered(workload: Resource, { value, namespace }: Resource): boolean {
  const kept = workloadOf(workload);
  const labels: Json = kept ? podLabels(workload.value, kept) : {};
  const wanted = mapAt(value, ["spec", "selector", "matchLabels"]);
  const isNear = namespace === undefined || workload.namespace === undefined || namespace === workload.namespace;
  return isNear && isObject(labels) && Object.entries(wanted).every(([key, text]) => equals(labels[key], text));
}
