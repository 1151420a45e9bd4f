/**
 * A run leaves a load balancer as internal or as public as it is. What it is, a table says that was written from the
 * controllers' sources, and not from `src/clouds`.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { clouds } from "../../src/generated/clouds.ts";
import { Failure, postrender } from "../../src/index.ts";
import { release } from "../support/case.ts";
import { law } from "../support/law.ts";
import { fitting } from "./fitting.ts";
import { supported } from "./pairs.ts";

type Exposure = "internal" | "public" | "either";

interface Service {
  annotations: Record<string, string>;
  loadBalancerClass?: string;
}

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const AZURE = "service.beta.kubernetes.io/azure-load-balancer-internal";
const OCI = "service.beta.kubernetes.io/oci-load-balancer-internal";
const OCI_NLB = "oci-network-load-balancer.oraclecloud.com/internal";
const OCI_TYPE = "oci.oraclecloud.com/load-balancer-type";
const GKE = "networking.gke.io/load-balancer-type";
const DO = "service.beta.kubernetes.io/do-loadbalancer-";
const ALIBABA = "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-";

/** aws-load-balancer-controller pkg/service/model_build_load_balancer.go:231-286 */
function byController({ annotations }: Service): Exposure {
  const { [`${AWS}scheme`]: scheme, [`${AWS}internal`]: internal } = annotations;
  if (scheme !== undefined) return scheme === "internet-facing" ? "public" : "internal";
  return internal === "false" ? "public" : "internal";
}

/** cloud-provider-aws pkg/providers/v1/aws.go:2453-2459 */
const inTree = ({ annotations: { [`${AWS}internal`]: internal = "" } }: Service): Exposure =>
  internal === "" || internal === "false" ? "public" : "internal";

/** aws-load-balancer-controller pkg/service/service_utils.go:47-80, webhooks/core/service_mutator.go */
function aws(service: Service): Exposure {
  const { [`${AWS}type`]: type, [`${AWS}nlb-target-type`]: target = "" } = service.annotations;
  if (service.loadBalancerClass !== undefined) return byController(service);
  if (type === "nlb-ip" || (type === "external" && ["ip", "instance"].includes(target))) return byController(service);
  // Nobody makes a load balancer of that, but it may say what it is meant to be.
  const isSaid = [`${AWS}scheme`, `${AWS}internal`].some((key) => key in service.annotations);
  if (type === "external") return isSaid ? byController(service) : "either";
  const isSilent = !Object.keys(service.annotations).some((key) => key.startsWith(AWS));
  // The webhook of the controller takes each Service without a class, where it is on.
  return isSilent || byController(service) === inTree(service) ? inTree(service) : "either";
}

/** The same where no webhook takes a Service, though a word for the other controller leaves doubt what is meant. */
function withoutWebhook(service: Service): Exposure {
  const { [`${AWS}type`]: type = "", [`${AWS}scheme`]: scheme } = service.annotations;
  if (["external", "nlb-ip"].includes(type) || service.loadBalancerClass !== undefined) return aws(service);
  return scheme === undefined || byController(service) === inTree(service) ? inTree(service) : "either";
}

const says =
  (key: string, internal: string) =>
  ({ annotations }: Service): Exposure =>
    annotations[key] === internal ? "internal" : "public";

const SOURCES: Record<string, (service: Service) => Exposure> = {
  eks: aws,
  // cloud-provider-azure pkg/consts/consts.go:253
  aks: says(AZURE, "true"),
  // oci-cloud-controller-manager load_balancer_spec.go:1300-1321
  oci: (service) => {
    const [lb, nlb] = [says(OCI, "true")(service), says(OCI_NLB, "true")(service)];
    if (service.annotations[OCI_TYPE] === "nlb") return nlb;
    // A word for the other kind is no word, but somebody meant it.
    return lb === "public" && nlb === "internal" ? "either" : lb;
  },
  // ingress-gce pkg/l4/annotations
  gke: says(GKE, "Internal"),
  // digitalocean-cloud-controller-manager do/lb_annotations.go
  digitalocean: says(`${DO}network`, "INTERNAL"),
  // cloud-provider-alibaba-cloud pkg/controller/service
  alibaba: says(`${ALIBABA}address-type`, "intranet"),
};

const VALUES: Record<string, string[]> = {
  [`${AWS}type`]: ["external", "nlb", "nlb-ip"],
  [`${AWS}nlb-target-type`]: ["ip", "instance"],
  [`${AWS}scheme`]: ["internal", "internet-facing"],
  [`${AWS}internal`]: ["true", "false"],
  [`${AWS}cross-zone-load-balancing-enabled`]: ["true"],
  [`${AWS}proxy-protocol`]: ["*"],
  [AZURE]: ["true", "false"],
  [OCI]: ["true", "false"],
  [OCI_NLB]: ["true"],
  [OCI_TYPE]: ["lb", "nlb"],
  [GKE]: ["Internal", "External"],
  [`${DO}network`]: ["INTERNAL", "EXTERNAL"],
  [`${DO}type`]: ["REGIONAL", "REGIONAL_NETWORK"],
  [`${ALIBABA}address-type`]: ["intranet", "internet"],
  "example.com/team": ["edge"],
};
const CLASSES = ["service.k8s.aws/nlb", "eks.amazonaws.com/nlb", "alibabacloud.com/nlb", "example.com/other"];

