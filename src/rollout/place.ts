import type { Settings } from "../config/resolve.ts";
import { alikeOf } from "../kong/alike.ts";
import type { FrontService } from "../kong/find.ts";
import { label } from "../manifests/read.ts";
import { frontedBy, gatewaysIn } from "./release.ts";
import type { State } from "./rollout.ts";

/** Where a step stands between others. */
export interface StepPlace {
  before: State;
  state: State;
  settings: Settings;
  number: number;
  isLast: boolean;
}

/** The front Services that the method changes, the second ones too. */
export const frontsIn = ({ draft }: State, settings: Settings): FrontService[] =>
  unique(alikeOf(gatewaysIn(draft, settings)).flatMap((alike) => [...frontedBy(alike, settings).keys()]));

const unique = (fronts: readonly FrontService[]): FrontService[] => [
  ...new Map(fronts.map((front) => [label(front.service), front])).values(),
];
