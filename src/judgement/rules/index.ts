import type { Rule } from "../rule.ts";
import { balancerRules } from "./balancer.ts";
import { deliveryRules } from "./delivery.ts";
import { directiveRules } from "./directives.ts";
import { doorRules } from "./doors.ts";
import { liveRules } from "./live.ts";
import { operatorRules } from "./operator.ts";
import { portRules } from "./ports.ts";
import { profileRules } from "./profile.ts";
import { refusalRules } from "./refusals.ts";
import { serviceRules } from "./service.ts";
import { startRules } from "./start.ts";
import { trustRules } from "./trust.ts";
import { variableRules } from "./variables.ts";
import { versionRules } from "./versions.ts";
import { workloadRules } from "./workload.ts";

/** All rules by their codes, in the order in which findings are told. */
export const rules = {
  ...startRules,
  ...directiveRules,
  ...variableRules,
  ...deliveryRules,
  ...trustRules,
  ...doorRules,
  ...balancerRules,
  ...serviceRules,
  ...workloadRules,
  ...versionRules,
  ...profileRules,
  ...liveRules,
  ...portRules,
  ...refusalRules,
  ...operatorRules,
} as const satisfies Record<string, Rule>;
