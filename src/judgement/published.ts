import { agedRanges } from "../config/age.ts";
import { clouds } from "../generated/clouds.ts";
import type { Gateway } from "../kong/find.ts";
import { label } from "../manifests/read.ts";
import { placeOf, trustedBlocks } from "./kong.ts";
import { type Finding, findingOf, hit } from "./rule.ts";

/** What gateways trust that a provider publishes. */
export interface Published {
  notes: string[];
  /** Of ranges that were read long ago. */
  findings: Finding[];
}

/**
 * The ranges of providers among what gateways trust, where all of them are there.
 *
 * @param today like 2026-11-24
 */
export function publishedIn(gateways: readonly Gateway[], today?: string): Published {
  const told = gateways.flatMap((gateway) => {
    const trusted = new Set(trustedBlocks(gateway).map(({ text }) => text));
    // Who trusts nobody is not kept waiting for all clouds' data.
    const ranges =
      trusted.size === 0 ? [] : Object.values(clouds).flatMap((make) => Object.entries(make().publishedRanges ?? {}));
    return ranges
      .filter(([, { cidrs }]) => cidrs.every((cidr) => trusted.has(cidr)))
      .map(([name, { cidrs, source, date }]) => ({ gateway, name, count: cidrs.length, source, date }));
  });
  return {
    notes: told.map(
      ({ gateway, name, date }) => `${label(gateway.workload)} trusts the ranges of provider:${name} as of ${date}`,
    ),
    findings: told.flatMap((published) =>
      agedRanges([published], today).map(({ name, what, remedy }) =>
        findingOf(
          "old-ranges",
          { severity: "warning" },
          hit(
            published.gateway.workload,
            `it trusts ${name}: ${what}`,
            remedy,
            placeOf(published.gateway, "KONG_TRUSTED_IPS"),
          ),
        ),
      ),
    ),
  };
}
