import { namedBy } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import type { Path } from "../json/values.ts";
import { balancersBy, type Told } from "../judgement/balancers.ts";
import { judge } from "../judgement/judge.ts";
import { operatorFindings } from "../judgement/operator.ts";
import type { Finding } from "../judgement/rule.ts";
import { type Silenced, silence } from "../judgement/silence.ts";
import type { Verdict } from "../judgement/verdict.ts";
import { isExposed } from "../kong/exposure.ts";
import { findGateways } from "../kong/find.ts";
import { isElsewhere, isTarget } from "../kong/target.ts";
import { label, type Resource } from "../manifests/read.ts";

/** What a check of manifests gives: what Kong sees, and the findings, errors first. */
export interface Check {
  verdicts: Verdict[];
  /** Those that nobody silenced. */
  findings: Finding[];
  silenced: Silenced[];
  /** What was left out, by the target. */
  notes: string[];
}

/**
 * Judges manifests as they are. The target says which gateways are meant; all that leads to them counts.
 *
 * @param config may name cloud, load balancer and method, where the manifests do not show them; may hold silences
 * @throws Failure (no-gateway) where there is no Kong to be judged
 */
export function check(resources: readonly Resource[], config: Partial<Config>, where: (path: Path) => string): Check {
  const all = findGateways(resources);
  const near = resources.filter((resource) => !isElsewhere(resource, config.target));
  const gateways = (near.length === resources.length ? all : findGateways(near)).filter(({ workload }) =>
    isTarget(workload, config.target),
  );
  const meant = resources.filter((resource) => isTarget(resource, config.target));
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
  const told = toldBy(config, where);
  // Of a Service that is there for callers inside the cluster, besides another one, nobody says who they are.
  const lone = new Set(gateways.flatMap(({ fronts }) => (fronts.some(isExposed) ? [] : fronts)));
  const isProxied =
    told.named?.profile.loadBalancer.forwards === "requests" ||
    (told.method !== undefined && told.method !== "external-traffic-policy");
  const balancers = balancersBy(told, (front) => isExposed(front) || (isProxied && lone.has(front)));
  const { verdicts, findings } = judge(gateways, balancers);
  const { left, silenced } = silence([...findings, ...managed], meant, config.silence);
  const rank = ({ severity }: Finding) => (severity === "error" ? 0 : 1);
  const judged = new Set(gateways.map(({ workload }) => workload));
  const others = all.flatMap(({ workload }) => (judged.has(workload) ? [] : [label(workload)]));
  return {
    verdicts,
    findings: left.sort((a, b) => rank(a) - rank(b)),
    silenced,
    notes: others.length > 0 ? [`target leaves out ${[...new Set(others)].join(", ")}`] : [],
  };
}

function toldBy({ cloud, loadBalancer, method }: Partial<Config>, where: (path: Path) => string): Told {
  if (cloud === undefined) return {};
  const named = namedBy(cloud, loadBalancer, method ?? "external-traffic-policy", where);
  return { named, ...(method !== undefined && { method }) };
}
