import { isDeepStrictEqual } from "node:util";
import type { Settings } from "./config/settings.ts";
import { Failure } from "./failure.ts";
import type { FrontService, Gateway } from "./kong/find.ts";
import type { JsonObject } from "./manifests/json.ts";
import { label, type Resource } from "./manifests/read.ts";
import { methods } from "./methods/index.ts";
import { apply, type Operation, PatchError } from "./patch.ts";

/** What a method makes of one gateway. */
export interface GatewayPlan {
  gateway: Gateway;
  /** The front Services that the method works on. */
  fronts: FrontService[];
}

/** The change of one resource: an RFC 6902 patch and the value it gives. */
export interface Change {
  resource: Resource;
  patch: Operation[];
  value: JsonObject;
}

/**
 * The changes that the method and then the user's own patches make to the planned gateways and their Services.
 * A Service before several gateways is changed once. Resources that are as they should be are left out.
 *
 * @throws Failure (user-patch) where one of the user's patches does not apply
 */
export function changesOf(plans: readonly GatewayPlan[], settings: Settings): Change[] {
  const method = methods[settings.method];
  const targets = new Map<Resource, { role: "service" | "workload"; patch: Operation[] }>();
  for (const { gateway, fronts } of plans) {
    for (const front of fronts) targets.set(front.service, { role: "service", patch: method.service(front, settings) });
    targets.set(gateway.workload, { role: "workload", patch: method.workload(gateway, fronts, settings) });
  }
  const changes = [...targets].map(([resource, { role, patch }]): Change => {
    const own = apply(resource.value, patch);
    const user = (settings.config.patches ?? []).flatMap((item, index) =>
      item.target === role ? [{ index, patch: item.patch as Operation[] }] : [],
    );
    const value = user.reduce((patched, item) => applyUserPatch(resource, patched, item), own);
    return { resource, patch: [...patch, ...user.flatMap((item) => item.patch)], value };
  });
  return changes.filter(({ resource, value }) => !isDeepStrictEqual(resource.value, value));
}

function applyUserPatch(
  resource: Resource,
  value: JsonObject,
  { index, patch }: { index: number; patch: Operation[] },
): JsonObject {
  try {
    return apply(value, patch);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Failure(
      "user-patch",
      label(resource),
      `patches[${index}].patch[${error.index}] does not apply: ${error.reason}`,
      "mend the patch, or narrow it with target",
    );
  }
}
