import { Failure } from "../../failure.ts";
import { textAt } from "../../json/values.ts";
import { label, type Resource } from "../../manifests/read.ts";

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
 * The same for Kustomize, which takes every field for a regular expression that must match the whole, a field that is
 * missing or empty for any, and a resource without a namespace for one of `default`. So where the stream has others
 * that the target would match as well, it says more.
 *
 * @param resources all of the stream
 * @throws Failure (bad-shape) where it has the resource twice, which Kustomize refuses to read
 */
export function kustomizeTarget(resource: Resource, resources: readonly Resource[]): Target {
  const { group = NO_GROUP, namespace = "default", version, kind, name } = regular(targetOf(resource));
  const others = resources
    .filter((other) => other !== resource && other.kind === resource.kind && other.name === resource.name)
    .map((other) => regular(targetOf(other)))
    .filter((other) => other.version === version);
  const alike = others.filter((other) => (other.group ?? NO_GROUP) === group);
  if (alike.some((other) => (other.namespace ?? "default") === namespace))
    throw new Failure(
      "bad-shape",
      label(resource),
      "it is there twice, and Kustomize reads it once alone",
      "patch the streams one by one, or use --format json-patch",
    );
  return {
    ...((group !== NO_GROUP || others.length > alike.length) && { group }),
    version,
    kind,
    name,
    ...((resource.namespace !== undefined || alike.length > 0) && { namespace }),
  };
}

/** The core group is an empty text, which only this matches. */
const NO_GROUP = "^$";

const regular = (target: Target): Target =>
  Object.fromEntries(
    Object.entries(target).map(([key, text]: [string, string]) => [key, text.replace(SPECIAL, "\\$&")]),
  ) as unknown as Target;

/** Go's regular expressions know these. */
const SPECIAL = /[\\^$.|?*+()[\]{}]/g;
