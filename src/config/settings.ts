import { Failure } from "../failure.ts";
import type { Cloud, LoadBalancer, Support } from "../generated/cloud.ts";
import { clouds } from "../generated/clouds.ts";
import type { Config } from "../generated/config.ts";
import type { Path } from "../manifests/json.ts";
import { type Cidr, parseCidr, WIDEST } from "./cidr.ts";
import { suggest } from "./suggest.ts";

export type MethodName = Config["method"];

/** A config with everything looked up: what the methods work from. */
export interface Settings {
  config: Config;
  method: MethodName;
  /** `eks/nlb`: how messages name the profile. */
  profile: string;
  loadBalancer: LoadBalancer;
  /** How the load balancer carries the method. */
  support: Support;
  trusted: Cidr[];
}

/**
 * The profile and the trusted CIDRs that a config means.
 *
 * @param where names a setting in error messages
 * @throws Failure (config, unsupported) for an unknown cloud or load balancer, a method it cannot carry, bad CIDRs
 */
export function resolve(config: Config, where: (path: Path) => string): Settings {
  const { method } = config;
  const make = Object.hasOwn(clouds, config.cloud) ? clouds[config.cloud] : undefined;
  if (!make)
    throw new Failure(
      "config",
      where(["cloud"]),
      `unknown cloud ${JSON.stringify(config.cloud)}`,
      suggest(config.cloud, Object.keys(clouds)),
    );
  const cloud = make();
  const name = config.loadBalancer ?? cloud.recommended[method];
  const loadBalancer = Object.hasOwn(cloud.loadBalancers, name) ? cloud.loadBalancers[name] : undefined;
  if (!loadBalancer) {
    const known = Object.keys(cloud.loadBalancers);
    throw new Failure(
      "config",
      where(["loadBalancer"]),
      `${config.cloud} has no load balancer ${JSON.stringify(name)}`,
      suggest(name, known),
    );
  }
  const profile = `${config.cloud}/${name}`;
  const support = loadBalancer.methods[method];
  if (support.unsupported !== undefined) {
    throw new Failure(
      "unsupported",
      where(["method"]),
      `${profile} cannot carry ${method}: ${support.unsupported}`,
      alternatives(config, cloud, name),
    );
  }
  return { config, method, profile, loadBalancer, support, trusted: trustedCIDRs(config, support, where) };
}

/** What would work instead: the method with another load balancer of the cloud, or another method with this one. */
function alternatives({ cloud: id, method }: Config, cloud: Cloud, name: string): string {
  const others = Object.entries(cloud.loadBalancers).filter(
    ([, { methods }]) => methods[method].unsupported === undefined,
  );
  const methods = Object.entries(cloud.loadBalancers[name]?.methods ?? {}).filter(
    ([, support]) => support.unsupported === undefined,
  );
  const choices = [
    ...others.map(([other]) => `load balancer ${other} of ${id}`),
    ...methods.map(([other]) => `method ${other}`),
  ];
  return `use ${choices.join(" or ")}`;
}

function trustedCIDRs(
  { method, trustedCIDRs, allowTrustAll, realIPHeader, realIPRecursive }: Config,
  support: Support,
  where: (path: Path) => string,
): Cidr[] {
  const refuse = (key: keyof Config, what: string, remedy: string) => new Failure("config", where([key]), what, remedy);
  if (method !== "http-headers") {
    if (realIPHeader !== undefined)
      throw refuse(
        "realIPHeader",
        `realIPHeader has no meaning for ${method}`,
        "remove it, or use method http-headers",
      );
    if (realIPRecursive !== undefined)
      throw refuse(
        "realIPRecursive",
        `realIPRecursive has no meaning for ${method}`,
        "remove it, or use method http-headers",
      );
  }
  if (method === "external-traffic-policy") {
    if (trustedCIDRs)
      throw refuse(
        "trustedCIDRs",
        "external-traffic-policy needs no trust: Kong sees the client as its peer",
        "remove trustedCIDRs",
      );
    return [];
  }
  if (realIPHeader?.toLowerCase() === "proxy_protocol") {
    throw refuse("realIPHeader", "proxy_protocol is not a header", "use method proxy-protocol");
  }
  if (!trustedCIDRs) {
    const peers = support.peers === undefined ? "" : ` (Kong's peers are ${support.peers})`;
    throw refuse(
      "trustedCIDRs",
      `trustedCIDRs is missing, which ${method} needs`,
      `name the peers to believe, like --trusted-cidr 10.0.0.0/16${peers}`,
    );
  }
  return trustedCIDRs.map((text, index) => {
    const cidr = parseCidr(text);
    const fail = (what: string, remedy: string) =>
      new Failure("config", where(["trustedCIDRs", index]), `${JSON.stringify(text)}: ${what}`, remedy);
    if ("what" in cidr) throw fail(cidr.what, cidr.remedy);
    if (cidr.prefix < WIDEST[cidr.family] && allowTrustAll !== true) {
      throw fail(
        `anyone in this range could forge the client's address, and it is wider than /${WIDEST[cidr.family]}`,
        "name the load balancer's own range, or set allowTrustAll (--allow-trust-all) if nobody else can reach Kong",
      );
    }
    return cidr;
  });
}
