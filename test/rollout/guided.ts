import { callerLayer, mergeLayers } from "../../src/config/layers.ts";
import { resolve, type Settings } from "../../src/config/resolve.ts";
import type { Config } from "../../src/index.ts";
import { type Manifests, read } from "../../src/manifests/read.ts";
import { written } from "../../src/rollout/draft.ts";
import { type Guide, guideOf } from "../../src/rollout/guide.ts";
import { type Rollout, rolloutOf } from "../../src/rollout/rollout.ts";

/** A release on the way, and what is told of it. */
export interface Guided {
  rollout: Rollout;
  guide: Guide;
  /** The manifests of the steps that are left. */
  steps: Buffer[];
}

function settingsOf(config: Config): Settings {
  const merged = mergeLayers([callerLayer(config, () => "config")]);
  return resolve(merged.config, merged.where);
}

export function guided(bytes: Buffer, config: Config): Guided {
  const settings = settingsOf(config);
  const manifests: Manifests = read(bytes);
  const rollout = rolloutOf([manifests], settings);
  if (!rollout) throw new Error("there is no Kong");
  return {
    rollout,
    guide: guideOf([manifests], rollout, settings),
    steps: rollout.states.map(({ draft }) => written(manifests, draft)),
  };
}
