import { Failure } from "../failure.ts";
import type { Support } from "../generated/cloud.ts";
import { clouds } from "../generated/clouds.ts";
import type { Config } from "../generated/config.ts";
import type { Path } from "../json/values.ts";
import { type Cidr, isTooWide, parseCidr, WIDEST } from "../net/cidr.ts";
import { suggest } from "./suggest.ts";

/** Blocks of a config, such as those that Kong shall trust, and where ranges that a provider publishes came from. */
export interface ConfigBlocks {
  cidrs: Cidr[];
  published: { name: string; count: number; source: string; date: string }[];
}

const PROVIDER = "provider:";

/** Whether a text stands for ranges that a provider publishes. */
export const isPublished = (text: string): boolean => text.startsWith(PROVIDER);

/** @throws Failure (config) where no provider of that name publishes any */
export function addPublished({ cidrs, published }: ConfigBlocks, text: string, place: string): void {
  const name = text.slice(PROVIDER.length);
  const ranges = rangesOf(name, place);
  cidrs.push(...ranges.cidrs.map((cidr) => checked(cidr, place, true)));
  published.push({ name, count: ranges.cidrs.length, source: ranges.source, date: ranges.date });
}

/**
 * The trusted CIDRs of a config, each checked; `provider:NAME` stands for the ranges that a provider publishes.
 *
 * @throws Failure (config) where the method needs them and there are none, or one is wrong or too wide
 */
export function trustOf(config: Config, support: Support, where: (path: Path) => string): ConfigBlocks {
  const { method, trustedCIDRs } = config;
  const trust: ConfigBlocks = { cidrs: [], published: [] };
  if (method === "external-traffic-policy") {
    if (!trustedCIDRs) return trust;
    const what = "external-traffic-policy needs no trust: Kong sees the client as its peer";
    throw new Failure("config", where(["trustedCIDRs"]), what, "remove trustedCIDRs");
  }
  if (!trustedCIDRs) throw missing(method, support, where);
  for (const [index, text] of trustedCIDRs.entries()) {
    const place = where(["trustedCIDRs", index]);
    if (!isPublished(text)) trust.cidrs.push(checked(text, place, config.allowTrustAll === true));
    else addPublished(trust, text, place);
  }
  if (config.allowTrustAll !== true) refuseWideSum(trust, where(["trustedCIDRs"]));
  return trust;
}

/** Many narrow blocks can cover as much as a wide one. Published ranges are what their provider has. */
function refuseWideSum({ cidrs }: ConfigBlocks, place: string): void {
  if (!isTooWide(cidrs.filter(({ family, prefix }) => prefix >= WIDEST[family]))) return;
  throw new Failure(
    "config",
    place,
    "together they cover more than a 64th of all addresses, and anyone there could forge the client's address",
    "name the load balancer's own range, or set allowTrustAll (--allow-trust-all) if nobody else can reach Kong",
  );
}

function missing(method: string, { peers }: Support, where: (path: Path) => string): Failure {
  const hint = peers === undefined ? "" : ` (Kong's peers are ${peers})`;
  const remedy = `name the peers to believe, like --trusted-cidr 10.0.0.0/16${hint}`;
  return new Failure("config", where(["trustedCIDRs"]), `trustedCIDRs is missing, which ${method} needs`, remedy);
}

function checked(text: string, place: string, allowWide: boolean): Cidr {
  const cidr = parseCidr(text);
  const fail = (what: string, remedy: string) =>
    new Failure("config", place, `${JSON.stringify(text)}: ${what}`, remedy);
  if ("what" in cidr) throw fail(cidr.what, cidr.remedy);
  const widest = WIDEST[cidr.family];
  if (cidr.prefix >= widest || allowWide) return cidr;
  throw fail(
    `anyone in this range could forge the client's address, and it is wider than /${widest}`,
    "name the load balancer's own range, or set allowTrustAll (--allow-trust-all) if nobody else can reach Kong",
  );
}

function rangesOf(name: string, place: string) {
  const published = Object.assign({}, ...Object.values(clouds).map((cloud) => cloud().publishedRanges ?? {}));
  if (Object.hasOwn(published, name)) return published[name] as { cidrs: string[]; source: string; date: string };
  const what = `no provider ${JSON.stringify(name)} publishes ranges that are known here`;
  throw new Failure("config", place, what, suggest(name, Object.keys(published).sort()));
}
