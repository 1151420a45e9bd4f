import { matches } from "../clouds/match.ts";
import { Failure } from "../failure.ts";
import type { Support } from "../generated/cloud.ts";
import type { Operation } from "../json/patch.ts";
import { at, isObject, type JsonObject, mapsAt, pointer, textAt } from "../json/values.ts";
import type { FrontService } from "../kong/find.ts";
import { label, type Resource } from "../manifests/read.ts";
import { merge, type ServicePort } from "./merge.ts";

const ANNOTATIONS = ["metadata", "annotations"] as const;

/**
 * What a Service needs for a method on a load balancer: the profile's annotations, class and externalTrafficPolicy.
 *
 * @throws Failure (bad-shape, conflict) where what it says already does not go with that
 */
export function serviceOperations(front: FrontService, support: Support, method: string): Operation[] {
  const { service } = front;
  const old = annotationsOf(service);
  const wanted = wantedAnnotations(service, old, support);
  refuseConflicts(service, { ...old, ...wanted }, support, method);
  const operations: Operation[] = [];
  const changed = Object.entries(wanted).filter(([key, value]) => old[key] !== value);
  if (changed.length > 0 && !isObject(at(service.value, ANNOTATIONS))) {
    operations.push({ op: "add", path: pointer(ANNOTATIONS), value: Object.fromEntries(changed) });
  } else
    for (const [key, value] of changed) {
      const path = pointer([...ANNOTATIONS, key]);
      // A value that was merged into an old one is right for that one alone.
      if (support.annotations?.merged?.[key] && typeof old[key] === "string")
        operations.push({ op: "test", path, value: old[key] });
      operations.push({ op: "add", path, value });
    }
  return [...operations, ...fieldOperations(front, support)];
}

/** A Service's annotations, empty where it has none. */
function annotationsOf(service: Resource): JsonObject {
  const found = at(service.value, ANNOTATIONS) ?? {};
  if (isObject(found)) return found;
  throw new Failure("bad-shape", label(service), `${pointer(ANNOTATIONS)} is not a map`, "mend the chart's value");
}

function wantedAnnotations(service: Resource, old: JsonObject, { annotations = {} }: Support): Record<string, string> {
  const defaults = Object.entries(annotations.defaults ?? {}).filter(
    ([key]) => old[key] === undefined || old[key] === null,
  );
  const merged = Object.entries(annotations.merged ?? {}).map(([key, parts]) => {
    const value = merge(textAt(old, [key]) ?? "", parts, parts.ports ? portsOf(service) : []);
    if (value !== undefined) return [key, value];
    throw new Failure("bad-shape", label(service), `annotation ${key} is not a JSON object`, "mend the chart's value");
  });
  return { ...annotations.required, ...Object.fromEntries([...merged, ...defaults]) };
}

function portsOf(service: Resource): ServicePort[] {
  return mapsAt(service.value, ["spec", "ports"])
    .filter((port) => (textAt(port, ["protocol"]) ?? "TCP") === "TCP")
    .map((port) => {
      const name = textAt(port, ["name"]);
      const number = textAt(port, ["port"]);
      if (name !== undefined) return { name, port: Number(number) };
      throw new Failure(
        "bad-shape",
        label(service),
        `port ${number} has no name, by which the load balancer knows it`,
        "name the port in the chart",
      );
    });
}

function refuseConflicts(
  service: Resource,
  annotations: JsonObject,
  { conflicts = [] }: Support,
  method: string,
): void {
  const conflict = conflicts.find((item) => item.warnOnly !== true && matches(item, annotations));
  if (!conflict) return;
  throw new Failure(
    "conflict",
    label(service),
    `annotation ${conflict.annotation} does not go with ${method}: ${conflict.because}`,
    "remove the annotation, or choose another method",
  );
}

function fieldOperations(
  { service, type }: FrontService,
  { loadBalancerClass, externalTrafficPolicy }: Support,
): Operation[] {
  const operations: Operation[] = [];
  const old = textAt(service.value, ["spec", "loadBalancerClass"]);
  if (loadBalancerClass !== undefined && type === "LoadBalancer" && old !== loadBalancerClass) {
    if (old !== undefined) {
      throw new Failure(
        "conflict",
        label(service),
        `its loadBalancerClass is not ${loadBalancerClass}, which this load balancer needs`,
        "correct proxy.loadBalancerClass in the chart, or name another load balancer",
      );
    }
    operations.push({ op: "add", path: "/spec/loadBalancerClass", value: loadBalancerClass });
  }
  if (
    externalTrafficPolicy !== undefined &&
    textAt(service.value, ["spec", "externalTrafficPolicy"]) !== externalTrafficPolicy
  ) {
    operations.push({ op: "add", path: "/spec/externalTrafficPolicy", value: externalTrafficPolicy });
  }
  return operations;
}
