/** Laws of the two settings that close side doors, over every load balancer that carries a method and any clients. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { profilesOf } from "../../src/clouds/profiles.ts";
import { Failure } from "../../src/failure.ts";
import type { Config } from "../../src/generated/config.ts";
import { postrender } from "../../src/index.ts";
import { cidrsAmong, isWithin } from "../../src/net/cidr.ts";
import { supported } from "../clouds/pairs.ts";
import { manifests } from "../views/check/manifests.ts";

const pair = fc.constantFrom(...supported);
const byte = fc.integer({ min: 0, max: 255 });
const range = fc
  .tuple(fc.constantFrom(192, 198, 203), byte, byte, fc.integer({ min: 16, max: 32 }))
  .map(([a, b, c, prefix]) => `${a}.${b}.${c}.0/${prefix}`);
const ranges = fc.uniqueArray(range, { minLength: 1, maxLength: 4 });

/** The Service's spec after a run; undefined where it is refused. */
function specAfter(input: string, config: Config): { [field: string]: unknown } | undefined {
  const text = ran(input, config);
  return text === undefined ? undefined : parse(text.split("\n---\n")[0] ?? "").spec;
}

function ran(input: string, config: Config): string | undefined {
  try {
    return postrender(input, config).stream.toString();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

const profileOf = ({ config }: (typeof supported)[number]) =>
  profilesOf(config.cloud).find(({ loadBalancer }) => loadBalancer === config.loadBalancer);

describe("Without node ports", () => {
  test("a Service is left only where its load balancer is known to do without", () => {
    const spared = new Set<string>();
    for (const each of supported) {
      const spec = specAfter(manifests({}), { ...each.config, nodePorts: false });
      if (spec?.["allocateLoadBalancerNodePorts"] !== false) continue;
      const { needed } = profileOf(each)?.nodePorts ?? {};
      expect(
        needed === "never" || (needed !== undefined && needed !== (spec["externalTrafficPolicy"] ?? "Cluster")),
      ).toBe(true);
      expect(needed).not.toBe("always");
      spared.add(`${each.config.cloud}/${each.config.loadBalancer}`);
    }
    expect([...spared].sort()).toMatchInlineSnapshot(`
      [
        "aks/standard",
        "cilium/lb-ipam",
        "digitalocean/regional-network",
        "eks/nlb-ip",
        "gke/passthrough",
        "kube-vip/service-lb",
        "metallb/metallb",
        "openelb/openelb",
        "purelb/purelb",
      ]
    `);
  });

  test("and true is as if nothing were said", () => {
    for (const { config } of supported)
      expect(ran(manifests({}), { ...config, nodePorts: true })).toBe(ran(manifests({}), config));
  });
});

describe("Clients", () => {
  test("are never more than before, whatever is asked for", () => {
    fc.assert(
      fc.property(
        pair,
        ranges,
        ranges,
        fc.boolean(),
        fc.boolean(),
        ({ config }, before, others, isAnnotated, isInner) => {
          const asked = isInner ? before.map((each) => each.replace(/\/.*/, "/32")) : others;
          const given = isAnnotated
            ? { annotations: { "service.beta.kubernetes.io/load-balancer-source-ranges": before.join(",") } }
            : { service: { loadBalancerSourceRanges: before } };
          const after = specAfter(manifests(given), { ...config, sourceRanges: asked })?.["loadBalancerSourceRanges"];
          if (after === undefined) return;
          const was = cidrsAmong(before);
          for (const each of cidrsAmong(after as string[])) expect(isWithin(each, was)).toBe(true);
        },
      ),
    );
  });

  test("are those that were asked for, and once is enough", () => {
    const narrowed = new Set<string>();
    fc.assert(
      fc.property(pair, ranges, ({ config }, asked) => {
        const settings = { ...config, sourceRanges: asked };
        const once = ran(manifests({}), settings);
        if (once === undefined) return;
        const after = parse(once.split("\n---\n")[0] ?? "").spec.loadBalancerSourceRanges;
        const [wanted, now] = [cidrsAmong(asked), cidrsAmong(after)];
        expect(now.every((each) => isWithin(each, wanted)) && wanted.every((each) => isWithin(each, now))).toBe(true);
        expect(ran(once, settings)).toBe(once);
        narrowed.add(config.cloud);
      }),
    );
    expect(narrowed.size).toBeGreaterThan(0);
  });

  test("are not asked of a load balancer that does not heed them, or of which nobody knows", () => {
    for (const each of supported) {
      const { by = "nobody" } = profileOf(each)?.sourceRanges ?? {};
      const spec = specAfter(manifests({}), { ...each.config, sourceRanges: ["203.0.113.0/24"] });
      if (by === "nobody" && !profileOf(each)?.standsBefore) expect(spec).toBeUndefined();
    }
  });
});
