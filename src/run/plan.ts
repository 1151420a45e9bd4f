import type { Settings } from "../config/resolve.ts";
import { type Judgement, judge } from "../judgement/judge.ts";
import type { Finding, ProfilesBefore } from "../judgement/rule.ts";
import { listenerFindings } from "../judgement/rules/start.ts";
import { silence, silenceFaults } from "../judgement/silence.ts";
import { profilesBy } from "../judgement/told.ts";
import { alikeOf } from "../kong/alike.ts";
import { isExposed } from "../kong/exposure.ts";
import { type FrontService, findGateways, type Gateway } from "../kong/find.ts";
import { isElsewhere, isTarget } from "../kong/target.ts";
import type { Addition } from "../manifests/addition.ts";
import type { Resource } from "../manifests/read.ts";
import { memo } from "../memo.ts";
import { policyNotes } from "../methods/network-policy.ts";
import { settle } from "./additions.ts";
import { additionsOf, type Change, changesOf } from "./changes.ts";
import { doorNotes, exposureNotes, frontedOf, profilesOfServices } from "./fronts.ts";
import { refuse, refuseIdleTarget, refuseOther, refuseSealed, refuseUndone, unsafeAmong } from "./refusals.ts";
import { sharingNotes } from "./sharing.ts";

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
  /** What of it is to be minded: those of its findings that nobody silenced. */
  left: Finding[];
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
 * @param today when silences have ended, like 2026-11-24
 * @throws Failure where the manifests cannot be changed, or would be unsafe once they are; undefined without Kong
 */
export function planOf(all: readonly Resource[], settings: Settings, today?: string): Plan | undefined {
  const { target, realIPHeader: header } = settings.config;
  const resources = all.filter((resource) => !isElsewhere(resource, target));
  const gateways = findGateways(resources, settings.config).filter(({ workload }) => isTarget(workload, target));
  if (gateways.length === 0) return undefined;
  for (const gateway of gateways) refuseSealed(gateway, settings);
  refuse(gateways.flatMap(listenerFindings));
  refuse(silenceFaults(resources));
  refuseIdleTarget(gateways, settings);
  const fronted = frontedOf(alikeOf(gateways), settings);
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
  const judged = findGateways([...patched.keys()], settings.config).filter(
    ({ workload, fronts }) => meant.has(before(workload)) || isChanged(fronts),
  );
  const after = judge(judged, profiles, { run: { settings, before } });
  const unsafe = unsafeAmong(after.findings, settings, (resource) => chosen.has(before(resource)));
  // Where two annotations exclude each other, the rest is what comes of it.
  refuse(unsafe.filter(({ code }) => code === "conflicting-annotation"));
  for (const front of alikeOf(judged).flatMap(([{ fronts }]) => fronts)) {
    const profile = chosen.get(before(front.service));
    if (!profile) continue;
    refuseOther(front, profile, settings);
    refuseUndone(front, settings);
  }
  refuse(unsafe);
  return {
    gateways,
    changes,
    additions,
    after,
    left: silence(after.findings, resources, settings.config.silence, today).minded,
    profiles,
    notes: [
      ...exposureNotes(fronted, settings),
      ...sharingNotes(gateways, (resource) => values.has(resource)),
      ...additions.flatMap(({ resource }) => policyNotes(resource, settings.config)),
      ...doorNotes(fronted, settings, values),
    ],
  };
}
