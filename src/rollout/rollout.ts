import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { judge } from "../judgement/judge.ts";
import { brokenRule } from "../judgement/rules/delivery.ts";
import { profilesBy } from "../judgement/told.ts";
import type { Verdict } from "../judgement/verdict.ts";
import { isExposed } from "../kong/exposure.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { label, type Manifests } from "../manifests/read.ts";
import { type Draft, draftOf } from "./draft.ts";
import { gatewaysIn, staged, stageOf } from "./release.ts";
import { isSecondService } from "./second-service.ts";
import { AT_ONCE, type Course, courseBeside, type Stage, stepsDone } from "./stages.ts";

/** The way from a release as it runs to what the settings ask for. */
export interface Rollout {
  course: Course;
  /** How many steps of it are done. */
  done: number;
  /** The release as it is, and behind each step that is left. */
  now: State;
  states: State[];
}

/** A release in a stage, and whose address Kong sees in it. */
export interface State {
  stage: Stage;
  draft: Draft;
  verdicts: Verdict[];
}

/**
 * Works out the steps; undefined without Kong.
 * @throws Failure where the release cannot be changed, or a step would let clients forge their address
 */
export function rolloutOf(manifests: readonly Manifests[], settings: Settings): Rollout | undefined {
  const draft = draftOf(manifests.flatMap((each) => each.resources));
  const gateways = gatewaysIn(draft, settings);
  if (gateways.length === 0) return undefined;
  for (const gateway of gateways) refuseSecond(gateway);
  const stage = stageOf(draft, settings);
  const now: State = { stage, draft, verdicts: verdictsOn(draft, stage, settings) };
  const course = courseOf(now, settings);
  const done = stepsDone(course, stage);
  const states = course.slice(done).map((each): State => stateOf(now, each, settings));
  for (const state of states) refuseUnsafe(now, state, settings);
  return { course, done, now, states };
}

function refuseSecond({ workload, operator, bounds }: Gateway): void {
  if (!operator && !bounds) return;
  throw new Failure(
    "conflict",
    label(workload),
    "others make its listeners and its Service, so there are no second ones to move to",
    "make the change in a second Gateway or DataPlane, and move the traffic there",
  );
}

function stateOf({ draft }: State, stage: Stage, settings: Settings): State {
  const behind = staged(draft, stage, settings);
  return { stage, draft: behind, verdicts: verdictsOn(behind, stage, settings) };
}

/** What is a question of one change, or is broken now, changes at once: there is nothing to be kept going. */
function courseOf(now: State, settings: Settings): Course {
  const { stage, verdicts } = now;
  const isUnderWay = stage.listeners || stage.second;
  if (isUnderWay) {
    if (settings.method !== "http-headers") return courseBeside(settings.method, () => true);
    return courseBeside(settings.method, () => stage.workloads);
  }
  const isBroken = verdicts.some(({ outcome, front }) => isExposed(front) && outcome === "broken");
  const isOfServices = !stage.services || settings.method === "proxy-protocol";
  if (isBroken || !isOfServices || speaksAlready(now, settings)) return AT_ONCE;
  refuseOperated(now, settings);
  return courseBeside(settings.method, () => {
    const trusting = stateOf(now, { ...stage, workloads: true }, settings);
    return forgeable(now, trusting).length === 0;
  });
}

/** An operator makes one Service for each of its gateways, and takes no other for it. */
function refuseOperated({ draft }: State, settings: Settings): void {
  const fronts = gatewaysIn(draft, settings).flatMap((gateway) => gateway.fronts);
  const operated = fronts.find(({ service }) => service.kind !== "Service");
  if (!operated) return;
  throw new Failure(
    "unsupported",
    label(operated.service),
    "an operator makes its Service, so there can be no second one",
    "make a second DataPlane with the settings, move clients to it, and take the first one out",
  );
}

/** Whether all listeners in question expect PROXY headers already, so that nothing but trust can be missing. */
function speaksAlready({ draft }: State, settings: Settings): boolean {
  if (settings.method !== "proxy-protocol") return false;
  const listeners = gatewaysIn(draft, settings).flatMap(({ fronts }) => fronts.flatMap((front) => front.listeners));
  return listeners.every(({ flags, transport }) => transport === "UDP" || flags.includes("proxy_protocol"));
}

/**
 * Whose address Kong sees. A second Service has the load balancer that the settings name, doing what they promise; the
 * first one has it as far as it shows it, until it is changed.
 */
function verdictsOn(draft: Draft, { services, workloads }: Stage, settings: Settings): Verdict[] {
  const { named, method, config } = settings;
  const header = config.realIPHeader;
  const told = profilesBy({ named, method, ...(header !== undefined && { header }) }, () => true);
  const shown = profilesBy({ named }, () => false);
  const isSwitched = (front: FrontService) => isSecondService(front.service) || (services && workloads);
  return judge(gatewaysIn(draft, settings), {
    of: (front) => (isSwitched(front) ? told : shown).of(front),
    contradiction: () => undefined,
  }).verdicts;
}

const placeOf = ({ front, port, listener }: Verdict): string =>
  `${label(front.service)} ${port.port} ${listener.index}`;

/** Where clients can choose their address, and could not before. */
function forgeable(now: State, { verdicts }: State): Verdict[] {
  const open = new Set(now.verdicts.flatMap((each) => (each.forgers === "any client" ? [placeOf(each)] : [])));
  return verdicts.filter((each) => each.forgers === "any client" && !open.has(placeOf(each)));
}

function refuseUnsafe(now: State, state: State, { config }: Settings): void {
  const [open] = config.allowTrustAll ? [] : forgeable(now, state);
  const broken = state.verdicts.find(({ outcome }) => outcome === "broken");
  const found = open ?? broken;
  if (!found) return;
  const { front, port, because } = found;
  throw new Failure(
    "unsafe",
    label(front.service),
    `on port ${port.port}, half-way, ${open ? "any client could forge its address" : "connections would fail"}: ${because}`,
    "switch to another load balancer, or in a maintenance window",
    open ? "forgeable-address" : brokenRule(found),
  );
}
