import { type Contradiction, choose } from "../clouds/choice.ts";
import { evidenceOf } from "../clouds/evidence.ts";
import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { type Alike, alikeOf } from "../kong/alike.ts";
import { isExposed } from "../kong/exposure.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { isTarget } from "../kong/target.ts";
import { label } from "../manifests/read.ts";
import { methods } from "../methods/index.ts";

/** Front Services that a run changes, each with the load balancer before it. */
export type Fronts = ReadonlyMap<FrontService, Profile>;

/** Gateways that are alike, and their front Services that a run changes. */
export interface Fronted {
  alike: Alike;
  fronts: Fronts;
}

/** What to know of Services that say nothing of a load balancer, which are taken for public ones. */
export function exposureNotes(fronted: readonly Fronted[], { config }: Settings): string[] {
  if (config.exposure !== undefined) return [];
  const silent = fronted.flatMap(({ fronts }) =>
    [...fronts].filter(([{ type, shown }]) => type === "LoadBalancer" && evidenceOf(shown).by === ""),
  );
  return [
    ...new Set(
      silent.flatMap(([{ service }, { exposure }]) => (exposure?.note ? [`${label(service)}: ${exposure.note}`] : [])),
    ),
  ];
}

/** The front Services that the method changes and the config means, each with the load balancer before it. */
export function frontsOf(gateway: Gateway, settings: Settings): Fronts {
  const { method, named, config } = settings;
  const fronts = gateway.fronts.filter(({ service }) => isTarget(service, config.target));
  return new Map(
    methods[method].fronts({ ...gateway, fronts }, settings).map((front) => {
      if (!isExposed(front) && front.shown.ingresses.length === 0) return [front, named.profile];
      const choice = choose(front.shown, named, method);
      if ("profile" in choice) return [front, choice.profile];
      throw contradicted(front, choice.contradiction);
    }),
  );
}

const contradicted = ({ service }: FrontService, { code, what, remedy }: Contradiction) =>
  new Failure("conflict", label(service), what, remedy, code);

/** A Service that still shows another load balancer than the one that it was changed for. */
export function refuseOther(front: FrontService, profile: Profile | undefined): void {
  if (!profile || front.type !== "LoadBalancer") return;
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
