import type { Layer } from "../config/layers.ts";
import { namedBy } from "../config/resolve.ts";
import type { Config } from "../generated/config.ts";
import type { Path } from "../json/values.ts";
import { judge } from "../judgement/judge.ts";
import { publishedIn } from "../judgement/published.ts";
import { type Finding, SEVERITIES } from "../judgement/rule.ts";
import { type Silenced, silence, silenceFaults } from "../judgement/silence.ts";
import { profilesBy, type Told } from "../judgement/told.ts";
import type { Verdict } from "../judgement/verdict.ts";
import { alikeOf } from "../kong/alike.ts";
import { isExposed } from "../kong/exposure.ts";
import { findGateways } from "../kong/find.ts";
import { isElsewhere, isTarget } from "../kong/target.ts";
import type { Source } from "../manifests/document.ts";
import { label } from "../manifests/read.ts";
import { doubtNotes, strangerFindings } from "./left-behind.ts";
import { DISPENSABLE, intake } from "./prepare.ts";
import { withoutKong } from "./without-kong.ts";

/** What a check of manifests gives: what Kong sees, and the findings, errors first. */
export interface Check {
  verdicts: Verdict[];
  /** Those that nobody silenced. */
  findings: Finding[];
  silenced: Silenced[];
  /** What was left out, by the target or in doubt. */
  notes: string[];
}

/**
 * Judges manifests as they are. The target says which gateways are meant; all that leads to them counts.
 *
 * @param layers may name cloud, load balancer and method, where the manifests do not show them; may hold silences
 * @param today by which published ranges are old, and silences end
 * @param isExpected whether Kong should see the client already, as it should where a method is configured
 * @throws Failure (no-gateway) where there is no Kong to be judged, and there has to be
 */
export function checkOf(
  layers: readonly Layer[],
  sources: readonly Source[],
  today: string | undefined,
  isExpected = false,
): Check {
  const { manifests, resources, config, where } = intake(layers, sources, DISPENSABLE);
  const { target } = config;
  const { target: _, ...untargeted } = config;
  const all = findGateways(resources, untargeted);
  const near = resources.filter((resource) => !isElsewhere(resource, target));
  const isAll = near.length === resources.length && target?.container === undefined;
  const gateways = (isAll ? all : findGateways(near, config)).filter(({ workload }) => isTarget(workload, target));
  const meant = resources.filter((resource) => isTarget(resource, target));
  const strange = strangerFindings(manifests, target);
  if (gateways.length + strange.length === 0) withoutKong(manifests, config);
  const told = toldBy(config, where);
  // Of a Service that is there for callers inside the cluster, besides another one, nobody says who they are.
  const lone = new Set(alikeOf(gateways).flatMap(([{ fronts }]) => (fronts.some(isExposed) ? [] : fronts)));
  const isProxied =
    told.named?.profile.forwards === "requests" ||
    told.named?.profile.sendsProxyProtocol === true ||
    (told.method !== undefined && told.method !== "external-traffic-policy");
  const profiles = profilesBy(told, (front) => isExposed(front) || (isProxied && lone.has(front)));
  const { verdicts, findings } = judge(gateways, profiles, { isExpected: isExpected || config.method !== undefined });
  const published = publishedIn(gateways, today);
  const found = [...findings, ...published.findings, ...strange];
  const { minded, silenced, needless } = silence(found, meant, config.silence, today);
  const judged = new Set(gateways.map(({ workload }) => workload));
  const others = all.flatMap(({ workload }) => (judged.has(workload) ? [] : [label(workload)]));
  return {
    verdicts,
    findings: SEVERITIES.flatMap((each) =>
      [...minded, ...silenceFaults(meant), ...needless].filter(({ severity }) => severity === each),
    ),
    silenced,
    notes: [
      ...(others.length > 0 ? [`target leaves out ${[...new Set(others)].join(", ")}`] : []),
      ...doubtNotes(resources, target),
      ...published.notes,
    ],
  };
}

function toldBy({ cloud, loadBalancer, method }: Partial<Config>, where: (path: Path) => string): Told {
  if (cloud === undefined) return {};
  const named = namedBy(cloud, loadBalancer, method ?? "external-traffic-policy", where);
  return { named, ...(method !== undefined && { method }) };
}
