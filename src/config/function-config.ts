import { placeIn, type ResourceList } from "../manifests/resource-list.ts";
import type { Layer } from "./layers.ts";
import { objectLayer } from "./object.ts";

/** The settings with which the caller configures a call of a KRM function; none where it leaves them to others. */
export const functionLayers = (lists: readonly ResourceList[]): Layer[] =>
  lists.flatMap((list) => (list.functionConfig ? [functionLayer(list, list.functionConfig)] : []));

const functionLayer = ({ document }: ResourceList, functionConfig: NonNullable<ResourceList["functionConfig"]>) =>
  objectLayer("function config", functionConfig, (path) => placeIn(document, ["functionConfig", ...path]));
