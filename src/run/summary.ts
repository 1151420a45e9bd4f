import type { Operation } from "../json/patch.ts";
import { isObject, type Json, mapAt, mapsAt, textAt } from "../json/values.ts";

/** Whether a patch makes a resource that was not there. */
export const isAddition = ([operation]: readonly Operation[]): boolean =>
  operation?.op === "add" && operation.path === "";

/** What a patch changes, by the names people know: annotations, `externalTrafficPolicy`, `KONG_TRUSTED_IPS`. */
export function summary(patch: readonly Operation[]): string {
  const names = new Set<string>();
  const variables = new Map<string, string>();
  for (const operation of patch) {
    const { op, path } = operation;
    const [, parent = "", token = ""] = /^(.*?)\/([^/]*)$/.exec(path) ?? [];
    const value = "value" in operation ? operation.value : undefined;
    const variable = variables.get(path) ?? variables.get(parent);
    // What a test of the user's own looks for is nobody's business.
    if (op === "test") /\/env\/\d+\/name$/.test(path) && variables.set(parent, String(value));
    else if (OPTIONS.test(path) && !/\/env\//.test(path))
      for (const name of leaves(unescaped(token), value ?? null)) names.add(name);
    else if (parent === "/metadata/annotations") names.add(unescaped(token));
    else if (path === "/metadata/annotations") for (const key of Object.keys(mapAt(value, []))) names.add(key);
    else if (/\/env\/(?:\d+|-)$/.test(path)) names.add(textAt(value, ["name"]) || variable || path);
    else if (/\/env$/.test(path)) for (const item of mapsAt(value, [])) names.add(textAt(item, ["name"]) ?? path);
    else if (/\/env\/\d+\/value(?:From)?$/.test(path)) names.add(variable || path);
    else names.add(parent === "/spec" ? token : path);
  }
  return [...names].join(", ");
}

/** Where Kong's operator keeps what a Deployment and a Service say by themselves. */
const OPTIONS = /^\/spec(?:$|\/(?:dataPlaneOptions|deployment|network)(?:\/|$))/;

/** The names of all that is in a value: of an item in a list its own. */
function leaves(key: string, value: Json): string[] {
  if (key === "env") return mapsAt(value, []).flatMap((item) => textAt(item, ["name"]) ?? []);
  if (Array.isArray(value)) return value.flatMap((item) => leaves(key, { ...mapAt(item, []), name: null }));
  if (!isObject(value)) return value === null && key === "name" ? [] : [key];
  return Object.entries(value).flatMap(([inner, item]) => leaves(inner, item));
}

const unescaped = (token: string) => token.replaceAll("~1", "/").replaceAll("~0", "~");
