import type { Config } from "../generated/config.ts";
import { type Evidence, evidenceOf, isClass, type Shown } from "./evidence.ts";
import { carries, type Profile } from "./profiles.ts";

/** The load balancer that a config names. */
export interface Named {
  profile: Profile;
  /** Whether it is named by its own name, and not only by its cloud's. */
  isOutright: boolean;
}

/** Which load balancer stands before a Service. */
export type Choice = { profile: Profile } | { contradiction: Contradiction };

/** Two sides that do not agree, and what would. */
export interface Contradiction {
  code: "contradicted-load-balancer" | "side-door";
  what: string;
  remedy: string;
}

type Method = Config["method"];

/**
 * The load balancer that a Service and a config mean together. What the Service shows is believed: of a cloud that is
 * named without a load balancer it chooses one, and the cloud's default is for a Service that shows nothing.
 *
 * @param method what the load balancer has to carry; undefined for a mere look
 */
export function choose(shown: Shown, named: Named, method?: Method): Choice {
  const { profile } = named;
  const { serviceTypes, standsBefore } = profile;
  const evidence = evidenceOf(shown);
  if (shown.type === "LoadBalancer" && serviceTypes && !serviceTypes.includes("LoadBalancer"))
    return { contradiction: sideDoor(profile, evidence, method) };
  if (evidence.by === "") return { profile };
  if (standsBefore) return behind(profile, evidence);
  if (profile.cloud === "generic") return fitting(profile, evidence, method) ?? { profile };
  if (shown.loadBalancerClass !== undefined && profile.anyClass === true) return { profile };
  if (!evidence.clouds.includes(profile.cloud)) return { contradiction: contradiction(profile, evidence, method) };
  const own = evidence.profiles.filter(({ cloud }) => cloud === profile.cloud);
  if (own.length === 0 || own.includes(profile)) return { profile };
  const isFixed = shown.type !== "LoadBalancer" || !isOwnClass(profile, shown.loadBalancerClass);
  if (named.isOutright) return isFixed ? { contradiction: contradiction(profile, evidence, method) } : { profile };
  return fitting(profile, { ...evidence, profiles: own }, method) ?? { profile };
}

/** The load balancer that a Service shows by itself, where it shows one alone. */
export function shownAlone(shown: Shown): Profile | undefined {
  const [profile, ...others] = evidenceOf(shown).profiles;
  return others.length === 0 ? profile : undefined;
}

/** The load balancer that a Service has itself: behind a proxy of another provider's it is the one that it shows. */
export const ownBalancer = (shown: Shown, profile: Profile): Profile | undefined =>
  profile.standsBefore ? shownAlone(shown) : profile;

/** Whether a class may stay as it is: there is none, or it is one of the load balancer's own. */
const isOwnClass = ({ recognised = [] }: Profile, name: string | undefined): boolean =>
  name === undefined || recognised.some(({ class: known }) => known !== undefined && isClass(known, name));

/** What is shown, if it can carry the method. */
function fitting(profile: Profile, evidence: Evidence, method: Method | undefined): Choice | undefined {
  if (evidence.profiles.length === 0) return undefined;
  const fit = evidence.profiles.filter((each) => method === undefined || carries(each, method));
  if (fit.length === 0) return { contradiction: contradiction(profile, evidence, method) };
  const [only, ...others] = fit;
  return only && others.length === 0 ? { profile: only } : undefined;
}

/** A proxy of another provider's before it must not be hidden by the Service's own load balancer. */
function behind(profile: Profile, { profiles, by }: Evidence): Choice {
  const proxy = profiles.find(({ forwards }) => forwards === "connections");
  if (!proxy || profiles.length > 1) return { profile };
  return {
    contradiction: {
      code: "contradicted-load-balancer",
      what: `${by} means ${proxy.name}, which opens connections of its own, so the address of ${profile.name} never arrives`,
      remedy: `use a load balancer that keeps the source address, or name cloud ${proxy.cloud}`,
    },
  };
}

function contradiction(profile: Profile, evidence: Evidence, method: Method | undefined): Contradiction {
  const { profiles, clouds, by } = evidence;
  const names = profiles.length > 0 ? profiles.map(({ name }) => name) : clouds.map((cloud) => `cloud ${cloud}`);
  const shown = names.length > 0 ? names.join(" or ") : "another controller's load balancer";
  return {
    code: "contradicted-load-balancer",
    what: `the config means ${profile.name}, but ${by} means ${shown}${reasonOf(profiles, method)}`,
    remedy: remedyFor(profile, evidence, method),
  };
}

/** Why what is shown cannot do it, where that is the reason. */
function reasonOf(profiles: readonly Profile[], method: Method | undefined): string {
  const [only, ...others] = profiles;
  const why = method && only && others.length === 0 ? only.methods[method].unsupported : undefined;
  return why === undefined ? "" : `, which cannot carry ${method}: ${why}`;
}

function remedyFor(profile: Profile, { profiles, clouds, by }: Evidence, method: Method | undefined): string {
  const fit = profiles.filter((each) => method === undefined || carries(each, method));
  const settings = fit.map((each) => `cloud ${each.cloud} and loadBalancer ${each.loadBalancer}`);
  const others = profiles.flatMap((each) =>
    (Object.keys(each.methods) as Method[])
      .filter((other) => carries(each, other))
      .map((other) => `method ${other} with ${each.name}`),
  );
  const choices = settings.length > 0 ? settings : others.length > 0 ? others : clouds.map((cloud) => `cloud ${cloud}`);
  const agreed = `use ${choices.join(" or ") || "cloud generic"}`;
  if (by === "loadBalancerClass") return `${agreed}, or correct its loadBalancerClass`;
  // Named by its own name, a load balancer takes the place of another one of its cloud.
  return clouds.includes(profile.cloud)
    ? `${agreed}, or set loadBalancer to ${profile.loadBalancer}, which changes it`
    : `${agreed}, or correct ${by}`;
}

function sideDoor({ name, cloud, serviceTypes = [] }: Profile, { profiles }: Evidence, method?: Method): Contradiction {
  const own = profiles.filter((each) => each.cloud === cloud && (method === undefined || carries(each, method)));
  const which = own.length > 0 ? `: loadBalancer ${own.map(({ loadBalancer }) => loadBalancer).join(" or ")}` : "";
  return {
    code: "side-door",
    what: `it is of type LoadBalancer, so a load balancer of its own leads past ${name}, and whoever uses that writes the header`,
    remedy: `set its type to ${serviceTypes.join(" or ")}, or name the load balancer that the Service has${which}`,
  };
}
