/** What becomes of a Service that says itself, in its own or another cloud's words, whether it is internal. */

import { describe, expect, test } from "vitest";
import { exposed, saidExposure } from "../../src/clouds/exposure.ts";
import { profilesOf } from "../../src/clouds/profiles.ts";
import { clouds } from "../../src/generated/clouds.ts";
import { type Config, Failure, postrender } from "../../src/index.ts";

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const AZURE = "service.beta.kubernetes.io/azure-load-balancer-internal";
const DO = "service.beta.kubernetes.io/do-loadbalancer-";

/** A Service with annotations, as a run leaves it; where it is refused, what is wrong. */
function run(annotations: Record<string, string>, settings: Partial<Config>): Record<string, string> | string {
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "proxy", annotations },
    spec: { type: "LoadBalancer", ports: [{ port: 80, targetPort: 8000 }], selector: { app: "kong" } },
  };
  const workload = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "kong" },
    spec: { template: { metadata: { labels: { app: "kong" } }, spec: { containers: [{ image: "kong:3.9" }] } } },
  };
  const stream = [service, workload].map((each) => JSON.stringify(each)).join("\n---\n");
  try {
    const config = { method: "proxy-protocol", trustedCIDRs: ["10.0.0.0/16"], ...settings } as Config;
    return JSON.parse(postrender(stream, config).stream.split("\n---\n")[0] ?? "").metadata.annotations;
  } catch (error) {
    if (error instanceof Failure) return error.what;
    throw error;
  }
}

const NLB = { cloud: "eks", loadBalancer: "nlb" } as const;
const REGIONAL = { cloud: "digitalocean", loadBalancer: "regional" } as const;
const LINK = { cloud: "aks", loadBalancer: "private-link" } as const;
const NETWORK = { [`${DO}type`]: "REGIONAL_NETWORK" };
const IN_TREE = { [`${AWS}type`]: "nlb", [`${AWS}internal`]: "true" };

const unknown = (name: string, after: string) =>
  `it does not tell whether its load balancer is internal, and ${name} would be ${after}`;

const table: [title: string, Record<string, string>, Partial<Config>, outcome: Record<string, string> | string][] = [
  ["an internal one stays so", IN_TREE, NLB, { [`${AWS}internal`]: "true", [`${AWS}scheme`]: "none" }],
  [
    "an annotation that says otherwise is not written over",
    { ...IN_TREE, [`${AWS}scheme`]: "internet-facing" },
    NLB,
    "its load balancer is internal now, and eks/nlb would be internet-facing",
  ],
  [
    "unless the config says what it shall be",
    { ...IN_TREE, [`${AWS}scheme`]: "internet-facing" },
    { ...NLB, exposure: "internal" },
    { [`${AWS}scheme`]: "internal" },
  ],
  ["a name says it where the Service does not", {}, LINK, { [AZURE]: "true" }],
  [
    "a name does not say it of a Service that says otherwise",
    { [AZURE]: "false" },
    LINK,
    "aks/private-link is internal, but the Service says internet-facing",
  ],
  ["unless the config says so, too", { [AZURE]: "false" }, { ...LINK, exposure: "internal" }, { [AZURE]: "true" }],
  [
    "what cannot be had is refused",
    { [AZURE]: "true" },
    { ...LINK, exposure: "internet-facing" },
    "aks/private-link would be internal, and nothing makes it internet-facing",
  ],
  ["a public one stays so", NETWORK, REGIONAL, { [`${DO}type`]: "REGIONAL", [`${DO}network`]: "none" }],
  [
    "another cloud's word for internal leaves doubt",
    { ...NETWORK, [AZURE]: "true" },
    REGIONAL,
    unknown("digitalocean/regional", "internet-facing"),
  ],
  ["another cloud's word for public leaves none", { ...NETWORK, [AZURE]: "false" }, REGIONAL, { [AZURE]: "false" }],
  [
    "a word of the cloud's own counts for more than another's",
    { ...NETWORK, [`${DO}network`]: "EXTERNAL", [AZURE]: "true" },
    REGIONAL,
    { [`${DO}network`]: "EXTERNAL", [AZURE]: "true" },
  ],
  [
    "another cloud's word for internal leaves doubt on EKS",
    { [`${AWS}cross-zone-load-balancing-enabled`]: "true", [AZURE]: "true" },
    { cloud: "eks" },
    unknown("eks/nlb", "internal"),
  ],
];

describe("A Service that says whether it is internal", () => {
  test.each(table)("%s", (_, annotations, settings, outcome) => {
    const result = run(annotations, settings);
    if (typeof outcome === "string" || typeof result === "string") return expect(result).toBe(outcome);
    for (const [key, value] of Object.entries(outcome)) expect(result[key] ?? "none").toBe(value);
  });

  test("another cloud's word alone contradicts the config", () => {
    expect(run({ [AZURE]: "true" }, { ...NLB, exposure: "internal" })).toMatch(
      /^the config means eks\/nlb, but .*azure/,
    );
  });
});

describe("What makes a load balancer internal or public", () => {
  const profiles = Object.keys(clouds).flatMap((cloud) => [...profilesOf(cloud)]);
  test.each(profiles.map((profile) => [profile.name, profile] as const))("is read as that: %s", (_, profile) => {
    for (const word of ["internal", "internet-facing"] as const) {
      const set = exposed(profile, word) ?? {};
      if (Object.keys(set).length > 0) expect(saidExposure(profile, set)).toBe(word);
    }
  });
});
