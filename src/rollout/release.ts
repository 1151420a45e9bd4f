import type { Settings } from "../config/resolve.ts";
import type { Operation } from "../json/patch.ts";
import { type Alike, alikeOf } from "../kong/alike.ts";
import { type FrontService, findGateways, type Gateway } from "../kong/find.ts";
import { isElsewhere, isTarget } from "../kong/target.ts";
import type { Resource } from "../manifests/read.ts";
import { methods } from "../methods/index.ts";
import type { Change } from "../run/changes.ts";
import { type Fronts, frontsOf } from "../run/fronts.ts";
import { allChanges, planOf } from "../run/plan.ts";
import { type Draft, patched, resourcesIn, withNew, without, withValues } from "./draft.ts";
import { addListeners, distanceOf, hasSecondListeners, removeListeners } from "./second-listeners.ts";
import { isSecondService, secondService } from "./second-service.ts";
import type { Stage } from "./stages.ts";

/** The gateways of a draft that the settings mean. */
export function gatewaysIn(draft: Draft, { config }: Settings): Gateway[] {
  const { target } = config;
  const near = resourcesIn(draft).filter((resource) => !isElsewhere(resource, target));
  return findGateways(near, config).filter(({ workload }) => isTarget(workload, target));
}

/** The front Services that a method changes, the second ones too, whatever a target says of Services. */
export function frontedBy(alike: Alike, settings: Settings): Fronts {
  const { service: _, ...target } = settings.config.target ?? {};
  return frontsOf(alike[0], { ...settings, config: { ...settings.config, target } });
}

/** The changes of a run to a draft. */
const changesTo = (draft: Draft, settings: Settings): Change[] => {
  const plan = planOf(resourcesIn(draft), settings);
  return plan ? allChanges(plan) : [];
};

/** What stage a release is in. */
export function stageOf(draft: Draft, settings: Settings): Stage {
  const gateways = gatewaysIn(draft, settings);
  const changes = changesTo(released(draft, settings), settings);
  const isService = ({ resource }: Change) => resource.kind === "Service";
  return {
    listeners: gateways.some(hasSecondListeners),
    second: resourcesIn(draft).some(isSecondService),
    services: !changes.some(isService),
    workloads: changes.every(isService),
  };
}

/** The release alone, without what steps put beside it. */
function released(draft: Draft, settings: Settings): Draft {
  const left = without(draft, isSecondService);
  return edited(left, settings, (gateway) => removeListeners(gateway));
}

/** The draft of a release in a stage, from that of any stage before. */
export function staged(draft: Draft, stage: Stage, settings: Settings): Draft {
  const beside = stage.listeners || stage.second ? withSecond(draft, stage, settings) : released(draft, settings);
  const plan = planOf(resourcesIn(beside), settings);
  const changes = (plan?.changes ?? []).filter(
    ({ resource }) => !isSecondService(resource) && (resource.kind === "Service" ? stage.services : stage.workloads),
  );
  const added = stage.workloads ? (plan?.additions ?? []) : [];
  const grown = withNew(
    beside,
    added.map(({ beside: near, resource }) => [near, resource.value]),
  );
  const whole = withValues(grown, new Map(changes.map(({ resource, value }) => [resource, value])));
  return stage.second ? whole : without(whole, isSecondService);
}

/** With second Services, and with second listeners where the stage has them; both as the method wants them. */
function withSecond(draft: Draft, { listeners }: Stage, settings: Settings): Draft {
  const distance = listeners ? distanceOf(gatewaysIn(draft, settings)) : 0;
  const ready = listeners ? edited(draft, settings, (gateway) => addListeners(gateway, distance)) : draft;
  const doubled = withNew(
    ready,
    missing(ready, settings).map((front) => [front.service, secondService(front, distance)]),
  );
  const patches = new Map<Resource, Operation[]>();
  for (const alike of alikeOf(gatewaysIn(doubled, settings))) {
    const second = new Map([...frontedBy(alike, settings)].filter(([{ service }]) => isSecondService(service)));
    for (const [front, profile] of second)
      patches.set(front.service, methods[settings.method].service(front, profile, settings));
    for (const gateway of listeners ? alike : [])
      patches.set(gateway.workload, [
        ...(patches.get(gateway.workload) ?? []),
        ...methods[settings.method].workload(gateway, second, settings),
      ]);
  }
  return patched(doubled, patches);
}

/** The front Services that a run changes, and that have no second one yet. */
function missing(draft: Draft, settings: Settings): FrontService[] {
  const fronts = alikeOf(gatewaysIn(draft, settings)).flatMap(([gateway]) => [...frontsOf(gateway, settings).keys()]);
  const there = resourcesIn(draft).some(isSecondService);
  return there ? [] : [...new Map(fronts.map((front) => [front.service, front])).values()];
}

function edited(draft: Draft, settings: Settings, edit: (gateway: Gateway) => Operation[]): Draft {
  const patches = new Map<Resource, Operation[]>();
  for (const gateway of gatewaysIn(draft, settings))
    patches.set(gateway.workload, [...(patches.get(gateway.workload) ?? []), ...edit(gateway)]);
  return patched(draft, patches);
}
