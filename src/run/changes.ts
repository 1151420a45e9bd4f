import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { apply, type Operation, PatchError } from "../json/patch.ts";
import { equals, type JsonObject } from "../json/values.ts";
import { type Addition, addition } from "../manifests/addition.ts";
import { label, type Resource } from "../manifests/read.ts";
import { methods } from "../methods/index.ts";
import type { Fronted } from "./fronts.ts";

/** The change of one resource: an RFC 6902 patch and the value it gives. */
export interface Change {
  resource: Resource;
  patch: Operation[];
  value: JsonObject;
}

/** What the methods add for all gateways, perhaps the same for several. */
export const additionsOf = (fronted: readonly Fronted[], settings: Settings): Addition[] =>
  fronted.flatMap(({ alike, fronts }) =>
    alike.flatMap((gateway) =>
      methods[settings.method].additions(gateway, fronts, settings).map(({ beside, value }) => addition(beside, value)),
    ),
  );

type Role = "service" | "workload";

/**
 * What the method and the user's own patches change. A Service before several gateways is changed once, and what has
 * several roles by each as the last one left it. Resources that are as they should be are left out.
 */
export function changesOf(fronted: readonly Fronted[], settings: Settings): Change[] {
  const method = methods[settings.method];
  const targets = new Map<Resource, { roles: Set<Role>; patch: Operation[]; value: JsonObject }>();
  const change = (resource: Resource, role: Role, patchOf: (now: Resource) => Operation[]) => {
    const known = targets.get(resource) ?? { roles: new Set(), patch: [], value: resource.value };
    const patch = patchOf({ ...resource, value: known.value });
    targets.set(resource, {
      roles: known.roles.add(role),
      patch: [...known.patch, ...patch],
      value: patch.length === 0 ? known.value : applyOwn({ ...resource, value: known.value }, patch),
    });
  };
  for (const { alike, fronts } of fronted) {
    for (const [front, profile] of fronts)
      change(front.service, "service", (service) => method.service({ ...front, service }, profile, settings));
    for (const gateway of alike)
      change(gateway.workload, "workload", (workload) => method.workload({ ...gateway, workload }, fronts, settings));
  }
  const changes = [...targets].map(([resource, { roles, patch, value: own }]): Change => {
    const user = (settings.config.patches ?? []).flatMap((item, index) =>
      !roles.has(item.target)
        ? []
        : (item.patch as Operation[]).map((operation, at) => ({ operation, name: `patches[${index}].patch[${at}]` })),
    );
    const value = user.length === 0 ? own : applyUserPatch(resource, own, user);
    return { resource, patch: [...patch, ...user.map(({ operation }) => operation)], value };
  });
  return changes.filter(({ resource, value }) => !equals(resource.value, value));
}

/** A patch of ours fails only where the resource lacks what every resource of its kind has. */
function applyOwn(resource: Resource, patch: readonly Operation[]): JsonObject {
  try {
    return apply(resource.value, patch);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Failure("bad-shape", label(resource), error.reason, "mend the chart's template");
  }
}

function applyUserPatch(
  resource: Resource,
  value: JsonObject,
  patch: readonly { operation: Operation; name: string }[],
): JsonObject {
  try {
    return apply(
      value,
      patch.map(({ operation }) => operation),
    );
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Failure(
      "user-patch",
      label(resource),
      `${patch[error.index]?.name} does not apply: ${error.reason}`,
      "mend the patch, or narrow it with target",
    );
  }
}
