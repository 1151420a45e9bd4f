import { pointer } from "../json/values.ts";
import { type Alike, alikeOf } from "../kong/alike.ts";
import type { Gateway } from "../kong/find.ts";
import type { FindingCode } from "./codes.ts";
import { type Case, type Finding, findingOf, type Hit, type ProfilesBefore, type Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { assess, type Verdict } from "./verdict.ts";

export interface Judgement {
  verdicts: Verdict[];
  findings: Finding[];
}

/**
 * Whose address Kong sees through each gateway, and everything in the manifests that is wrong with it. Of gateways that
 * are alike one is judged, and what is wrong with its workload told of each.
 */
export function judge(
  gateways: readonly Gateway[],
  profiles: ProfilesBefore,
  circumstances: Pick<Case, "run" | "isExpected"> = {},
): Judgement {
  const cases = alikeOf(gateways).map((alike): [Alike, Case] => [
    alike,
    { gateway: alike[0], verdicts: assess(alike, profiles.of), profiles, ...circumstances },
  ]);
  const found = entriesOf(rules).flatMap(([code, rule]) =>
    cases.flatMap(([alike, given]) =>
      [...rule.find(given)].flatMap((hit) => ofEach(alike, hit).map((each) => findingOf(code, rule, each))),
    ),
  );
  // A Service before several gateways is told of once.
  const unique = new Map(
    found.map((finding) => [`${finding.code} ${finding.where} ${pointer(finding.path)} ${finding.what}`, finding]),
  );
  return { verdicts: cases.flatMap(([, { verdicts }]) => verdicts), findings: [...unique.values()] };
}

/** TypeScript forgets which keys a table has. */
const entriesOf = <Code extends FindingCode>(table: Readonly<Record<Code, Rule>>) =>
  Object.entries(table) as [Code, Rule][];

const ofEach = (alike: Alike, hit: Hit): Hit[] =>
  hit.resource === alike[0].workload ? alike.map(({ workload }) => ({ ...hit, resource: workload })) : [hit];
