import type { Config } from "../generated/config.ts";
import { textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";

/** Whether the config's `target` means a resource. What it leaves open, or the resource leaves to Helm, matches. */
export function isTarget(resource: Resource, target: Config["target"] = {}): boolean {
  const name = resource.kind === "Service" ? target.service : target.workload;
  const matches = (wanted: string | undefined, actual: string | undefined) =>
    wanted === undefined || actual === undefined || wanted === actual;
  return (
    matches(name, resource.name) &&
    matches(target.namespace, resource.namespace) &&
    matches(target.release, releaseOf(resource) ?? "")
  );
}

/** Whether a resource is in a namespace that the target does not mean, and so has nothing to do with what it means. */
export const isElsewhere = ({ namespace }: Resource, target: Config["target"] = {}): boolean =>
  target.namespace !== undefined && namespace !== undefined && namespace !== target.namespace;

const releaseOf = ({ value }: Resource): string | undefined =>
  textAt(value, ["metadata", "labels", "app.kubernetes.io/instance"]) ??
  textAt(value, ["metadata", "annotations", "meta.helm.sh/release-name"]);
