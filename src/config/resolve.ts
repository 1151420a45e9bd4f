import type { Named } from "../clouds/choice.ts";
import { carries, type Profile, profilesOf } from "../clouds/profiles.ts";
import { Failure } from "../failure.ts";
import type { Cloud } from "../generated/cloud.ts";
import { clouds } from "../generated/clouds.ts";
import type { Config } from "../generated/config.ts";
import type { Path } from "../json/values.ts";
import { isAlias, leadOn } from "./alias.ts";
import { sourceRangesOf } from "./source-ranges.ts";
import { suggest } from "./suggest.ts";
import { type ConfigBlocks, trustOf } from "./trust.ts";

export type MethodName = Config["method"];

/** A config with everything looked up: what the methods work from. */
export interface Settings {
  config: Config;
  method: MethodName;
  /** The load balancer that is meant where a Service shows no other. */
  named: Named;
  trust: ConfigBlocks;
  /** Who may come to the load balancer; everybody where there are none. */
  clients: ConfigBlocks;
  /** Whether a Service may say more than can be seen here. */
  isPartial?: boolean;
}

/**
 * The profile and the trusted CIDRs that a config means.
 *
 * @param where names a setting in error messages
 * @throws Failure (config, unsupported) for an unknown cloud or load balancer, a method it cannot carry, bad CIDRs
 */
export function resolve(config: Config, where: (path: Path) => string): Settings {
  const { method } = config;
  const named = namedFor(config, where);
  refuseHeaderSettings(config, where);
  refuseInCluster(config, where);
  if (config.networkPolicy && method === "external-traffic-policy")
    throw new Failure(
      "config",
      where(["networkPolicy"]),
      "external-traffic-policy trusts nobody, so there is nothing to close",
      "remove it",
    );
  return {
    config,
    method,
    named,
    trust: trustOf(config, named.profile.methods[method], where),
    clients: sourceRangesOf(config, where),
  };
}

/**
 * The load balancer that a config means, which can carry its method.
 *
 * @throws Failure (config, unsupported) for an unknown cloud or load balancer, or a method it cannot carry
 */
export function namedFor({ method, cloud, loadBalancer }: Config, where: (path: Path) => string): Named {
  const named = namedBy(cloud, loadBalancer, method, where);
  const { unsupported } = named.profile.methods[method];
  if (unsupported === undefined) return named;
  const what = `${named.profile.name} cannot carry ${method}: ${unsupported}`;
  throw new Failure("unsupported", where(["method"]), what, alternatives(method, named.profile));
}

/**
 * A load balancer by its names; without one, what the cloud recommends for a method.
 *
 * @throws Failure (config, unsupported) with the nearest name where there is none, or what took the place of an old one
 */
export function namedBy(
  id: string,
  given: string | undefined,
  method: MethodName,
  where: (path: Path) => string,
): Named {
  const cloud = cloudOf(id, where(["cloud"]));
  const name = given ?? cloud.recommended[method];
  const profile = profilesOf(id).find((each) => each.name === `${id}/${name}`);
  if (!profile) {
    const what = `${id} has no load balancer ${JSON.stringify(name)}`;
    const meant = Object.entries(cloud.loadBalancers).filter(([, { aliases }]) => isAlias(name, aliases));
    const remedy = meant.length > 0 ? `use ${meant.map(([key]) => key).join(" or ")}` : undefined;
    throw new Failure(
      "config",
      where(["loadBalancer"]),
      what,
      remedy ?? suggest(name, Object.keys(cloud.loadBalancers)),
    );
  }
  const { obsolete } = profile;
  if (obsolete === undefined) return { profile, isOutright: given !== undefined };
  const place = where([given === undefined ? "cloud" : "loadBalancer"]);
  throw new Failure("unsupported", place, `${profile.name} is no more`, obsolete);
}

/**
 * A cloud's data by its name.
 * @throws Failure (config) with the nearest name where there is none
 */
export function cloudOf(name: string, where: string): Cloud {
  const make = Object.hasOwn(clouds, name) ? clouds[name] : undefined;
  if (make) return make();
  const remedy = leadOn(name) ?? suggest(name, Object.keys(clouds));
  throw new Failure("config", where, `unknown cloud ${JSON.stringify(name)}`, remedy);
}

/** What would work instead: the method with another load balancer of the cloud, or another method with this one. */
function alternatives(method: MethodName, profile: Profile): string {
  const others = profilesOf(profile.cloud).filter((other) => carries(other, method));
  const methods = (Object.keys(profile.methods) as MethodName[]).filter((other) => carries(profile, other));
  const choices = [
    ...(others.length > 0 ? [`load balancer ${others.map(({ loadBalancer }) => loadBalancer).join(" or ")}`] : []),
    ...(methods.length > 0 ? [`method ${methods.join(" or ")}`] : []),
  ];
  return `use ${choices.join(", or ") || "cloud generic, if a load balancer of your own stands before Kong"}`;
}

function refuseHeaderSettings({ method, realIPHeader, realIPRecursive }: Config, where: (path: Path) => string): void {
  if (method === "http-headers") {
    if (realIPHeader?.toLowerCase() !== "proxy_protocol") return;
    throw new Failure("config", where(["realIPHeader"]), "proxy_protocol is not a header", "use method proxy-protocol");
  }
  const key =
    realIPHeader !== undefined ? "realIPHeader" : realIPRecursive !== undefined ? "realIPRecursive" : undefined;
  if (key === undefined) return;
  throw new Failure(
    "config",
    where([key]),
    `${key} has no meaning for ${method}`,
    "remove it, or use method http-headers",
  );
}

/** Listeners of their own are for callers whom a PROXY header, which they do not send, would keep out. */
function refuseInCluster({ method, inCluster }: Config, where: (path: Path) => string): void {
  if (!inCluster) return;
  const refuse = (what: string, remedy: string): never => {
    throw new Failure("config", where(["inCluster"]), what, remedy);
  };
  if (method !== "proxy-protocol")
    refuse(`${method} does not need it: callers inside the cluster reach Kong as before`, "remove it");
  const { http, https } = inClusterPorts(inCluster);
  if (http === https) refuse(`both listeners would be on port ${http}`, "name two ports");
}

/** Ports that neither Kong nor its chart uses. */
const IN_CLUSTER = { http: 8009, https: 8449 };

/** The ports of listeners for callers inside the cluster. */
export const inClusterPorts = (inCluster: NonNullable<Config["inCluster"]>): typeof IN_CLUSTER =>
  typeof inCluster === "object" ? { ...IN_CLUSTER, ...inCluster } : IN_CLUSTER;
