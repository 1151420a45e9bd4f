import { visible } from "../../escape/text.ts";
import { type Json, type JsonObject, mapAt, type Path, textAt } from "../../json/values.ts";
import type { Resource } from "../../manifests/read.ts";
import { allChanges, type Plan } from "../../run/plan.ts";
import { changedNames, isAddition } from "../../run/summary.ts";

/** Says which function a result is from: a function that runs again replaces what it said before. */
const FUNCTION = "kong-client-ip";

/** What a run did and what is to be minded, as results of a KRM function. They quote no more than stderr does. */
export function resultsOf(plan: Plan | undefined, notes: readonly string[]): JsonObject[] {
  const changes = plan ? allChanges(plan) : [];
  return [
    ...changes.map(({ resource, patch, value }) =>
      isAddition(patch)
        ? result("added", "info", "added", resource)
        : result(`changed ${changedNames(resource.value, value).join(", ")}`, "info", "changed", resource),
    ),
    ...notes.map((note) => result(note, "info", "note")),
    ...(plan?.left ?? []).map(({ severity, resource, where, what, remedy, code, path }) => {
      const level = severity === "note" ? "info" : "warning";
      return result(`${resource ? "" : `${where}: `}${what}; ${remedy}`, level, code, resource, path);
    }),
  ];
}

/** The results of other functions, and behind them ours. */
export const mergeResults = (old: readonly Json[], ours: readonly Json[]): Json[] => [
  ...old.filter((item) => textAt(item, ["tags", "function"]) !== FUNCTION),
  ...ours,
];

function result(
  message: string,
  severity: "info" | "warning",
  code: string,
  resource?: Resource,
  path: Path = [],
): JsonObject {
  const { apiVersion = "", kind = "", namespace, value = {} } = resource ?? {};
  const name = textAt(value, ["metadata", "name"]);
  const file = fileOf(value);
  const isNamed = name !== undefined;
  return {
    message: visible(message),
    severity,
    ...(isNamed && { resourceRef: { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) } }),
    ...(isNamed && path.length > 0 && { field: { path: jsonPath(path) } }),
    ...(file && { file }),
    tags: { function: FUNCTION, code },
  };
}

/** The file that an orchestrator read an item from. */
function fileOf(item: JsonObject): JsonObject | undefined {
  const annotations = mapAt(item, ["metadata", "annotations"]);
  const told = (key: string) =>
    textAt(annotations, [`internal.config.kubernetes.io/${key}`]) ??
    textAt(annotations, [`config.kubernetes.io/${key}`]);
  const [path, index = ""] = [told("path"), told("index")];
  return path === undefined ? undefined : { path, ...(/^\d+$/.test(index) && { index: Number(index) }) };
}

/** A path as the specification writes it: `spec.containers[3]['a.b']`. */
const jsonPath = (path: Path): string =>
  path
    .map((token) => (typeof token === "number" ? `[${token}]` : /^[\w-]+$/.test(token) ? `.${token}` : `['${token}']`))
    .join("")
    .replace(/^\./, "");
