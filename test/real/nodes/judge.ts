import type { Verdict } from "../../../src/judgement/verdict.ts";
import type { Answer } from "./caller.ts";
import type { Expectation } from "./cases.ts";
import { BALANCER, CLIENT, type Family, FORGED, NODE_A, NODE_B } from "./cast.ts";
import type { Observed } from "./observe.ts";

/** A sentence for each thing that is not as the program says. */
export function differences({ title, family, verdict, of }: Expectation, observed: Observed): string[] {
  const { outcome, forgers, because } = verdict;
  const says = `${title} over IPv${family}: the verdict is ${outcome} (${because}), forgers ${forgers}`;
  const isDark = of.policy === "Local";
  const believed = forgers !== "nobody";
  const facts: [what: string, is: boolean, found: readonly Answer[]][] = [
    ["honest clients", observed.honest.every(as(verdict, family)), observed.honest],
    ["forging clients", isForged(observed.forged) === (forgers === "any client"), observed.forged],
    // With Cluster who reaches a node port becomes a node, which is trusted; with Local a stranger stays one.
    ["node port beside a pod", isForged(observed.atPod) === (believed && !isDark), observed.atPod],
    [
      "node port without a pod",
      isDark ? observed.atNone.every(isSilent) : isForged(observed.atNone) === believed,
      observed.atNone,
    ],
    ["a pod that calls Kong's", isForged(observed.inside) === believed, observed.inside],
  ];
  return facts
    .filter(([, is]) => !is)
    .map(([what, , found]) => `${says}, but ${what}: ${found.map(inWords).join(", ")}`);
}

/** Whether an answer is what a verdict promises to honest clients. */
function as({ outcome, delivery }: Verdict, family: Family): (answer: Answer) => boolean {
  const expected: Record<Verdict["outcome"], readonly string[]> = {
    client: Object.values(CLIENT),
    forgeable: [...Object.values(CLIENT), ...addressesOf(delivery, family)],
    hidden: addressesOf(delivery, family),
    broken: ["closed", "bad request"],
    unknown: [],
  };
  return (answer) => expected[outcome].includes(inWords(answer));
}

/** A node that masquerades takes the address of the interface that it sends from: that of the pods' network, or its own. */
function addressesOf(delivery: Verdict["delivery"], family: Family): readonly string[] {
  if (delivery?.peer === "load balancer") return [BALANCER[family]];
  return delivery?.peer === "node" ? [NODE_A.gateway[family], NODE_B.address[family]] : [CLIENT[family]];
}

const isForged = (answers: readonly Answer[]): boolean => answers.some((answer) => inWords(answer) === FORGED);
const isSilent = (answer: Answer): boolean => inWords(answer) === "no answer";

const inWords = (answer: Answer): string => ("address" in answer ? answer.address : answer.fails);
