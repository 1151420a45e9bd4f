import { withFunctionConfigs } from "../../config/function-config.ts";
import { mergeLayers } from "../../config/layers.ts";
import { resolve, type Settings } from "../../config/resolve.ts";
import { planned } from "../../hosts/filter/postrender.ts";
import { type Resource, read } from "../../manifests/read.ts";
import type { Plan } from "../../run/plan.ts";
import type { Report } from "../../run/report.ts";
import type { Given, Input } from "../input.ts";

interface Planned {
  settings: Settings;
  resources: Resource[];
  /** Missing without Kong, where that may be: then notes say so. */
  plan?: Plan;
  report: Report;
}

/** Works out what the settings ask for in the manifests of all files together. */
export function plannedFor(files: readonly string[], given: Given, input: Input): Planned {
  const layers = input.layers(given);
  const manifests = input.sources(files).map(({ bytes, file }) => read(bytes, file));
  const { config, where } = mergeLayers(withFunctionConfigs(layers, manifests));
  const settings = resolve(config, where);
  return {
    settings,
    resources: manifests.flatMap((each) => each.resources),
    ...planned(manifests, settings, input.today),
  };
}
