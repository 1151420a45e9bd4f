import { type Contradiction, choose } from "../clouds/choice.ts";
import { evidenceOf } from "../clouds/evidence.ts";
import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { FindingCode } from "../judgement/codes.ts";
import type { Finding } from "../judgement/rule.ts";
import { alikeOf } from "../kong/alike.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { hasNodePorts } from "../kong/front.ts";
import { sourceRangesIn } from "../kong/source-ranges.ts";
import { isTarget } from "../kong/target.ts";
import { label, type Resource } from "../manifests/read.ts";
import { cidrsAmong, haveSame } from "../net/cidr.ts";

/** @throws Failure (unsafe) by the first of findings, if there is any */
export function refuse([first]: readonly Finding[]): void {
  if (first) throw new Failure("unsafe", first.where, first.what, first.remedy, first.code);
}

/** A gateway that cannot be written, or not as a method needs it, for a reason that it tells. */
export function refuseSealed({ workload, sealed, bounds }: Gateway, { method }: Settings): void {
  if (bounds && method !== "http-headers") {
    const what = `${method} cannot be had: ${bounds.variablesAlone}`;
    throw new Failure("conflict", label(workload), what, "use http-headers");
  }
  if (!sealed) return;
  const { code, what, remedy } = sealed;
  throw new Failure("left-behind", label(workload), what, remedy, code satisfies FindingCode);
}

/**
 * What would be wrong with the result. That the client stays hidden although a method is configured counts, and so does
 * trust that a method leaves behind; with everybody trusted, as the user allowed, it is no surprise that all can forge.
 */
export function unsafeAmong(
  findings: readonly Finding[],
  { method, config }: Settings,
  isChosen: (resource: Resource) => boolean,
): Finding[] {
  return findings.filter(
    ({ code, severity, resource }) =>
      (severity === "error" && !(config.allowTrustAll === true && code === "forgeable-address")) ||
      (code === "address-hidden" && resource && isChosen(resource)) ||
      (code === "left-over-trust" && method === "external-traffic-policy"),
  );
}

/** A Service that shows another load balancer than is meant. */
export const contradicted = ({ service }: FrontService, { code, what, remedy }: Contradiction) =>
  new Failure("conflict", label(service), what, remedy, code);

/** A Service that still shows another load balancer than the one that it was changed for. */
export function refuseOther(front: FrontService, profile: Profile, { named, method }: Settings): void {
  if (front.type !== "LoadBalancer") return;
  const choice = front.others && choose(front.shown, named, method);
  if (front.others && choice && "profile" in choice && choice.profile !== profile)
    throw new Failure(
      "conflict",
      front.others.by,
      `it stands behind ${profile.name}, and changes of the GatewayConfiguration of its class would make that ${choice.profile.name}`,
      "change one Gateway at a time with target (--workload), or have its own GatewayConfiguration name the load balancer",
    );
  const { cloud, name } = profile;
  const { profiles, by } = evidenceOf(front.shown);
  const [other] = profiles;
  const isAny = cloud === "generic" || profile.standsBefore || profile.anyClass || !profile.recognised;
  if (!other || profiles.some((each) => each.name === name) || isAny) return;
  throw contradicted(front, {
    code: "contradicted-load-balancer",
    what: `the config means ${name}, but ${by} means ${other.name}`,
    remedy: `change ${by}, or name another load balancer`,
  });
}

/** A Service that patches of the user's own make another than the config asks for. */
export function refuseUndone(front: FrontService, { config, clients }: Settings): void {
  const refuse = (what: string, setting: string): never => {
    throw new Failure("conflict", label(front.service), what, `take that out of patches, or leave out ${setting}`);
  };
  if (config.nodePorts === false && front.type === "LoadBalancer" && hasNodePorts(front))
    refuse("nodePorts is false, and patches give it node ports", "nodePorts");
  if (clients.cidrs.length === 0) return;
  const { field, annotation } = sourceRangesIn(front);
  if (!haveSame(cidrsAmong(field ?? annotation ?? []), clients.cidrs))
    refuse("patches name other clients than sourceRanges does", "sourceRanges");
}

/** A target that names a Service which leads to no gateway would be no target at all. */
export function refuseIdleTarget(gateways: readonly Gateway[], { config: { target } }: Settings): void {
  if (target?.service === undefined) return;
  const services = alikeOf(gateways).flatMap(([{ fronts }]) => fronts.map(({ service }) => service));
  if (services.some((service) => isTarget(service, target))) return;
  const others = services.map(label);
  throw new Failure(
    "no-front-service",
    "target.service",
    "no Service of this name sends traffic to the gateway's listeners",
    others.length > 0
      ? `name one that does: ${[...new Set(others)].join(", ")}`
      : "remove it, or render the Service in the same stream",
  );
}
