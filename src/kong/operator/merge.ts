import { isObject, type Json, type JsonObject, textAt } from "../../json/values.ts";

/** Lists whose items merge, with the key that tells one from another. kubernetes/api core/v1 types.go (patchMergeKey) */
const KEYS: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  env: "name",
  volumes: "name",
  volumeMounts: "mountPath",
};

/**
 * Options over others, as a strategic merge patch puts them. Items of the upper ones come first, where they stand.
 * Source: Kong/kong-operator controller/gateway/controller_reconciler_utils.go (mergeGatewayConfigurations)
 */
export function merged(lower: JsonObject, upper: JsonObject): JsonObject {
  const both = Object.entries(upper)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key, mergedAt(key, lower[key], value)] as const);
  return { ...lower, ...Object.fromEntries(both) };
}

function mergedAt(key: string, lower: Json | undefined, upper: Json): Json {
  if (isObject(lower) && isObject(upper)) return merged(lower, upper);
  const name = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (name === undefined || !Array.isArray(lower) || !Array.isArray(upper)) return upper;
  const nameOf = (item: Json) => textAt(item, [name]);
  const below = new Map(lower.map((item) => [nameOf(item), item]));
  const above = new Set(upper.map(nameOf));
  return [
    ...upper.map((item) => {
      const other = below.get(nameOf(item));
      return isObject(item) && isObject(other) ? merged(other, item) : item;
    }),
    ...lower.filter((item) => !above.has(nameOf(item))),
  ];
}
