import type { Settings } from "../config/settings.ts";
import type { GatewayPlan } from "../plan.ts";
import type { Warning } from "../result.ts";
import { guideRules } from "./guide.ts";
import { profileRules } from "./profile.ts";
import type { Patched } from "./rule.ts";

/** The warnings of a plan, in the order of their codes. */
export const warningsOf = (plan: GatewayPlan, settings: Settings, patched: Patched): Warning[] =>
  Object.entries({ ...guideRules, ...profileRules }).flatMap(([code, rule]) =>
    rule(plan, settings, patched).map((warning) => ({ code, ...warning })),
  );
