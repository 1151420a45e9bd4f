import type { Gateway } from "../kong/find.ts";
import { type Balancers, type Case, type Finding, findingOf } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { assess, type Verdict } from "./verdict.ts";

export interface Judgement {
  verdicts: Verdict[];
  findings: Finding[];
}

/** Whose address Kong sees through each gateway, and everything in the manifests that is wrong with it. */
export function judge(gateways: readonly Gateway[], balancers: Balancers, plan?: Case["plan"]): Judgement {
  const cases = gateways.map(
    (gateway): Case => ({ gateway, verdicts: assess(gateway, balancers.of), balancers, ...(plan && { plan }) }),
  );
  const found = Object.entries(rules).flatMap(([code, rule]) =>
    cases.flatMap((given) => rule.find(given).map((hit) => findingOf(code, rule, hit))),
  );
  // A Service before several gateways is told of once.
  const unique = new Map(
    found.map((finding) => [`${finding.code} ${finding.where} ${finding.pointer} ${finding.what}`, finding]),
  );
  return { verdicts: cases.flatMap(({ verdicts }) => verdicts), findings: [...unique.values()] };
}
