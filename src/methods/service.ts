import { matches } from "../clouds/match.ts";
import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Support } from "../generated/cloud.ts";
import type { Operation } from "../json/patch.ts";
import { at, isObject, type JsonObject, pointer, textAt } from "../json/values.ts";
import type { FrontPort, FrontService } from "../kong/find.ts";
import { label, type Resource } from "../manifests/read.ts";
import { exposureAnnotations } from "./exposure.ts";
import { merge, type ServicePort } from "./merge.ts";

const ANNOTATIONS = ["metadata", "annotations"] as const;

/**
 * What a Service needs for a method on a load balancer: the profile's annotations, class and externalTrafficPolicy.
 * Annotations and class are for Services of type LoadBalancer, since no controller heeds those of others.
 *
 * @param policy the externalTrafficPolicy; by default the profile's
 * @throws Failure (bad-shape, conflict) where what it says already does not go with that
 */
export function serviceOperations(
  front: FrontService,
  profile: Profile,
  { method, config }: Settings,
  policy = profile.methods[method].externalTrafficPolicy,
): Operation[] {
  const { service } = front;
  const support = profile.methods[method];
  const ofPolicy = policyOperations(service, policy);
  if (front.type !== "LoadBalancer") return ofPolicy;
  const old = annotationsOf(service);
  const asked = wantedAnnotations(front, old, support);
  const result = { ...old, ...asked } as JsonObject;
  refuseConflicts(service, result, support, method);
  const wanted = { ...asked, ...exposureAnnotations(front, profile, result, config) };
  return [...annotationOperations(service, old, wanted, support), ...classOperations(service, support), ...ofPolicy];
}

function policyOperations({ value }: Resource, policy: string | undefined): Operation[] {
  if (policy === undefined) return [];
  const operations: Operation[] = [];
  if (textAt(value, ["spec", "externalTrafficPolicy"]) !== policy)
    operations.push({ op: "add", path: "/spec/externalTrafficPolicy", value: policy });
  // The API server refuses it beside any policy but Local.
  const health = textAt(value, ["spec", "healthCheckNodePort"]) ?? "0";
  if (policy !== "Local" && health !== "0") operations.push({ op: "remove", path: "/spec/healthCheckNodePort" });
  return operations;
}

/** Undefined stands for an annotation that has to go. */
function annotationOperations(
  service: Resource,
  old: JsonObject,
  wanted: Record<string, string | undefined>,
  { annotations = {} }: Support,
): Operation[] {
  const changed = Object.entries(wanted).filter(([key, value]) => old[key] !== value);
  if (changed.length === 0) return [];
  if (!isObject(at(service.value, ANNOTATIONS)))
    return [{ op: "add", path: pointer(ANNOTATIONS), value: Object.fromEntries(changed) as JsonObject }];
  return changed.flatMap(([key, value]): Operation[] => {
    const path = pointer([...ANNOTATIONS, key]);
    const before = old[key];
    if (value === undefined) return [{ op: "remove", path }];
    // A value that was merged into an old one is right for that one alone.
    const isMerged = annotations.merged?.[key] && typeof before === "string";
    return [...(isMerged ? [{ op: "test" as const, path, value: before }] : []), { op: "add", path, value }];
  });
}

/** A Service's annotations, empty where it has none. */
function annotationsOf(service: Resource): JsonObject {
  const found = at(service.value, ANNOTATIONS) ?? {};
  if (isObject(found)) return found;
  throw new Failure("bad-shape", label(service), `${pointer(ANNOTATIONS)} is not a map`, "mend the chart's value");
}

function wantedAnnotations(
  { service, ports }: FrontService,
  old: JsonObject,
  { annotations = {} }: Support,
): Record<string, string | undefined> {
  const tcp = ports.filter(({ transport }) => transport === "TCP");
  const reaching = tcp.filter(({ listeners }) => listeners.length > 0);
  const others = tcp.filter(({ listeners }) => listeners.length === 0);
  const defaults = Object.entries(annotations.defaults ?? {}).filter(
    ([key]) => old[key] === undefined || old[key] === null,
  );
  const merged = Object.entries(annotations.merged ?? {}).map(([key, parts]) => {
    const value = merge(
      textAt(old, [key]) ?? "",
      parts,
      parts.ports ? reaching.map((port) => named(service, port)) : [],
    );
    if (value !== undefined) return [key, value];
    throw new Failure("bad-shape", label(service), `annotation ${key} is not a JSON object`, "mend the chart's value");
  });
  return {
    ...annotations.required,
    ...Object.fromEntries([...merged, ...defaults]),
    ...(others.length > 0 ? leavingOut(reaching, others, annotations) : {}),
  };
}

/** The annotations that leave ports out whose listeners are not Kong's proxy, where the load balancer can do that. */
function leavingOut(
  reaching: readonly FrontPort[],
  others: readonly FrontPort[],
  { perPort, leftOut = {} }: NonNullable<Support["annotations"]>,
): Record<string, string | undefined> {
  const single = others.flatMap(({ port }) =>
    Object.entries(leftOut).map(([key, value]) => [key.replace("{port}", port), value] as const),
  );
  const numbers = reaching.map(({ port, nodePort }) => (perPort?.ports === "node-ports" ? nodePort : port));
  if (!perPort || numbers.includes(undefined)) return Object.fromEntries(single);
  const list = { [perPort.annotation]: numbers.join(",") };
  if (perPort.instead === perPort.annotation) return list;
  return { ...list, [perPort.instead]: undefined };
}

function named(service: Resource, { name, port }: FrontPort): ServicePort {
  if (name !== undefined) return { name, port: Number(port) };
  throw new Failure(
    "bad-shape",
    label(service),
    `port ${port} has no name, by which the load balancer knows it`,
    "name the port in the chart",
  );
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

function classOperations(service: Resource, { loadBalancerClass: wanted }: Support): Operation[] {
  const old = textAt(service.value, ["spec", "loadBalancerClass"]);
  if (wanted === undefined || old === wanted) return [];
  if (old === undefined) return [{ op: "add", path: "/spec/loadBalancerClass", value: wanted }];
  throw new Failure(
    "conflict",
    label(service),
    `its loadBalancerClass is not ${wanted}, which this load balancer needs`,
    "correct proxy.loadBalancerClass in the chart, or name another load balancer",
  );
}
