import type { Rule } from "../rule.ts";
import { deliveryRules } from "./delivery.ts";
import { kongRules } from "./kong.ts";
import { portRules } from "./ports.ts";
import { profileRules } from "./profile.ts";
import { refusalRules } from "./refusals.ts";
import { serviceRules } from "./service.ts";
import { trustRules } from "./trust.ts";
import { versionRules } from "./versions.ts";
import { workloadRules } from "./workload.ts";

/** All rules by their codes, in the order in which findings are told. */
export const rules: Readonly<Record<string, Rule>> = {
  ...kongRules,
  ...deliveryRules,
  ...trustRules,
  ...serviceRules,
  ...workloadRules,
  ...versionRules,
  ...profileRules,
  ...portRules,
  ...refusalRules,
};