/** What a Service says of its own cloud, or now and then of any. */
const anyService = (cloud: string): fc.Arbitrary<Service> => {
  const own = Object.keys(VALUES).filter((key) => WORDS[cloud]?.test(key));
  const annotations = (keys: string[]) =>
    fc
      .subarray(keys, { maxLength: Math.min(4, keys.length) })
      .chain((chosen) =>
        fc
          .tuple(...chosen.map((key) => fc.constantFrom(...(VALUES[key] ?? []))))
          .map((values) => Object.fromEntries(chosen.map((key, index) => [key, values[index] as string]))),
      );
  return fc
    .record({
      annotations: fc.oneof(
        { weight: 4, arbitrary: annotations([...own, "example.com/team"]) },
        { weight: 1, arbitrary: annotations(Object.keys(VALUES)) },
      ),
      loadBalancerClass: fc.constantFrom(...Array<undefined>(3 * CLASSES.length).fill(undefined), ...CLASSES),
    })
    .map(({ annotations, loadBalancerClass }) => ({
      annotations,
      ...(loadBalancerClass !== undefined && { loadBalancerClass }),
    }));
};

const WORDS: Record<string, RegExp> = {
  eks: /aws-/,
  aks: /azure-/,
  oci: /oci|oracle/,
  gke: /gke/,
  digitalocean: /do-loadbalancer/,
  alibaba: /alibaba/,
};

const written = ({ annotations, loadBalancerClass }: Service): string =>
  release
    .toString()
    .replace("  name: demo-kong-proxy\n", `$&  annotations: ${JSON.stringify(annotations)}\n`)
    .replace(
      "  type: LoadBalancer\n",
      loadBalancerClass === undefined ? "$&" : `$&  loadBalancerClass: ${loadBalancerClass}\n`,
    );

function read(stream: string): Service {
  const { metadata, spec } = parseAllDocuments(stream)[0]?.toJS() ?? expect.fail();
  return { annotations: metadata.annotations ?? {}, loadBalancerClass: spec.loadBalancerClass };
}

/** Who names one of these says outright that it is internal. */
const INTERNAL = ["aks/standard-internal", "aks/private-link"];

const pairs = supported.filter(
  ({ cloud, loadBalancer }) =>
    cloud in SOURCES &&
    !INTERNAL.includes(`${cloud}/${loadBalancer}`) &&
    // What an Ingress or a Gateway makes is none of the Service's.
    clouds[cloud]?.().loadBalancers[loadBalancer]?.serviceTypes === undefined,
);
const { loadBalancer: _, ...byCloud } = pairs[0]?.config ?? expect.fail();
const configs = [
  ...pairs.map(({ config }) => config),
  // Named by their cloud alone.
  ...Object.keys(SOURCES).map((cloud) => ({ ...byCloud, cloud, method: "external-traffic-policy" as const })),
  { ...byCloud, cloud: "eks", method: "proxy-protocol" as const, trustedCIDRs: ["10.0.0.0/16"] },
].map(({ trustedCIDRs, ...config }) =>
  config.method === "external-traffic-policy" ? config : { ...config, trustedCIDRs: trustedCIDRs ?? ["10.0.0.0/16"] },
);

describe("Exposure never changes", () => {
  const seen = { internal: 0, public: 0, either: 0 };
  law(
    "whatever a Service says, and whichever load balancer is named",
    fc.constantFrom(...configs).chain((config) => fc.tuple(anyService(config.cloud), fc.constant(config))),
    3_000,
    ([service, config]) => {
      // Who names one of the cloud provider's own says that no webhook takes the Service.
      const isInTree =
        "loadBalancer" in config &&
        ["classic-elb", "nlb-in-tree", "nlb-self-managed"].includes(config.loadBalancer ?? "");
      const exposure = isInTree ? withoutWebhook : (SOURCES[config.cloud] ?? expect.fail());
      const before = exposure(service);
      let stream: string;
      try {
        stream = postrender(written(service), config).stream;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        expect(error.exitCode).toBe(1);
        return false;
      }
      seen[before]++;
      const after = read(stream);
      const now = exposure(after);
      if (before === "either") expect(now).not.toBe("public");
      else expect(now).toBe(before);
      // Nothing is made public beside a word of internal, whichever cloud's.
      const isFresh = after.annotations[`${AWS}scheme`] !== service.annotations[`${AWS}scheme`];
      const isInternal = Object.entries(SOURCES).some(
        ([cloud, each]) => cloud !== "eks" && each({ annotations: service.annotations }) === "internal",
      );
      if (isFresh && isInternal) expect(after.annotations[`${AWS}scheme`]).not.toBe("internet-facing");
      return true;
    },
    { atLeast: 1 / 3 },
  );

  test("of internal and of public ones", () => {
    expect(Math.min(seen.internal, seen.public, seen.either)).toBeGreaterThan(30);
  });

  test.each(["internal", "internet-facing"] as const)("unless the config says %s outright", (exposure) => {
    const wanted = exposure === "internal" ? "internal" : "public";
    for (const config of configs.filter(({ cloud }) => ["eks", "aks", "oci", "digitalocean"].includes(cloud))) {
      if ("loadBalancer" in config && config.loadBalancer === "front-door") continue;
      const { stream } = postrender(fitting(config, release).toString(), { ...config, exposure });
      const own = SOURCES[config.cloud]?.(read(stream));
      if (own !== "either")
        expect(own, `${config.cloud}/${"loadBalancer" in config ? config.loadBalancer : ""} ${config.method}`).toBe(
          wanted,
        );
    }
  });
});
