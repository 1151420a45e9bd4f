import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Support } from "../generated/cloud.ts";
import type { Operation } from "../json/patch.ts";
import { put, type WantedValue } from "../json/put.ts";
import { at, isObject, type JsonObject, pointer, textAt } from "../json/values.ts";
import { isExposed } from "../kong/exposure.ts";
import type { FrontPort, FrontService } from "../kong/find.ts";
import { fieldOf } from "../kong/places.ts";
import { label, type Resource } from "../manifests/read.ts";
import { exposureAnnotations } from "./exposure.ts";
import { merge, type ServicePort } from "./merge.ts";
import { refuseStronger } from "./method.ts";
import { nodePortValues } from "./node-ports.ts";
import { sourceRangeValues } from "./source-ranges.ts";

/**
 * What a Service needs for a method on a load balancer: the profile's annotations, class and externalTrafficPolicy; and
 * what closes its side doors, where the config asks for that. Annotations and class are for Services of type
 * LoadBalancer, since no controller heeds those of others.
 *
 * @param policy the externalTrafficPolicy; by default the profile's
 * @throws Failure (bad-shape, conflict, unsupported) where what it says already does not go with that
 */
export function serviceOperations(
  front: FrontService,
  profile: Profile,
  settings: Settings,
  policy = profile.methods[settings.method].externalTrafficPolicy,
): Operation[] {
  const support = profile.methods[settings.method];
  const ofPolicy = isExposed(front) ? wantedPolicy(front, policy) : [];
  const ofDoors = [...nodePortValues(front, profile, settings), ...sourceRangeValues(front, profile, settings)];
  if (front.type !== "LoadBalancer") return operations(front, [...ofPolicy, ...ofDoors]);
  const old = annotationsOf(front);
  const asked = wantedAnnotations(front, old, support);
  const result = { ...old, ...asked } as JsonObject;
  const wanted = { ...asked, ...exposureAnnotations(front, profile, result, settings) };
  return operations(front, [
    ...changedAnnotations(front, old, wanted, support),
    ...wantedClass(front, profile, support),
    ...ofPolicy,
    ...ofDoors,
  ]);
}

function operations({ service, places, restated = [] }: FrontService, wanted: readonly WantedValue[]): Operation[] {
  const isFirst = wanted.length > 0 && at(service.value, places.spec) == null;
  return put(service.value, isFirst ? [...wanted, ...restated] : wanted);
}

function wantedPolicy(front: FrontService, policy: string | undefined): WantedValue[] {
  if (policy === undefined) return [];
  const place = fieldOf(front, "externalTrafficPolicy");
  const isSo = [textAt(front.spec, ["externalTrafficPolicy"]), textAt(front.service.value, place)].includes(policy);
  // The API server refuses it beside any policy but Local.
  const health = textAt(front.spec, ["healthCheckNodePort"]) ?? "0";
  return [
    ...(isSo ? [] : [{ path: place, value: policy }]),
    ...(policy !== "Local" && health !== "0"
      ? [{ path: fieldOf(front, "healthCheckNodePort"), value: undefined }]
      : []),
  ];
}

/** @param wanted undefined stands for an annotation that has to go */
function changedAnnotations(
  front: FrontService,
  old: JsonObject,
  wanted: Record<string, string | undefined>,
  { annotations = {} }: Support,
): WantedValue[] {
  const { service, places } = front;
  return Object.entries(wanted).flatMap(([key, value]): WantedValue[] => {
    if (old[key] === value) return [];
    const path = [...places.annotations, key];
    const was = at(service.value, path);
    refuseStronger(front, key);
    if (value === undefined && was === undefined) throw weaker(service, key);
    // A value that was merged into an old one is right for that one alone.
    const isMerged = annotations.merged?.[key] && typeof was === "string";
    return [{ path, value, ...(isMerged && { was }) }];
  });
}

const weaker = (service: Resource, key: string) =>
  new Failure(
    "conflict",
    label(service),
    `annotation ${key} has to go, and comes from the GatewayConfiguration of the GatewayClass`,
    "take it out there",
  );

/** A Service's annotations, empty where it has none. */
function annotationsOf({ service, places, others }: FrontService): JsonObject {
  if (!isObject(at(service.value, ["metadata"])))
    throw new Failure("bad-shape", label(service), "/metadata does not exist", "mend the chart's template");
  const found = at(service.value, places.annotations) ?? {};
  if (isObject(found)) return others ? { ...others.weaker, ...found, ...others.stronger } : found;
  const what = `${pointer(places.annotations)} is not a map`;
  throw new Failure("bad-shape", label(service), what, "mend the chart's value");
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
    "name the port",
  );
}

function wantedClass(front: FrontService, { name }: Profile, { loadBalancerClass: wanted }: Support): WantedValue[] {
  const old = front.shown.loadBalancerClass;
  if (wanted === undefined || old === wanted) return [];
  if (front.places.lacks?.includes("loadBalancerClass"))
    throw new Failure(
      "conflict",
      label(front.service),
      `${name} needs loadBalancerClass ${wanted}, for which Kong's operator has no field`,
      "name another load balancer, or put a Service of your own with that class before Kong",
    );
  if (old === undefined) return [{ path: fieldOf(front, "loadBalancerClass"), value: wanted }];
  throw new Failure(
    "conflict",
    label(front.service),
    `its loadBalancerClass is not ${wanted}, which this load balancer needs`,
    "correct that, or name another load balancer",
  );
}
