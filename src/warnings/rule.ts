import type { Settings } from "../config/settings.ts";
import type { JsonObject } from "../manifests/json.ts";
import { label, type Resource } from "../manifests/read.ts";
import type { GatewayPlan } from "../plan.ts";
import type { Warning } from "../result.ts";

/** What a resource will be once its patch is applied. */
export type Patched = (resource: Resource) => JsonObject;

/** One thing to warn about, for the gateway of a plan. */
export type Rule = (plan: GatewayPlan, settings: Settings, patched: Patched) => Omit<Warning, "code">[];

export const warn = (resource: Resource, what: string, remedy: string): Omit<Warning, "code">[] => [
  { where: label(resource), what, remedy },
];
