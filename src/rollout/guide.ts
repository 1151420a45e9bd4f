import type { Settings } from "../config/resolve.ts";
import { label, type Manifests } from "../manifests/read.ts";
import { costAtOnce } from "./at-once.ts";
import { resourcesIn } from "./draft.ts";
import { type Lack, lacksOf } from "./lacks.ts";
import { frontsIn } from "./place.ts";
import { gatewaysIn } from "./release.ts";
import type { Rollout } from "./rollout.ts";
import { isSecondService } from "./second-service.ts";
import { AT_ONCE } from "./stages.ts";
import { profileOf, type Step, stepsOf } from "./step.ts";

/** All that a person needs to get from a release as it runs to what the settings ask for. */
export interface Guide {
  method: Settings["method"];
  /** How many steps there are in all, and how many are done. */
  total: number;
  done: number;
  steps: Step[];
  /** What pods lack to be exchanged without a gap. */
  lacks: Lack[];
  /** What it would cost to do all at once, where that costs anything. */
  atOnce: string[];
}

export function guideOf(manifests: readonly Manifests[], rollout: Rollout, settings: Settings): Guide {
  const { course, done, now, states } = rollout;
  const { method } = settings;
  const isOver = states.length === 0;
  return {
    method,
    total: course.length,
    done,
    steps: stepsOf(rollout, settings),
    lacks: isOver ? [] : lacksOf(manifests, gatewaysIn(now.draft, settings), method === "external-traffic-policy"),
    atOnce: isOver || course === AT_ONCE ? [] : costs(rollout, settings),
  };
}

function costs({ now, states }: Rollout, settings: Settings): string[] {
  const last = new Map(resourcesIn(states.at(-1)?.draft ?? []).map((resource) => [label(resource), resource]));
  return frontsIn(now, settings).flatMap((front) => {
    const after = last.get(label(front.service));
    if (!after || isSecondService(front.service)) return [];
    return costAtOnce(front, after, profileOf(front, now, settings), settings);
  });
}
