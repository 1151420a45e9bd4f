import { type Operation, valueAt } from "../../json/patch.ts";
import { isObject, type Json, type JsonObject, pointer } from "../../json/values.ts";

const ANNOTATIONS = "/metadata/annotations";

/**
 * A patch as Kustomize, and Flux through it, had better apply it: to a resource that may have got more since.
 *
 * A map of annotations is added key by key, as Kustomize always has one, for annotations of its own; so does Helm 4.
 * Any other map or list is added only where there is none still: Kustomize takes nothing for null in a test.
 */
export function forKustomize(patch: readonly Operation[], value: JsonObject): Operation[] {
  return patch.flatMap((operation, index): Operation[] => {
    if (operation.op !== "add" || patch.slice(0, index).some((earlier) => touches(earlier, operation.path)))
      return [operation];
    const { path, value: added } = operation;
    if (!isCollection(added) || !isMissing(value, path)) return [operation];
    if (path !== ANNOTATIONS || !isObject(added)) return [{ op: "test", path, value: null }, operation];
    return Object.entries(added).map(([key, item]) => ({ op: "add", path: path + pointer([key]), value: item }));
  });
}

const isCollection = (value: Json): boolean => typeof value === "object" && value !== null;

/** Whether a map has no such key, or nothing behind it. */
function isMissing(value: JsonObject, path: string): boolean {
  const parent = valueAt(value, path.slice(0, path.lastIndexOf("/")));
  return isObject(parent) && valueAt(value, path) == null;
}

/** Whether an operation may have changed what stands at a path. */
const touches = (operation: Operation, path: string): boolean =>
  operation.op !== "test" &&
  [operation.path, ...("from" in operation ? [operation.from] : [])].some(
    (other) => `${path}/`.startsWith(`${other}/`) || other.startsWith(`${path}/`),
  );
