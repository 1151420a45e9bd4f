import { type Contradiction, choose } from "../clouds/choice.ts";
import { evidenceOf } from "../clouds/evidence.ts";
import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { apply, type Operation, PatchError } from "../json/patch.ts";
import { equals, type JsonObject } from "../json/values.ts";
import { balancersBy } from "../judgement/balancers.ts";
import { type Judgement, judge } from "../judgement/judge.ts";
import type { Balancers, Finding } from "../judgement/rule.ts";
import { isExposed } from "../kong/exposure.ts";
import { type FrontService, findGateways, type Gateway } from "../kong/find.ts";
import { isElsewhere, isTarget } from "../kong/target.ts";
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
  /** Which load balancers stand before front Services, for judging them. */
  balancers: Balancers;
  /** What there is to know besides. */
  notes: string[];
}

type Fronts = ReadonlyMap<FrontService, Profile>;

/**
 * What the config asks for, worked out for the resources that its target means. What it leaves out is not changed,
 * but counts where it leads to a gateway that is.
 *
 * @throws Failure where the manifests cannot be changed, or would be unsafe once they are; undefined without Kong
 */
export function planOf(all: readonly Resource[], settings: Settings): Plan | undefined {
  const { target, realIPHeader: header } = settings.config;
  const resources = all.filter((resource) => !isElsewhere(resource, target));
  const gateways = findGateways(resources, target).filter(({ workload }) => isTarget(workload, target));
  if (gateways.length === 0) return undefined;
  for (const gateway of gateways) refuseUnknownListeners(gateway);
  refuseIdleTarget(gateways, settings);
  const plans = new Map(gateways.map((gateway) => [gateway, frontsOf(gateway, settings)]));
  const changes = changesOf(plans, settings);

  const values = new Map(changes.map(({ resource, value }) => [resource, value]));
  const patched = new Map(
    resources.map((resource) => [{ ...resource, value: values.get(resource) ?? resource.value }, resource]),
  );
  const before = (resource: Resource) => patched.get(resource) ?? resource;
  const chosen = new Map(
    [...plans.values()].flatMap((fronts) => [...fronts].map(([{ service }, profile]) => [service, profile])),
  );
  const told = { named: settings.named, method: settings.method, ...(header !== undefined && { header }) };
  const balancers = balancersBy(told, (front) => isExposed(front) || chosen.has(before(front.service)));
  const meant = new Set(gateways.map(({ workload }) => workload));
  const judged = findGateways([...patched.keys()], target).filter(
    ({ workload, fronts }) => meant.has(before(workload)) || fronts.some(({ service }) => values.has(before(service))),
  );
  for (const front of judged.flatMap(({ fronts }) => fronts)) refuseOther(front, chosen.get(before(front.service)));
  const after = judge(judged, balancers, { settings, before });
  refuseUnsafe(after.findings, settings, (resource) => chosen.has(before(resource)));
  return { gateways, changes, after, balancers, notes: exposureNotes(plans, settings) };
}

/** What to know of Services that say nothing of a load balancer, which are taken for public ones. */
function exposureNotes(plans: ReadonlyMap<Gateway, Fronts>, { config }: Settings): string[] {
  if (config.exposure !== undefined) return [];
  const silent = [...plans.values()].flatMap((fronts) =>
    [...fronts].filter(([{ type, shown }]) => type === "LoadBalancer" && evidenceOf(shown).by === ""),
  );
  return [
    ...new Set(
      silent.flatMap(
        ([
          { service },
          {
            loadBalancer: { exposure },
          },
        ]) => (exposure?.note ? [`${label(service)}: ${exposure.note}`] : []),
      ),
    ),
  ];
}

/** The front Services that the method changes and the config means, each with the load balancer before it. */
function frontsOf(gateway: Gateway, settings: Settings): Fronts {
  const { method, named, config } = settings;
  const fronts = gateway.fronts.filter(({ service }) => isTarget(service, config.target));
  return new Map(
    methods[method].fronts({ ...gateway, fronts }, settings).map((front) => {
      if (!isExposed(front) && front.shown.ingresses.length === 0) return [front, named.profile];
      const choice = choose(front.shown, named, method);
      if ("profile" in choice) return [front, choice.profile];
      throw contradicted(front, choice.contradiction);
    }),
  );
}

const contradicted = ({ service }: FrontService, { code, what, remedy }: Contradiction) =>
  new Failure("conflict", label(service), what, remedy, code);

/** A Service that still shows another load balancer than the one that it was changed for. */
function refuseOther(front: FrontService, profile: Profile | undefined): void {
  if (!profile || front.type !== "LoadBalancer") return;
  const { cloud, name, loadBalancer } = profile;
  const { profiles, by } = evidenceOf(front.shown);
  const [other] = profiles;
  const isAny = cloud === "generic" || loadBalancer.standsBefore || loadBalancer.anyClass || !loadBalancer.recognised;
  if (!other || profiles.some((each) => each.name === name) || isAny) return;
  throw contradicted(front, {
    code: "contradicted-load-balancer",
    what: `the config means ${name}, but ${by} means ${other.name}`,
    remedy: `change ${by}, or name another load balancer`,
  });
}

/** A target that names a Service which leads to no gateway would be no target at all. */
function refuseIdleTarget(gateways: readonly Gateway[], { config: { target } }: Settings): void {
  const services = gateways.flatMap(({ fronts }) => fronts.map(({ service }) => service));
  if (target?.service === undefined || services.some((service) => isTarget(service, target))) return;
  const others = services.map(label);
  throw new Failure(
    "no-front-service",
    "target.service",
    "no Service of this name sends traffic to the gateway's listeners",
    others.length > 0
      ? `name one that does: ${[...new Set(others)].join(", ")}`
      : "remove it, or render the Service in the same stream",
  );
}

function refuseUnknownListeners({ workload, faults }: Gateway): void {
  const [fault] = faults;
  if (fault)
    throw new Failure(fault.isFatal ? "bad-listeners" : "opaque-listeners", label(workload), fault.what, fault.remedy);
}

/**
 * What would be wrong with the result. That the client stays hidden although a method is configured counts, and so does
 * trust that a method leaves behind; with everybody trusted, as the user allowed, it is no surprise that all can forge.
 */
function refuseUnsafe(
  findings: readonly Finding[],
  { method, config }: Settings,
  isChosen: (resource: Resource) => boolean,
): void {
  const unsafe = findings.find(
    ({ code, severity, resource }) =>
      (severity === "error" && !(config.allowTrustAll === true && code === "forgeable-address")) ||
      (code === "address-hidden" && resource && isChosen(resource)) ||
      (code === "left-over-trust" && method === "external-traffic-policy"),
  );
  if (unsafe) throw new Failure("unsafe", unsafe.where, unsafe.what, unsafe.remedy, unsafe.code);
}

/** A Service before several gateways is changed once. Resources that are as they should be are left out. */
function changesOf(plans: ReadonlyMap<Gateway, Fronts>, settings: Settings): Change[] {
  const method = methods[settings.method];
  const targets = new Map<Resource, { role: "service" | "workload"; patch: Operation[] }>();
  for (const [gateway, fronts] of plans) {
    for (const [front, profile] of fronts)
      targets.set(front.service, { role: "service", patch: method.service(front, profile, settings) });
    // Several containers of one workload are several gateways.
    const others = targets.get(gateway.workload)?.patch ?? [];
    const patch = [...others, ...method.workload(gateway, fronts, settings)];
    targets.set(gateway.workload, { role: "workload", patch });
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
