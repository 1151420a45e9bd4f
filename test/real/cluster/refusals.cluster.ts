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
  "local-needs-exposure: a type that there is not": {
    setup: { ...RIGHT, type: "Loadbalancer" },
    refusal: "spec.type: Unsupported value",
  },
  "address-hidden: a policy that there is not": {
    setup: service({ externalTrafficPolicy: "local" }),
    refusal: "spec.externalTrafficPolicy: Unsupported value",
  },
  "address-hidden: a field that there is not": {
    setup: { annotations, service: { externaltrafficpolicy: "Local" } },
    refusal: ".spec.externaltrafficpolicy: field not declared in schema",
  },
  "address-hidden: the health check of another policy": {
    setup: service({ externalTrafficPolicy: "Cluster", healthCheckNodePort: 31000 }),
    refusal: "spec.healthCheckNodePort: Invalid value",
  },
  "delivery-unknown: a class on NodePort": {
    setup: { type: "NodePort", service: { externalTrafficPolicy: "Local", loadBalancerClass: "example.com/a" } },
    refusal: "spec.loadBalancerClass: Forbidden",
  },
  "duplicate-variable: a variable that stands twice": {
    setup: env({ name: "KONG_TRUSTED_IPS", value: "10.0.0.1" }, { name: "KONG_TRUSTED_IPS", value: "10.0.0.2" }),
    refusal: "duplicate entries for key",
  },
  "opaque-listeners: a variable with two sources": {
    setup: {
      ...RIGHT,
      env: { KONG_PROXY_LISTEN: { configMapKeyRef: { name: "a", key: "b" } } },
      container: { env: [{ name: "KONG_PROXY_LISTEN", value: PROXY, valueFrom: { fieldRef: { fieldPath: "a" } } }] },
    },
    refusal: "may not be specified when `value` is not empty",
  },
  "kong-will-not-start: a setting that is no text": {
    setup: env({ name: "KONG_REAL_IP_RECURSIVE", value: true }),
    refusal: "expected string",
  },
};

/** The API server alone says these, at once and before anything changes. */
const LEFT_TO_THE_SERVER: Record<string, Row> = {
  "an annotation that is no text": {
    setup: { ...RIGHT, annotations: JSON.parse(JSON.stringify({ ...annotations, "example.com/a": true })) },
    refusal: "cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations of type string",
  },
  "a key that is no annotation's": {
    setup: { ...RIGHT, annotations: { ...annotations, "a b": "c" } },
    refusal: "metadata.annotations: Invalid value",
  },
  "a variable of another program's that is no text": {
    setup: env({ name: "X", value: 1 }),
    refusal: "expected string",
  },
  "a class that is no name": {
    setup: service({ loadBalancerClass: "A B" }),
    refusal: "spec.loadBalancerClass: Invalid",
  },
  "sources that are no CIDRs": {
    setup: service({ loadBalancerSourceRanges: ["10.0.0.0/33"] }),
    refusal: "spec.LoadBalancerSourceRanges[0]: Invalid value",
  },
  "a port that stands twice": { setup: port({ port: 80 }), refusal: "duplicate entries for key" },
  "a port without a name": { setup: port({ name: undefined }), refusal: "spec.ports[2].name: Required value" },
  "a port beyond the last": { setup: port({ port: 81_000 }), refusal: "spec.ports[2].port: Invalid value" },
  "a protocol that there is not": { setup: port({ protocol: "tcp" }), refusal: "protocol: Unsupported value" },
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
