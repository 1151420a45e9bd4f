import type { Manifests } from "../manifests/read.ts";
import { placeIn, type ResourceList, resourceListIn } from "../manifests/resource-list.ts";
import type { Layer } from "./layers.ts";
import { objectLayer } from "./object.ts";

/**
 * The layers of a config with those of KRM functions among them: they win over environment and file,
 * and the caller's own word, which is the last layer, over them.
 */
export function withFunctionConfig(
  layers: readonly Layer[],
  ...lists: readonly (ResourceList | undefined)[]
): readonly Layer[] {
  const configs = lists.flatMap((list) => (list?.functionConfig ? [functionLayer(list, list.functionConfig)] : []));
  return [...layers.slice(0, -1), ...configs, ...layers.slice(-1)];
}

/** The same for manifests of which some may be a ResourceList. */
export const withFunctionConfigs = (layers: readonly Layer[], manifests: readonly Manifests[]): readonly Layer[] =>
  withFunctionConfig(layers, ...manifests.map(resourceListIn));

const functionLayer = ({ document }: ResourceList, functionConfig: NonNullable<ResourceList["functionConfig"]>) =>
  objectLayer(functionConfig, (path) => placeIn(document, ["functionConfig", ...path]));
