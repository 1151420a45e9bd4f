import { Failure } from "../failure.ts";
import type { Operation } from "../json/patch.ts";
import { apply } from "../json/patch.ts";
import { at, equals, isObject, type Json, pointer } from "../json/values.ts";
import { type Addition, addedFor } from "../manifests/addition.ts";
import { label, type Resource } from "../manifests/read.ts";
import type { Change } from "./changes.ts";

/**
 * What of the resources that a run wants is new, and what changes in those that an earlier run added. Of theirs the
 * `spec` alone counts, as far as it is ours: Kubernetes and other tools fill in more.
 *
 * @throws Failure (conflict) where a resource of somebody else's has the name, or two that differ want it
 */
export function settle(
  wanted: readonly Addition[],
  resources: readonly Resource[],
): { additions: Addition[]; changes: Change[] } {
  const additions: Addition[] = [];
  const changes: Change[] = [];
  for (const each of unique(wanted)) {
    const { resource } = each;
    const old = resources.find((other) => isSame(other, resource));
    if (!old) additions.push(each);
    else if (addedFor(old) !== addedFor(resource)) throw taken(old);
    else {
      const patch = updateOf(old, resource);
      if (patch.length > 0) changes.push({ resource: old, patch, value: apply(old.value, patch) });
    }
  }
  return { additions, changes };
}

/** Namespaces that are left to Helm or kubectl match any. */
const isSame = (a: Resource, b: Resource): boolean =>
  a.kind === b.kind &&
  a.name === b.name &&
  (a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace);

const taken = (resource: Resource): Failure =>
  new Failure("conflict", label(resource), "its name is needed for one that would be added", "give it another name");

const differing = (resource: Resource): Failure =>
  new Failure(
    "conflict",
    label(resource),
    "two gateways would need different ones",
    "give their listeners the same ports, or run the tool for each with target",
  );

/** Several gateways behind one Service want the same. */
function unique(wanted: readonly Addition[]): Addition[] {
  const kept: Addition[] = [];
  for (const each of wanted) {
    const twin = kept.find(({ resource }) => isSame(resource, each.resource));
    if (!twin) kept.push(each);
    else if (!equals(twin.resource.value, each.resource.value)) throw differing(each.resource);
  }
  return kept;
}

function updateOf(old: Resource, { value }: Resource): Operation[] {
  const spec = at(value, ["spec"]);
  if (!isObject(at(old.value, ["spec"]))) return [{ op: "add", path: "/spec", value: spec ?? {} }];
  return Object.entries(isObject(spec) ? spec : {})
    .filter(([key, item]) => !covers(at(old.value, ["spec", key]), item))
    .map(([key, item]) => ({ op: "add", path: pointer(["spec", key]), value: item }));
}

/** Whether a value says all that another one says. */
function covers(value: Json | undefined, wanted: Json): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((item, index) => covers(value[index], item))
    );
  if (!isObject(wanted)) return equals(value, wanted);
  return isObject(value) && Object.entries(wanted).every(([key, item]) => covers(value[key], item));
}
