import { productOf } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import type { Path } from "../json/values.ts";
import type { Balancer } from "../judgement/delivery.ts";
import { judge } from "../judgement/judge.ts";
import { operatorFindings } from "../judgement/operator.ts";
import { recognise } from "../judgement/recognise.ts";
import type { Finding } from "../judgement/rule.ts";
import { type Silenced, silence } from "../judgement/silence.ts";
import type { Verdict } from "../judgement/verdict.ts";
import { isExposed } from "../kong/exposure.ts";
import { type FrontService, findGateways } from "../kong/find.ts";
import { isTarget } from "../kong/target.ts";
import type { Resource } from "../manifests/read.ts";

/** What a check of manifests gives: what Kong sees, and the findings, errors first. */
export interface Check {
  verdicts: Verdict[];
  /** Those that nobody silenced. */
  findings: Finding[];
  silenced: Silenced[];
}

/**
 * Judges manifests as they are.
 *
 * @param config may name cloud, load balancer and method, where the manifests do not show them; may hold silences
 * @throws Failure (no-gateway) where there is no Kong to be judged
 */
export function check(resources: readonly Resource[], config: Partial<Config>, where: (path: Path) => string): Check {
  const meant = resources.filter((resource) => isTarget(resource, config.target));
  const gateways = findGateways(meant);
  const managed = operatorFindings(meant);
  if (gateways.length + managed.length === 0 && config.ifNoKong !== "pass") {
    const what = "no workload runs Kong's proxy (a container named proxy with KONG_ environment and a listener)";
    throw new Failure(
      "no-gateway",
      "manifests",
      what,
      "check the manifests that run it, or set ifNoKong (--if-no-kong) to pass",
    );
  }
  const known = balancerNamed(config, where);
  const balancerOf = (front: FrontService) => {
    if (!isExposed(front) && known?.product.forwards !== "requests") return undefined;
    // A cloud alone leaves open which of its load balancers is meant, and the Service may show it.
    const shown = config.loadBalancer === undefined ? recognise(front) : undefined;
    const fits = shown && (known === undefined || shown.name.startsWith(`${config.cloud}/`));
    return fits ? { ...known, ...shown } : known;
  };
  const { verdicts, findings } = judge(gateways, balancerOf);
  const { left, silenced } = silence([...findings, ...managed], meant, config.silence);
  const rank = ({ severity }: Finding) => (severity === "error" ? 0 : 1);
  return { verdicts, findings: left.sort((a, b) => rank(a) - rank(b)), silenced };
}

function balancerNamed(
  { cloud, loadBalancer, method }: Partial<Config>,
  where: (path: Path) => string,
): Balancer | undefined {
  if (cloud === undefined) return undefined;
  const { name, product } = productOf(cloud, loadBalancer, method ?? "external-traffic-policy", where);
  return { name, product, ...(method !== undefined && { promise: method }) };
}
