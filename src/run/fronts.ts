import { choose } from "../clouds/choice.ts";
import { evidenceOf } from "../clouds/evidence.ts";
import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { at, type JsonObject } from "../json/values.ts";
import type { Alike } from "../kong/alike.ts";
import { isExposed } from "../kong/exposure.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { hasNodePorts, NODE_PORTS } from "../kong/front.ts";
import { fieldOf } from "../kong/places.ts";
import { isTarget } from "../kong/target.ts";
import { label, type Resource } from "../manifests/read.ts";
import { methods } from "../methods/index.ts";
import { nodePortNote } from "../methods/node-ports.ts";
import { sourceRangeNotes } from "../methods/source-ranges.ts";
import { contradicted } from "./refusals.ts";

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

/** What to know of Services whose side doors a run closes, and of those that it leaves as they are. */
export function doorNotes(
  fronted: readonly Fronted[],
  { config, clients }: Settings,
  changed: ReadonlyMap<Resource, JsonObject>,
): string[] {
  const fronts = new Map(fronted.flatMap((each) => [...each.fronts]));
  const asked = [
    ...(config.nodePorts === false ? ["nodePorts"] : []),
    ...(clients.cidrs.length > 0 ? ["sourceRanges"] : []),
  ].join(" and ");
  if (asked === "") return [];
  const others = fronted.flatMap(({ alike }) => alike[0].fronts.filter((front) => !fronts.has(front)));
  return [
    ...[...fronts].flatMap(([front, profile]) => {
      const { service } = front;
      const isClosed = config.nodePorts === false && at(changed.get(service), fieldOf(front, NODE_PORTS)) === false;
      return [
        ...(isClosed && hasNodePorts(front) ? nodePortNote(front) : []),
        ...(clients.cidrs.length > 0 ? sourceRangeNotes(front, profile, clients) : []),
      ];
    }),
    ...others
      .filter(({ type, service }) => type === "LoadBalancer" && isTarget(service, config.target))
      .map(({ service }) => `${label(service)}: the method leaves it as it is, and so do ${asked}`),
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

/** Each gateway, or those that are alike, with what stands before it. */
export function frontedOf(gateways: readonly Alike[], settings: Settings): Fronted[] {
  return gateways.map((alike) => {
    try {
      return { alike, fronts: frontsOf(alike[0], settings) };
    } catch (error) {
      // One that is for callers inside the cluster may stand beside the one that is meant.
      if (!(error instanceof Failure) || gateways.length === 1) throw error;
      const { code, where, what, remedy } = error;
      if (code !== "cluster-ip" && code !== "no-front-service") throw error;
      throw new Failure(
        code,
        where,
        what,
        `${remedy}; or name the other Kong with ${OTHER}, which leaves this one out`,
      );
    }
  });
}

const OTHER = "target (--release, --namespace or --workload)";

/**
 * The load balancer for each resource that says what a Service is.
 * @throws Failure (conflict) where one says it for several, and these show different ones
 */
export function profilesOfServices(fronted: readonly Fronted[]): ReadonlyMap<Resource, Profile> {
  const chosen = new Map<Resource, [Profile, FrontService]>();
  for (const [front, profile] of fronted.flatMap(({ fronts }) => [...fronts])) {
    const [other, before] = chosen.get(front.service) ?? [profile, front];
    if (other !== profile)
      throw new Failure(
        "conflict",
        label(front.service),
        `${before.others?.by} and ${front.others?.by} share it, but stand behind ${other.name} and ${profile.name}`,
        "give each a GatewayConfiguration of its own, by infrastructure.parametersRef",
      );
    chosen.set(front.service, [profile, front]);
  }
  return new Map([...chosen].map(([service, [profile]]) => [service, profile]));
}
