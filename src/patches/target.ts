import { Failure } from "../failure.ts";
import { textAt } from "../manifests/json.ts";
import { label, type Resource } from "../manifests/read.ts";

/** How patches name a resource. The core group has no name. */
export interface Target {
  group?: string;
  version: string;
  kind: string;
  name: string;
  namespace?: string;
}

/** @throws Failure (bad-shape) for a resource without a name, which nothing could find */
export function targetOf(resource: Resource): Target {
  const { apiVersion, kind, namespace, value } = resource;
  const name = textAt(value, ["metadata", "name"]);
  if (name === undefined)
    throw new Failure("bad-shape", label(resource), "a patch cannot find it", "name it in the chart's template");
  const cut = apiVersion.indexOf("/");
  return {
    ...(cut >= 0 && { group: apiVersion.slice(0, cut) }),
    version: apiVersion.slice(cut + 1),
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
  };
}

/**
 * The same for Kustomize, which takes every field for a regular expression that must match the whole, no namespace
 * for any, and a resource that has none for one of `default`.
 *
 * @param resources all of the stream
 * @throws Failure (bad-shape) where it has the resource twice, which Kustomize refuses to read
 */
export function kustomizeTarget(resource: Resource, resources: readonly Resource[]): Target {
  const { namespace, ...target } = targetOf(resource);
  const alike = resources.filter(
    (other) =>
      other !== resource &&
      other.apiVersion === resource.apiVersion &&
      other.kind === resource.kind &&
      other.name === resource.name,
  );
  if (alike.some((other) => placeOf(other) === placeOf(resource)))
    throw new Failure(
      "bad-shape",
      label(resource),
      "it is there twice, and Kustomize reads it once alone",
      "patch the streams one by one, or use --format json-patch",
    );
  const wanted = { ...target, ...((namespace !== undefined || alike.length > 0) && { namespace: placeOf(resource) }) };
  return Object.fromEntries(Object.entries(wanted).map(([key, text]) => [key, literal(text)])) as unknown as Target;
}

const placeOf = ({ namespace }: Resource): string => namespace ?? "default";

const literal = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
