import { withFunctionConfigs } from "../../config/function-config.ts";
import { mergeLayers } from "../../config/layers.ts";
import { resolve, type Settings } from "../../config/resolve.ts";
import { withoutKong } from "../../hosts/filter/postrender.ts";
import { type Manifests, type Resource, read } from "../../manifests/read.ts";
import { type Plan, planOf } from "../../run/plan.ts";
import type { Input } from "./input.ts";

export interface Planned {
  settings: Settings;
  resources: Resource[];
  /** Missing without Kong, where that may be: then notes say so. */
  plan?: Plan;
  notes: string[];
}

/** Works out what the settings ask for in the manifests of all files together. */
export function planned(input: Input): Planned {
  const layers = input.layers();
  const manifests: Manifests[] = input.sources().map(({ bytes, file }) => read(bytes, file));
  const { config, where } = mergeLayers(withFunctionConfigs(layers, manifests));
  const settings = resolve(config, where);
  const resources = manifests.flatMap((each) => each.resources);
  const plan = planOf(resources, settings);
  if (plan) return { settings, resources, plan, notes: [] };
  const notes = manifests.flatMap((each) => withoutKong(each, config).notes);
  return { settings, resources, notes: [...new Set(notes)] };
}
