import { at, type JsonObject, mapAt, type Path } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";
import { environmentOf } from "./environment.ts";
import { type Identity, identitiesOf } from "./identity.ts";
import { NEWEST } from "./version.ts";
import { type Container, containersOf } from "./workloads.ts";

/**
 * The containers of a workload, each with what it is to Kong. For one that is in doubt the ConfigMaps in the stream
 * that it takes variables from are looked at too.
 *
 * @param pod where the workload keeps its pod
 * @param named the container that the user calls Kong's
 */
export function kongsIn(workload: Resource, pod: Path, named?: string): { container: Container; identity: Identity }[] {
  const containers = containersOf(workload.value, pod);
  const values = containers.map(({ value }) => value);
  const first = identitiesOf(values, named);
  const isOpen = values.map((value, index) => isInDoubt(first[index]) && at(value, ["envFrom"]) !== undefined);
  const identities = isOpen.includes(true)
    ? identitiesOf(values.map((value, index) => (isOpen[index] ? withAllVariables(workload, pod, value) : value)))
    : first;
  return containers.map((container, index) => ({ container, identity: identities[index] ?? "nothing" }));
}

const isInDoubt = (identity: Identity | undefined): boolean => typeof identity === "object" && identity.inDoubt;

function withAllVariables(workload: Resource, pod: Path, container: JsonObject): JsonObject {
  const { env } = environmentOf({ workload, pod: mapAt(workload.value, pod), container }, NEWEST);
  return { ...container, env: [...env.keys()].map((name) => ({ name })) };
}
