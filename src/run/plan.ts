import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { apply, type Operation, PatchError } from "../json/patch.ts";
import { equals, type JsonObject } from "../json/values.ts";
import { type Judgement, judge } from "../judgement/judge.ts";
import type { Finding, ProfilesBefore } from "../judgement/rule.ts";
import { profilesBy } from "../judgement/told.ts";
import { alikeOf } from "../kong/alike.ts";
import { isExposed } from "../kong/exposure.ts";
import { type FrontService, findGateways, type Gateway } from "../kong/find.ts";
import { isElsewhere, isTarget } from "../kong/target.ts";
import { type Addition, addition } from "../manifests/addition.ts";
import { label, type Resource } from "../manifests/read.ts";
import { memo } from "../memo.ts";
import { methods } from "../methods/index.ts";
import { settle } from "./additions.ts";
import { exposureNotes, type Fronted, frontsOf, profilesOfServices, refuseIdleTarget, refuseOther } from "./fronts.ts";
import { sharingNotes } from "./sharing.ts";

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
  /** Resources that are new. */
  additions: Addition[];
  /** The judgement on the manifests once they are changed. */
  after: Judgement;
  /** Which load balancers stand before front Services, for judging them. */
  profiles: ProfilesBefore;
  /** What there is to know besides. */
  notes: string[];
}

/** Changes and additions alike: a new resource takes the place of nothing. */
export const allChanges = ({ changes, additions }: Pick<Plan, "changes" | "additions">): Change[] => [
  ...changes,
  ...additions.map(({ resource }): Change => {
    const { value } = resource;
    return { resource, patch: [{ op: "add", path: "", value }], value };
  }),
];

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
  for (const gateway of gateways) refuseUnwritable(gateway);
  refuseIdleTarget(gateways, settings);
  const fronted = alikeOf(gateways).map((alike): Fronted => ({ alike, fronts: frontsOf(alike[0], settings) }));
  const settled = settle(additionsOf(fronted, settings), resources);
  const { additions } = settled;
  const changes = [...changesOf(fronted, settings), ...settled.changes];

  const values = new Map(changes.map(({ resource, value }) => [resource, value]));
  const patched = new Map(
    [...resources, ...additions.map(({ resource }) => resource)].map((resource) => [
      { ...resource, value: values.get(resource) ?? resource.value },
      resource,
    ]),
  );
  const before = (resource: Resource) => patched.get(resource) ?? resource;
  const chosen = profilesOfServices(fronted);
  const told = { named: settings.named, method: settings.method, ...(header !== undefined && { header }) };
  const profiles = profilesBy(told, (front) => isExposed(front) || chosen.has(before(front.service)));
  const meant = new Set(gateways.map(({ workload }) => workload));
  const isChanged = memo((fronts: FrontService[]) => fronts.some(({ service }) => values.has(before(service))));
  const judged = findGateways([...patched.keys()], target).filter(
    ({ workload, fronts }) => meant.has(before(workload)) || isChanged(fronts),
  );
  for (const front of alikeOf(judged).flatMap(([{ fronts }]) => fronts))
    refuseOther(front, chosen.get(before(front.service)), settings);
  const after = judge(judged, profiles, { settings, before });
  refuseUnsafe(after.findings, settings, (resource) => chosen.has(before(resource)));
  return {
    gateways,
    changes,
    additions,
    after,
    profiles,
    notes: [...exposureNotes(fronted, settings), ...sharingNotes(gateways, (resource) => values.has(resource))],
  };
}

function refuseUnwritable({ workload, faults, sealed }: Gateway): void {
  const [fault] = faults;
  if (sealed) throw new Failure("left-behind", label(workload), sealed.what, sealed.remedy);
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

/** What the methods add for all gateways, perhaps the same for several. */
const additionsOf = (fronted: readonly Fronted[], settings: Settings): Addition[] =>
  fronted.flatMap(({ alike, fronts }) =>
    alike.flatMap((gateway) =>
      methods[settings.method].additions(gateway, fronts, settings).map(({ beside, value }) => addition(beside, value)),
    ),
  );

type Role = "service" | "workload";

/** A Service before several gateways is changed once, and what has several roles by each as the last one left it. Resources that are as they should be are left out. */
function changesOf(fronted: readonly Fronted[], settings: Settings): Change[] {
  const method = methods[settings.method];
  const targets = new Map<Resource, { roles: Set<Role>; patch: Operation[]; value: JsonObject }>();
  const change = (resource: Resource, role: Role, patchOf: (now: Resource) => Operation[]) => {
    const known = targets.get(resource) ?? { roles: new Set(), patch: [], value: resource.value };
    const patch = patchOf({ ...resource, value: known.value });
    targets.set(resource, {
      roles: known.roles.add(role),
      patch: [...known.patch, ...patch],
      value: patch.length === 0 ? known.value : applyOwn({ ...resource, value: known.value }, patch),
    });
  };
  for (const { alike, fronts } of fronted) {
    for (const [front, profile] of fronts)
      change(front.service, "service", (service) => method.service({ ...front, service }, profile, settings));
    for (const gateway of alike)
      change(gateway.workload, "workload", (workload) => method.workload({ ...gateway, workload }, fronts, settings));
  }
  const changes = [...targets].map(([resource, { roles, patch, value: own }]): Change => {
    const user = (settings.config.patches ?? []).flatMap((item, index) =>
      !roles.has(item.target)
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
