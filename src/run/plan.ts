import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { apply, type Operation, PatchError } from "../json/patch.ts";
import { equals, type JsonObject } from "../json/values.ts";
import type { Balancer } from "../judgement/delivery.ts";
import { type Judgement, judge } from "../judgement/judge.ts";
import type { Finding } from "../judgement/rule.ts";
import { isExposed } from "../kong/exposure.ts";
import { type FrontService, findGateways, type Gateway } from "../kong/find.ts";
import { isTarget } from "../kong/target.ts";
import { label, type Resource } from "../manifests/read.ts";
import { methods } from "../methods/index.ts";

/** The change of one resource: an RFC 6902 patch and the value it gives. */
export interface Change {
  resource: Resource;
  patch: Operation[];
  value: JsonObject;
}

/** Everything that a run is going to do, and what it will come to. */
export interface Plan {
  gateways: Gateway[];
  changes: Change[];
  /** The judgement on the manifests once they are changed. */
  after: Judgement;
  /** Which load balancer stands before a front Service, for judging it. */
  balancerOf(front: FrontService): Balancer | undefined;
}

/**
 * What the config asks for, worked out for the resources that its target means.
 *
 * @throws Failure where the manifests cannot be changed, or would be unsafe once they are; undefined without Kong
 */
export function planOf(resources: readonly Resource[], settings: Settings): Plan | undefined {
  const meant = resources.filter((resource) => isTarget(resource, settings.config.target));
  const gateways = findGateways(meant);
  if (gateways.length === 0) return undefined;
  for (const gateway of gateways) refuseUnknownListeners(gateway);
  const fronts = new Map(gateways.map((gateway) => [gateway, methods[settings.method].fronts(gateway, settings)]));
  const changes = changesOf(fronts, settings);

  const values = new Map(changes.map(({ resource, value }) => [resource, value]));
  const patched = new Map(
    meant.map((resource) => [{ ...resource, value: values.get(resource) ?? resource.value }, resource]),
  );
  const names = new Set([...fronts.values()].flat().map(({ service }) => label(service)));
  const { realIPHeader: header } = settings.config;
  const balancer: Balancer = {
    name: settings.profile,
    product: settings.loadBalancer,
    promise: settings.method,
    ...(header !== undefined && { header }),
  };
  const balancerOf = (front: FrontService) =>
    isExposed(front) || names.has(label(front.service)) ? balancer : undefined;
  const before = (resource: Resource) => patched.get(resource) ?? resource;
  const after = judge(findGateways([...patched.keys()]), balancerOf, { settings, before });
  refuseUnsafe(after.findings, settings.config.allowTrustAll === true);
  return { gateways, changes, after, balancerOf };
}

function refuseUnknownListeners({ workload, faults }: Gateway): void {
  const [fault] = faults;
  if (fault)
    throw new Failure(fault.isFatal ? "bad-listeners" : "opaque-listeners", label(workload), fault.what, fault.remedy);
}

/** With everybody trusted, as the user allowed, it is no surprise that anybody can forge an address. */
function refuseUnsafe(findings: readonly Finding[], allowForgery: boolean): void {
  const unsafe = findings.find(
    ({ code, severity }) => severity === "error" && !(allowForgery && code === "forgeable-address"),
  );
  if (unsafe) throw new Failure("unsafe", unsafe.where, unsafe.what, unsafe.remedy, unsafe.code);
}

/** A Service before several gateways is changed once. Resources that are as they should be are left out. */
function changesOf(plans: ReadonlyMap<Gateway, FrontService[]>, settings: Settings): Change[] {
  const method = methods[settings.method];
  const targets = new Map<Resource, { role: "service" | "workload"; patch: Operation[] }>();
  for (const [gateway, fronts] of plans) {
    for (const front of fronts) targets.set(front.service, { role: "service", patch: method.service(front, settings) });
    targets.set(gateway.workload, { role: "workload", patch: method.workload(gateway, fronts, settings) });
  }
  const changes = [...targets].map(([resource, { role, patch }]): Change => {
    const own = applyOwn(resource, patch);
    const user = (settings.config.patches ?? []).flatMap((item, index) =>
      item.target !== role
        ? []
        : (item.patch as Operation[]).map((operation, at) => ({ operation, name: `patches[${index}].patch[${at}]` })),
    );
    const value = user.length === 0 ? own : applyUserPatch(resource, own, user);
    return { resource, patch: [...patch, ...user.map(({ operation }) => operation)], value };
  });
  return changes.filter(({ resource, value }) => !equals(resource.value, value));
}

/** A patch of ours fails only where the resource lacks what every resource of its kind has. */
function applyOwn(resource: Resource, patch: readonly Operation[]): JsonObject {
  try {
    return apply(resource.value, patch);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Failure("bad-shape", label(resource), error.reason, "mend the chart's template");
  }
}

function applyUserPatch(
  resource: Resource,
  value: JsonObject,
  patch: readonly { operation: Operation; name: string }[],
): JsonObject {
  try {
    return apply(
      value,
      patch.map(({ operation }) => operation),
    );
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Failure(
      "user-patch",
      label(resource),
      `${patch[error.index]?.name} does not apply: ${error.reason}`,
      "mend the patch, or narrow it with target",
    );
  }
}
