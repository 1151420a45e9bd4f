/** Resources of Kong's operator under the operator's own schemas and admission policy, where those are at hand. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { kongClientIp, root } from "../../support/program.ts";
import { describeCluster, kubectlDoes, kubectlTries, newNamespace } from "./cluster.ts";
import { comparable, judged } from "./verdicts.ts";

const schemas = join(root, "../shared/crds");
const files = existsSync(schemas) ? readdirSync(schemas).filter((file) => file.endsWith(".yaml")) : [];
const NAMESPACE = "operator";

const dataPlane = (proxy: object, env: Record<string, string>) => ({
  apiVersion: "gateway-operator.konghq.com/v1beta1",
  kind: "DataPlane",
  metadata: { name: "edge", namespace: NAMESPACE },
  spec: {
    network: { services: { ingress: { type: "LoadBalancer", ...proxy } } },
    deployment: {
      podTemplateSpec: {
        spec: {
          containers: [
            {
              name: "proxy",
              image: "kong/kong-gateway:3.12",
              env: Object.entries(env).map(([name, value]) => ({ name, value })),
            },
          ],
        },
      },
    },
  },
});

const PASSING = ["--if-no-kong=pass"];

const SETTINGS = [
  ["--method=external-traffic-policy", "--cloud=gke"],
  ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"],
  ["--method=http-headers", "--cloud=generic", "--trusted-cidr=10.0.0.0/16"],
];

/** Inputs that the schemas take; what a run makes of them, they must take as well. */
const RESOURCES: Record<string, object> = {
  "a plain DataPlane": dataPlane({}, { KONG_LOG_LEVEL: "notice" }),
  "a DataPlane with the Local policy": dataPlane({ externalTrafficPolicy: "Local" }, { KONG_LOG_LEVEL: "notice" }),
  "a DataPlane that reads headers": dataPlane(
    { annotations: { "example.com/team": "edge" } },
    { KONG_REAL_IP_HEADER: "X-Forwarded-For", KONG_TRUSTED_IPS: "10.0.0.0/16" },
  ),
};

/** The schemas, once they are served, and the policy. */
function install(): void {
  const crds = files.filter((file) => !file.includes("policy")).flatMap((file) => ["--filename", join(schemas, file)]);
  kubectlDoes(["apply", "--server-side", ...crds]);
  kubectlDoes(["wait", "--for=condition=established", "--timeout=60s", "customresourcedefinitions", "--all"]);
  const policies = files.filter((file) => file.includes("policy"));
  for (const file of policies) kubectlDoes(["apply", "--server-side", "--filename", join(schemas, file)]);
}

const describeOperator = files.length > 0 ? describeCluster : describe.skip;
describeOperator(`Resources of Kong's operator, with the schemas in ${schemas}`, () => {
  beforeAll(() => {
    newNamespace(NAMESPACE);
    install();
  });

  const applied = (manifest: string, ...flags: string[]) =>
    kubectlTries(["apply", "--server-side", "--force-conflicts", "--filename", "-", ...flags], manifest);

  for (const [title, resource] of Object.entries(RESOURCES)) {
    test(`${title} is judged in the cluster as in its manifest`, () => {
      const manifest = JSON.stringify(resource);
      expect(applied(manifest)).toMatchObject({ status: 0, stderr: "" });
      for (const format of ["json", "yaml"]) {
        const found = kubectlDoes(["get", "dataplanes", "--namespace", NAMESPACE, "--output", format]);
        expect(comparable(judged(found, PASSING)), format).toEqual(comparable(judged(manifest, PASSING)));
      }
    });

    for (const settings of SETTINGS) {
      test(`${title} stays valid after a run with ${settings.join(" ")}`, () => {
        const { status, stdout, stderr } = kongClientIp([...settings, ...PASSING], { input: JSON.stringify(resource) });
        // A refusal is right until a run can change these kinds; an output that the schemas refuse never is.
        if (status === 0)
          expect(applied(stdout.toString(), "--dry-run=server")).toMatchObject({ status: 0, stderr: "" });
        else expect({ status, stdout: stdout.toString() }, stderr).toEqual({ status: 1, stdout: "" });
      });
    }
  }

  test("The schemas refuse what is wrong", () => {
    const wrong = dataPlane({ externalTrafficPolicy: "local" }, {});
    expect(applied(JSON.stringify(wrong))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("externalTrafficPolicy"),
    });
  });
});
