/** Resources of Kong's operator under the operator's own schemas and admission policy, where those are at hand. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { flagsOf, supported } from "../../clouds/pairs.ts";
import { command } from "../../support/command.ts";
import { root } from "../../support/program.ts";
import { describeCluster, kubectlDoes, kubectlTries, newNamespace } from "./cluster.ts";
import { comparable, judged } from "./verdicts.ts";

const schemas = join(root, "../shared/crds");
const files = existsSync(schemas) ? readdirSync(schemas).filter((file) => file.endsWith(".yaml")) : [];
const NAMESPACE = "operator";
const GROUP = "gateway-operator.konghq.com";

const resource = (kind: string, version: string, spec: object) => ({
  apiVersion: `${GROUP}/${version}`,
  kind,
  metadata: { name: "edge", namespace: NAMESPACE },
  spec,
});
const options = (ingress: object, env: Record<string, string>) => ({
  network: { services: { ingress: { type: "LoadBalancer", ...ingress } } },
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
});
const dataPlane = (ingress: object, env: Record<string, string>) =>
  resource("DataPlane", "v1beta1", options(ingress, env));
const configuration = (version: string, ingress: object, env: Record<string, string>) =>
  resource("GatewayConfiguration", version, { dataPlaneOptions: options(ingress, env) });

const PORTS = {
  ports: [
    { name: "http", port: 80, targetPort: 8000 },
    { name: "https", port: 443, targetPort: 8443 },
  ],
};
const LOCAL = { externalTrafficPolicy: "Local" };
const QUIET = { KONG_LOG_LEVEL: "notice" };
const PROXY = {
  KONG_PORT_MAPS: "80:8000, 443:8443",
  KONG_PROXY_LISTEN: "0.0.0.0:8000 reuseport proxy_protocol, 0.0.0.0:8443 http2 ssl reuseport proxy_protocol",
  KONG_REAL_IP_HEADER: "proxy_protocol",
  KONG_TRUSTED_IPS: "10.0.0.0/16",
};
const SENDING = {
  externalTrafficPolicy: "Cluster",
  annotations: { "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol": "*" },
};

/** What the schemas take, and must still take when a run has been over it. */
const RESOURCES: Record<string, object> = {
  "a plain DataPlane": dataPlane({}, QUIET),
  "a DataPlane with ports": dataPlane(PORTS, { ...QUIET, KONG_PORT_MAPS: PROXY.KONG_PORT_MAPS }),
  "a DataPlane with the Local policy": dataPlane(LOCAL, QUIET),
  "a DataPlane with PROXY protocol": dataPlane({ ...PORTS, ...SENDING }, PROXY),
  "a GatewayConfiguration": configuration("v2beta1", {}, QUIET),
  "a GatewayConfiguration with the Local policy": configuration("v2beta1", LOCAL, QUIET),
  "a GatewayConfiguration with PROXY protocol": configuration("v2beta1", SENDING, PROXY),
};

const BARE = { DataPlane: dataPlane({}, QUIET), GatewayConfiguration: configuration("v2beta1", {}, QUIET) };

/** What they refuse: of the policy, the schema's own rule and the admission policy something each. */
const REFUSED: Record<string, { object: object; refusal: string }> = {
  "a policy that there is not": {
    object: dataPlane({ externalTrafficPolicy: "local" }, QUIET),
    refusal: 'Unsupported value: "local"',
  },
  "a policy on ClusterIP": {
    object: dataPlane({ ...LOCAL, type: "ClusterIP" }, QUIET),
    refusal: "Cannot set ExternalTrafficPolicy for ClusterIP service",
  },
  "a port that no listener has": {
    object: dataPlane({ ports: [{ name: "http", port: 80, targetPort: 9000 }] }, PROXY),
    refusal: "has to have an accompanying port",
  },
};

const SETTINGS = [
  ["--method=external-traffic-policy", "--cloud=gke"],
  ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"],
  ["--method=http-headers", "--cloud=generic", "--trusted-cidr=10.0.0.0/16"],
];
const PASSING = ["--if-no-kong=pass"];

const apply = (manifest: string, ...flags: string[]) =>
  kubectlTries(["apply", "--server-side", "--force-conflicts", "--filename", "-", ...flags], manifest);

/** The schemas, once they are served, and the policy. */
function install(): void {
  const [policies = [], crds = []] = [true, false].map((wanted) =>
    files.filter((file) => file.includes("policy") === wanted).flatMap((file) => ["--filename", join(schemas, file)]),
  );
  kubectlDoes(["apply", "--server-side", ...crds]);
  kubectlDoes(["wait", "--for=condition=established", "--timeout=60s", ...crds]);
  kubectlDoes(["apply", "--server-side", ...policies]);
}

const describeOperator = files.length > 0 ? describeCluster : describe.skip;
describeOperator(`Resources of Kong's operator, with the schemas in ${schemas}`, () => {
  beforeAll(() => {
    newNamespace(NAMESPACE);
    install();
  });

  for (const [title, object] of Object.entries(RESOURCES)) {
    const manifest = JSON.stringify(object);

    test(`${title} is judged in the cluster as in its manifest`, () => {
      expect(apply(manifest)).toMatchObject({ status: 0, stderr: "" });
      for (const format of ["json", "yaml"]) {
        const found = kubectlDoes(["get", "--filename", "-", "--output", format], manifest);
        expect(comparable(judged(found, PASSING)), format).toEqual(comparable(judged(manifest, PASSING)));
      }
    });

    for (const settings of SETTINGS) {
      test(`${title} stays valid after a run with ${settings.join(" ")}`, () => {
        const { status, stdout, stderr } = command([...settings, ...PASSING], { input: manifest });
        // A run may refuse; what it writes, the API server may not.
        expect([0, 1], stderr).toContain(status);
        if (status === 0) expect(apply(stdout, "--dry-run=server")).toMatchObject({ status: 0, stderr: "" });
        if (/^a (?:plain DataPlane|GatewayConfiguration)$/.test(title)) expect(stdout).not.toBe(manifest);
      });
    }
  }

  describe("with what each load balancer needs for a method", () => {
    const runs = supported.flatMap((pair, index) =>
      Object.entries(BARE).map(([kind, object]) => {
        const input = JSON.stringify(object).replace('"edge"', `"p${index}"`);
        return {
          ...pair,
          name: `${kind.toLowerCase()}.${GROUP}/p${index}`,
          kind,
          ...command(flagsOf(pair.config), { input }),
        };
      }),
    );
    let told: ReturnType<typeof apply>;
    beforeAll(() => {
      const written = runs.filter(({ status }) => status === 0).map(({ stdout }) => stdout);
      told = apply(written.join("\n---\n"), "--dry-run=server", "--output=name");
    });

    for (const { title, kind, name, status, stderr } of runs)
      test(`${kind}: ${title}${status === 0 ? "" : ", which the program refuses"}`, () => {
        if (status === 0) expect(told.stdout.split("\n"), told.stderr).toContain(name);
        else expect(stderr).toContain(`${kind} `);
      });

    test("most of them can be carried", () => {
      expect(runs.filter(({ status }) => status === 0).length).toBeGreaterThan(runs.length / 2);
    });
  });

  // A policy takes effect some moments after it is there.
  for (const [title, { object, refusal }] of Object.entries(REFUSED)) {
    test(`${title} is refused`, async () => {
      await expect
        .poll(() => apply(JSON.stringify(object), "--dry-run=server").stderr, { timeout: 30_000 })
        .toContain(refusal);
    });
  }
});
