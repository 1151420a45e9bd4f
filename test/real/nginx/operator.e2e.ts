import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { Failure, postrender } from "../../../src/index.ts";
import { type JsonObject, mapsAt } from "../../../src/json/values.ts";
import { describeBehind } from "./behind.ts";
import type { KongListener } from "./nginx.ts";
import { PROFILES, type Profile } from "./profiles.ts";
import { type Front, listenersOf } from "./release.ts";

/** What Kong Operator runs where a resource says nothing. Source: Kong/kong-operator internal/utils/config/dataplane.go */
const PROXY_LISTEN = "0.0.0.0:8000 reuseport backlog=16384, 0.0.0.0:8443 http2 ssl reuseport backlog=16384";

/** The options of a data plane with the Service that a load balancer asks for. */
const optionsFor = ({ type, isHttp }: Front) => ({
  deployment: { podTemplateSpec: { spec: { containers: [{ name: "proxy", image: "kong:3.9" }] } } },
  network: {
    services: {
      ingress: {
        type,
        ...(isHttp && { ports: [{ name: "http", port: 80, targetPort: 8000 }] }),
      },
    },
  },
});

const GROUP = "gateway-operator.konghq.com";

/** The two ways to ask Kong Operator for a data plane, and where in them its options are. */
const RESOURCES: Record<string, { make(front: Front): object[]; options: readonly string[] }> = {
  DataPlane: {
    make: (front) => [{ apiVersion: `${GROUP}/v1beta1`, kind: "DataPlane", spec: optionsFor(front) }],
    options: ["spec"],
  },
  GatewayConfiguration: {
    make: (front) => [
      { apiVersion: `${GROUP}/v2beta1`, kind: "GatewayConfiguration", spec: { dataPlaneOptions: optionsFor(front) } },
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GatewayClass",
        spec: {
          controllerName: "konghq.com/gateway-operator",
          parametersRef: { group: GROUP, kind: "GatewayConfiguration", name: "kong", namespace: "kong" },
        },
      },
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        spec: {
          gatewayClassName: "kong",
          listeners: [
            { name: "http", protocol: "HTTP", port: 80 },
            ...(front.isHttp ? [] : [{ name: "https", protocol: "HTTPS", port: 443 }]),
          ],
        },
      },
    ],
    options: ["spec", "dataPlaneOptions"],
  },
};

/** The pods that the operator makes of what a run has written, as a Deployment: its own variables, then the resource's. */
function operated(stream: string, options: readonly string[]): string {
  const [first] = parseAllDocuments(stream).map((document): JsonObject => document.toJS());
  const containers = mapsAt(first ?? {}, [...options, "deployment", "podTemplateSpec", "spec", "containers"]);
  const defaults = [{ name: "KONG_PROXY_LISTEN", value: PROXY_LISTEN }];
  const made = containers.map((each) => ({ ...each, env: [...defaults, ...mapsAt(each, ["env"])] }));
  return JSON.stringify({ kind: "Deployment", spec: { template: { spec: { containers: made } } } });
}

for (const [kind, { make, options }] of Object.entries(RESOURCES)) {
  const subjects = PROFILES.flatMap((profile) => {
    const listeners = listenersFor(profile);
    return listeners ? [{ profile, listeners }] : [];
  });

  /** Undefined for a load balancer that the operator has no field for, which is refused. */
  function listenersFor({ config, front }: Profile): KongListener[] | undefined {
    const resources = make(front).map((each) =>
      JSON.stringify({ ...each, metadata: { name: "kong", namespace: "kong" } }),
    );
    try {
      return listenersOf(operated(postrender(resources.join("\n---\n"), config).stream, options));
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  }

  test(`most load balancers can stand before a ${kind}`, () => {
    expect(subjects.length).toBeGreaterThan(PROFILES.length / 2);
  });

  describeBehind(`what Kong Operator makes of a ${kind}, behind the load balancer that it is for`, subjects);
}
