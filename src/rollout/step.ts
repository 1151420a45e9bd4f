import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { equals } from "../json/values.ts";
import type { Outcome, Verdict } from "../judgement/verdict.ts";
import { alikeOf } from "../kong/alike.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { kubectl } from "../kong/kubectl.ts";
import { label, type Resource } from "../manifests/read.ts";
import { logsCommands } from "../verify/logs-command.ts";
import { actsBehind, applied, type Back, backFrom, minded, titleOf } from "./acts.ts";
import { mindedBy } from "./at-once.ts";
import { rolledOut, verification } from "./commands.ts";
import { resourcesIn } from "./draft.ts";
import { frontsIn, type StepPlace } from "./place.ts";
import { frontedBy, gatewaysIn } from "./release.ts";
import type { Rollout, State } from "./rollout.ts";
import { isSecondService } from "./second-service.ts";

/** What to do, in what order, and how to tell that it is done. */
export interface Step {
  number: number;
  title: string;
  /** What its manifests change, add or take out. */
  changes: string[];
  /** Commands, in order: what applies the manifests, and what manifests cannot do. */
  commands: string[];
  checks: StepCheck[];
  /** What to do by hand before the next one, in words. */
  acts: string[];
  back: Back;
}

/** A command, and what it is to find: how a rolling update ends, or whose address Kong sees. */
export interface StepCheck {
  command: string;
  /** What its stdin is, where it reads Kong's log: a command too. */
  stdin?: string;
  finds: Outcome | "done";
}

/** The steps that are left. */
export function stepsOf({ course, done, now, states }: Rollout, settings: Settings): Step[] {
  return states.map((state, index): Step => {
    const before = states[index - 1] ?? now;
    const number = done + index + 1;
    const { changed, added, removed } = differences(before, state);
    const gone = frontsIn(before, settings).filter(({ service }) => removed.some((each) => each.name === service.name));
    const minds = changed.flatMap((resource) => {
      const front = frontsIn(before, settings).find(({ service }) => label(service) === label(resource));
      if (!front || isSecondService(resource)) return [];
      return [{ front, ...minded(mindedBy(front, resource, profileOf(front, before, settings))) }];
    });
    const place = { before, state, settings, number, isLast: number === course.length };
    return {
      number,
      title: titleOf(place),
      changes: [
        ...changed.map((resource) => `changes ${label(resource)}`),
        ...added.map((resource) => `adds ${label(resource)}`),
        ...removed.map((resource) => `takes out ${label(resource)}`),
      ],
      commands: [
        ...minds.flatMap(({ isMadeAnew, front }) => (isMadeAnew ? [kubectl("delete", front)] : [])),
        applied(number),
        ...gone.map((front) => kubectl("delete", front, "--ignore-not-found")),
      ],
      checks: checksOf(place, changed),
      acts: [...minds.flatMap(({ note }) => note), ...actsBehind(place)],
      back: backFrom(place),
    };
  });
}

function differences(before: State, after: State): { changed: Resource[]; added: Resource[]; removed: Resource[] } {
  const [old, fresh] = [before, after].map(
    ({ draft }) => new Map(resourcesIn(draft).map((each) => [`${each.apiVersion} ${label(each)}`, each])),
  ) as [Map<string, Resource>, Map<string, Resource>];
  const [both, added] = [true, false].map((isOld) => [...fresh].filter(([key]) => old.has(key) === isOld));
  return {
    changed: (both ?? []).flatMap(([key, each]) => (equals(old.get(key)?.value, each.value) ? [] : [each])),
    added: (added ?? []).map(([, each]) => each),
    removed: [...old].flatMap(([key, each]) => (fresh.has(key) ? [] : [each])),
  };
}

/** The profile of the load balancer before a front Service. */
export function profileOf(front: FrontService, { draft }: State, settings: Settings): Profile {
  const all = alikeOf(gatewaysIn(draft, settings)).flatMap((alike) => [...frontedBy(alike, settings)]);
  return all.find(([{ service }]) => label(service) === label(front.service))?.[1] ?? settings.named.profile;
}

function checksOf({ state, before, settings }: StepPlace, changed: readonly Resource[]): StepCheck[] {
  const gateways = gatewaysIn(state.draft, settings);
  const stdin = logsCommands(resourcesIn(state.draft), settings.config.target).join(" & ");
  const isChanged = ({ workload }: Gateway) => changed.some((each) => label(each) === label(workload));
  const fronts = frontsIn(state, settings).filter(
    ({ service }) => isSecondService(service) === (state.stage.second && !before.stage.second),
  );
  return [
    ...gateways.filter(isChanged).map(({ workload }): StepCheck => ({ command: rolledOut(workload), finds: "done" })),
    ...fronts.map(
      (front): StepCheck => ({ command: verification(front), stdin, finds: foundBy(front, state.verdicts) }),
    ),
  ];
}

/** What a front Service's HTTP listeners come to: they have one load balancer before them, so one outcome. */
const foundBy = ({ service }: FrontService, verdicts: readonly Verdict[]): Outcome =>
  verdicts.find(
    ({ front, listener }) => label(front.service) === label(service) && listener.variable === "KONG_PROXY_LISTEN",
  )?.outcome ?? "unknown";
