import type { Sign } from "../generated/cloud.ts";
import { signs } from "../generated/signs.ts";
import type { JsonObject } from "../json/values.ts";
import { memo } from "../memo.ts";
import { matches, matchesAny } from "./match.ts";
import { type Profile, profilesOf } from "./profiles.ts";

/** What a Service, and what stands around it, shows of the load balancer before it. */
export interface Shown {
  type: string;
  annotations: JsonObject;
  loadBalancerClass?: string;
  /** The host names in its status. */
  hostnames: readonly string[];
  ingresses: readonly ShownIngress[];
}

/** An Ingress that leads to a Service. */
export interface ShownIngress {
  /** Its class by name, and the controller of that class where it is known. */
  names: readonly string[];
  annotations: JsonObject;
}

/** What can be told from it. */
export interface Evidence {
  /** The load balancers that it fits; several where it does not tell them apart. */
  profiles: readonly Profile[];
  /** The clouds that alone read what it says. */
  clouds: readonly string[];
  /** By what, for messages: `loadBalancerClass`, an annotation's name. Empty where it says nothing. */
  by: string;
}

const NOTHING: Evidence = { profiles: [], clouds: [], by: "" };

/**
 * Which load balancer is meant, by what a Service of type LoadBalancer says itself, or by the Ingresses before one of
 * another type: no controller heeds the annotations of that.
 */
export const evidenceOf = memo(
  (shown: Shown): Evidence => (shown.type === "LoadBalancer" ? ofService(shown) : ofIngresses(shown.ingresses)),
);

function ofService(shown: Shown): Evidence {
  const told = tellingKeys(shown.annotations);
  const classes = classClouds(shown.loadBalancerClass);
  const hosts = hostClouds(shown.hostnames);
  const clouds = [
    ...new Set([...(shown.loadBalancerClass === undefined ? told.flatMap(([, ids]) => ids) : classes), ...hosts]),
  ];
  const by = shown.loadBalancerClass !== undefined ? "loadBalancerClass" : (told[0]?.[0] ?? (hosts[0] ? "status" : ""));
  if (by === "") return NOTHING;
  const known = clouds.flatMap(profilesOf).filter(({ obsolete }) => obsolete === undefined);
  const ranks = known.map((profile) => ({ profile, rank: rankOf(profile, shown, known) }));
  const best = Math.max(0, ...ranks.map(({ rank }) => rank));
  const profiles = best === 0 ? [] : ranks.filter(({ rank }) => rank === best).map(({ profile }) => profile);
  return { profiles, clouds, by: decisiveKey(profiles, shown) ?? by };
}

/** The annotations that controllers of some cloud read, with those clouds. */
const tellingKeys = (annotations: JsonObject): [key: string, clouds: readonly string[]][] =>
  Object.keys(annotations).flatMap((key): [string, readonly string[]][] => {
    const prefix = PREFIXES.find((each) => key.startsWith(each));
    return prefix === undefined ? [] : [[key, signs.prefixes[prefix] ?? []]];
  });

const PREFIXES = Object.keys(signs.prefixes);

function classClouds(name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  return Object.entries(signs.classes).flatMap(([known, ids]) => (isClass(known, name) ? ids : []));
}

const hostClouds = (hostnames: readonly string[]): string[] =>
  Object.entries(signs.hostnames).flatMap(([pattern, ids]) =>
    hostnames.some((name) => new RegExp(pattern).test(name)) ? ids : [],
  );

/** Whether a class is meant by a pattern, which may end in `*`. */
export const isClass = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** How much shows that it is this load balancer; 0 for nothing. A class tells more than any annotations. */
function rankOf(profile: Profile, shown: Shown, others: readonly Profile[]): number {
  const { recognised = [] } = profile;
  const ranks = recognised.map((sign) => {
    if (sign.prefix !== undefined) return isPrefixed(sign.prefix, profile, shown, others) ? 1 : 0;
    return isSign(sign, shown) ? 2 + (sign.annotations?.length ?? 0) + (sign.class === undefined ? 0 : 100) : 0;
  });
  return Math.max(isImplied(profile, shown, others) ? 1 : 0, ...ranks);
}

function isSign({ class: name, annotations = [] }: Sign, shown: Shown): boolean {
  const isRight =
    name === undefined
      ? shown.loadBalancerClass === undefined
      : shown.loadBalancerClass !== undefined && isClass(name, shown.loadBalancerClass);
  return isRight && annotations.every((match) => matches(match, shown.annotations));
}

/** Whether annotations decide what the load balancer does, and none is a sign of another one of its cloud. */
function isImplied(profile: Profile, shown: Shown, others: readonly Profile[]): boolean {
  const { recognised = [], packetsWhen, proxyProtocolWhen, requestsWhen } = profile;
  const isSilent = recognised.every(({ prefix }) => prefix !== undefined);
  const decides = [packetsWhen, proxyProtocolWhen, requestsWhen].some((list) => matchesAny(list, shown.annotations));
  return isSilent && decides && isAlone(profile, shown, others);
}

const isPrefixed = (prefix: string, profile: Profile, shown: Shown, others: readonly Profile[]): boolean =>
  Object.keys(shown.annotations).some((key) => key.startsWith(prefix)) && isAlone(profile, shown, others);

const isAlone = (profile: Profile, shown: Shown, others: readonly Profile[]): boolean =>
  shown.loadBalancerClass === undefined &&
  !others.some(
    (other) =>
      other !== profile &&
      other.cloud === profile.cloud &&
      other.recognised?.some((sign) => sign.prefix === undefined && isSign(sign, shown)),
  );

/** The annotation by which the load balancer shows. */
function decisiveKey([profile]: readonly Profile[], shown: Shown): string | undefined {
  const sign = profile?.recognised?.find((each) => each.prefix === undefined && isSign(each, shown));
  if (sign?.class !== undefined) return "loadBalancerClass";
  return sign?.annotations?.map(({ annotation }) => annotation).find((key) => Object.hasOwn(shown.annotations, key));
}

function ofIngresses(ingresses: readonly ShownIngress[]): Evidence {
  const names = new Set(ingresses.flatMap((ingress) => ingress.names));
  const clouds = [...new Set([...names].flatMap((name) => signs.ingresses[name] ?? []))];
  const profiles = clouds
    .flatMap(profilesOf)
    .filter(({ ingress }) =>
      [...(ingress?.classes ?? []), ...(ingress?.controllers ?? [])].some((name) => names.has(name)),
    );
  return clouds.length === 0 ? NOTHING : { profiles, clouds, by: "the Ingress before it" };
}
