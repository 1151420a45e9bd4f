/** What the API server refuses must not pass our own judgement as right, as far as that looks at it. */

import { beforeAll, describe, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { manifests, PROXY, type Setup } from "../../views/check/manifests.ts";
import { describeCluster, kubectlTries, newNamespace } from "./cluster.ts";

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const annotations = { [`${AWS}type`]: "external", [`${AWS}nlb-target-type`]: "instance" };
const RIGHT: Setup = { annotations, service: { externalTrafficPolicy: "Local" } };
const service = (more: object): Setup => ({ ...RIGHT, service: { ...RIGHT.service, ...more } });
const port = (more: object): Setup => ({ ...RIGHT, ports: [{ name: "again", port: 81, targetPort: 8000, ...more }] });
const env = (...items: object[]): Setup => ({
  ...RIGHT,
  container: { env: [{ name: "KONG_PROXY_LISTEN", value: "0.0.0.0:8000" }, ...items] },
});

interface Row {
  setup: Setup;
  /** What the API server says. */
  refusal: string;
}

/** By the code of a finding of ours. */
const FOUND: Record<string, Row> = {
  "local-needs-exposure: a policy on ClusterIP": {
    setup: { ...RIGHT, type: "ClusterIP" },
    refusal: "spec.externalTrafficPolicy: Invalid value",
  },
  "refused-manifest: a type that there is not": {
    setup: { ...RIGHT, type: "Loadbalancer" },
    refusal: "spec.type: Unsupported value",
  },
  "refused-manifest: a policy that there is not": {
    setup: service({ externalTrafficPolicy: "local" }),
    refusal: "spec.externalTrafficPolicy: Unsupported value",
  },
  "address-hidden: a field that there is not": {
    setup: { annotations, service: { externaltrafficpolicy: "Local" } },
    refusal: ".spec.externaltrafficpolicy: field not declared in schema",
  },
  "refused-manifest: the health check of another policy": {
    setup: service({ externalTrafficPolicy: "Cluster", healthCheckNodePort: 31000 }),
    refusal: "spec.healthCheckNodePort: Invalid value",
  },
  "refused-manifest: a class on NodePort": {
    setup: { type: "NodePort", service: { externalTrafficPolicy: "Local", loadBalancerClass: "example.com/a" } },
    refusal: "spec.loadBalancerClass: Forbidden",
  },
  "duplicate-variable: a variable that stands twice": {
    setup: env({ name: "KONG_TRUSTED_IPS", value: "10.0.0.1" }, { name: "KONG_TRUSTED_IPS", value: "10.0.0.2" }),
    refusal: "duplicate entries for key",
  },
  "refused-manifest: a variable with two sources": {
    setup: {
      ...RIGHT,
      env: { KONG_PROXY_LISTEN: { configMapKeyRef: { name: "a", key: "b" } } },
      container: { env: [{ name: "KONG_PROXY_LISTEN", value: PROXY, valueFrom: { fieldRef: { fieldPath: "a" } } }] },
    },
    refusal: "may not be specified when `value` is not empty",
  },
  "refused-manifest: a setting that is no text": {
    setup: env({ name: "KONG_REAL_IP_RECURSIVE", value: true }),
    refusal: "expected string",
  },
  "refused-manifest: an annotation that is no text": {
    setup: { ...RIGHT, annotations: JSON.parse(JSON.stringify({ ...annotations, "example.com/a": true })) },
    refusal: "cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations of type string",
  },
  "refused-manifest: a key that is no annotation's": {
    setup: { ...RIGHT, annotations: { ...annotations, "a b": "c" } },
    refusal: "metadata.annotations: Invalid value",
  },
  "refused-manifest: a variable of another program's that is no text": {
    setup: env({ name: "X", value: 1 }),
    refusal: "expected string",
  },
  "refused-manifest: a class that is no name": {
    setup: service({ loadBalancerClass: "A B" }),
    refusal: "spec.loadBalancerClass: Invalid",
  },
  "refused-manifest: sources that are no CIDRs": {
    setup: service({ loadBalancerSourceRanges: ["10.0.0.0/33"] }),
    refusal: "spec.LoadBalancerSourceRanges[0]: Invalid value",
  },
  "refused-manifest: a port that stands twice": { setup: port({ port: 80 }), refusal: "duplicate entries for key" },
  "refused-manifest: a port without a name": {
    setup: port({ name: undefined }),
    refusal: "spec.ports[2].name: Required value",
  },
  "refused-manifest: a port beyond the last": {
    setup: port({ port: 81_000 }),
    refusal: "spec.ports[2].port: Invalid value",
  },
  "refused-manifest: a protocol that there is not": {
    setup: port({ protocol: "tcp" }),
    refusal: "protocol: Unsupported value",
  },
  "refused-manifest: a port of a container in quotes": {
    setup: { ...RIGHT, container: { ports: [{ containerPort: "8000" }] } },
    refusal: "expected numeric",
  },
  "refused-manifest: a target that is a number in quotes": {
    setup: port({ targetPort: "8000" }),
    refusal: "spec.ports[2].targetPort: Invalid value",
  },
};

/** The API server alone says these, at once and before anything changes. */
const LEFT_TO_THE_SERVER: Record<string, Row> = {
  "a pod's annotation that is no text": {
    setup: {
      ...RIGHT,
      workload: {
        template: {
          metadata: { labels: { app: "kong" }, annotations: { "example.com/a": true } },
          spec: { containers: [{ name: "proxy", image: "kong:3.9" }] },
        },
      },
    },
    refusal: ".spec.template.metadata.annotations.example.com/a: expected string",
  },
  "labels that the workload does not select": {
    setup: { ...RIGHT, workload: { selector: { matchLabels: { app: "other" } } } },
    refusal: "`selector` does not match template `labels`",
  },
};

const NAMESPACE = "refusals";
const apply = (setup: Setup) =>
  kubectlTries(
    ["apply", "--server-side", "--dry-run=server", "--namespace", NAMESPACE, "--filename", "-"],
    manifests(setup),
  );
const codes = (setup: Setup): string[] => {
  const { stdout, stderr } = command(["check", "--format=json"], { input: manifests(setup) });
  expect(stderr).toBe("");
  return JSON.parse(stdout).findings.map(({ code }: { code: string }) => code);
};

describeCluster("What the API server refuses", () => {
  beforeAll(() => {
    newNamespace(NAMESPACE);
  });

  test("is not what is right", () => {
    expect(apply(RIGHT)).toMatchObject({ status: 0, stderr: "" });
    expect(codes(RIGHT)).toEqual([]);
  });

  describe("has a finding of ours", () => {
    for (const [title, { setup, refusal }] of Object.entries(FOUND)) {
      test(title, () => {
        const { status, stderr } = apply(setup);
        expect(status).toBe(1);
        expect(stderr).toContain(refusal);
        expect(codes(setup)).toContain(title.split(":")[0]);
      });
    }
  });

  describe("is left to it where it is not about clients' addresses", () => {
    for (const [title, { setup, refusal }] of Object.entries(LEFT_TO_THE_SERVER)) {
      test(title, () => {
        const { status, stderr } = apply(setup);
        expect(status).toBe(1);
        expect(stderr).toContain(refusal);
      });
    }
  });
});
