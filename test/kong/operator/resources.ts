import * as fc from "fast-check";
import type { Config } from "../../../src/index.ts";
import type { Json, JsonObject } from "../../../src/json/values.ts";

/** Resources of Kong's operator as users may write them, which the API server takes. */

const GROUP = "gateway-operator.konghq.com";
const API = "gateway.networking.k8s.io/v1";

/** A map of which keys may be missing. */
const some = (model: Record<string, fc.Arbitrary<Json>>): fc.Arbitrary<JsonObject> =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;

const entry = fc
  .tuple(
    fc.constantFrom("0.0.0.0:8000", "0.0.0.0:8443 http2 ssl", "[::]:8000", "[::]:8443 ssl", "0.0.0.0:8000 reuseport"),
    fc.constantFrom("", "", " proxy_protocol", " backlog=16384"),
  )
  .map((parts) => parts.join(""));
const listen = fc.uniqueArray(entry, { minLength: 1, maxLength: 4, selector: (text) => text.split(" ")[0] ?? "" });

const variable = fc.oneof(
  listen.map((entries) => ({ name: "KONG_PROXY_LISTEN", value: entries.join(", ") })),
  fc.constantFrom("10.0.0.0/16", "0.0.0.0/0,::/0", "192.0.2.1").map((value) => ({ name: "KONG_TRUSTED_IPS", value })),
  fc.constantFrom("proxy_protocol", "X-Forwarded-For").map((value) => ({ name: "KONG_REAL_IP_HEADER", value })),
  fc.constant({ name: "KONG_TRUSTED_IPS", valueFrom: { secretKeyRef: { name: "trust", key: "ips" } } }),
  fc.constant({ name: "KONG_LOG_LEVEL", value: "notice" }),
  fc.constant({ name: "KONG_STREAM_LISTEN", value: "[::]:9000 ssl reuseport" }),
);
const env = fc.uniqueArray(variable, { maxLength: 4, selector: ({ name }) => name });
const proxy = (image: boolean) =>
  some({ env }).map((rest) => ({ name: "proxy", ...(image && { image: "kong:3.9" }), ...rest }));
const others = fc.constantFrom<JsonObject[]>([], [{ name: "agent", image: "agent:1" }]);

const annotations = fc.constantFrom<JsonObject>(
  {},
  { team: "edge" },
  { "service.beta.kubernetes.io/aws-load-balancer-type": "external" },
  { "service.beta.kubernetes.io/do-loadbalancer-type": "REGIONAL" },
);
const ingress = fc
  .record({
    type: fc.constantFrom(undefined, "LoadBalancer", "NodePort", "ClusterIP"),
    annotations: fc.option(annotations, { nil: undefined }),
    externalTrafficPolicy: fc.constantFrom(undefined, "Local", "Cluster"),
  })
  .map(({ type, annotations, externalTrafficPolicy }) => ({
    ...(type && { type }),
    ...(annotations && { annotations }),
    ...(externalTrafficPolicy && type !== "ClusterIP" && { externalTrafficPolicy }),
  }));
const network = some({ services: some({ ingress }) });

const named = (apiVersion: string, kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "kong" },
  spec,
});

const dataPlane = fc.tuple(proxy(true), others, some({ network })).map(([container, more, rest]) =>
  named(`${GROUP}/v1beta1`, "DataPlane", "edge", {
    deployment: { podTemplateSpec: { spec: { containers: [...more, container] } } },
    ...rest,
  }),
);

const options = some({
  network,
  deployment: some({
    replicas: fc.constantFrom(1, 3),
    podTemplateSpec: some({
      spec: fc.tuple(fc.option(proxy(false)), others).map(([container, more]) => ({
        containers: [...more, ...(container ? [container] : [])],
      })),
    }),
  }),
});
const configuration = (name: string, version: string) =>
  some({ dataPlaneOptions: options }).map((spec) => named(`${GROUP}/${version}`, "GatewayConfiguration", name, spec));

const reference = (name: string, more: JsonObject = {}) => ({
  parametersRef: { group: GROUP, kind: "GatewayConfiguration", name, ...more },
});
const CLASS = {
  apiVersion: API,
  kind: "GatewayClass",
  metadata: { name: "kong" },
  spec: { controllerName: "konghq.com/gateway-operator", ...reference("shared", { namespace: "kong" }) },
};
const listener = fc
  .tuple(fc.constantFrom("HTTP", "HTTPS", "TLS", "TCP", "UDP"), fc.constantFrom(80, 443, 5432, 8000, 9000))
  .map(([protocol, port]) => ({ name: `p${port}`, protocol, port }));
const gateway = (name: string) =>
  fc
    .tuple(
      fc.uniqueArray(listener, { minLength: 1, maxLength: 4, selector: ({ port }) => port }),
      some({ annotations }),
      fc.boolean(),
    )
    .map(([listeners, infrastructure, isLocal]) =>
      named(API, "Gateway", name, {
        gatewayClassName: "kong",
        infrastructure: { ...infrastructure, ...(isLocal && reference("own")) },
        listeners,
      }),
    );

const version = fc.constantFrom("v1beta1", "v2beta1");
const configured = version.chain((each) =>
  fc.tuple(configuration("shared", each), configuration("own", each), gateway("edge"), gateway("inner")),
);

export const streams: fc.Arbitrary<JsonObject[]> = fc.oneof(
  dataPlane.map((each) => [each]),
  version.chain((each) => configuration("alone", each)).map((each) => [each]),
  configured.map((all) => [...all, CLASS]),
);

export const configs: fc.Arbitrary<Config> = fc.constantFrom<Config>(
  { method: "external-traffic-policy", cloud: "gke" },
  { method: "external-traffic-policy", cloud: "generic" },
  { method: "proxy-protocol", cloud: "generic", trustedCIDRs: ["10.0.0.0/16"] },
  { method: "proxy-protocol", cloud: "eks", trustedCIDRs: ["10.0.0.0/16", "fd00::/8"] },
  { method: "proxy-protocol", cloud: "digitalocean", trustedCIDRs: ["10.0.0.0/16"] },
  { method: "http-headers", cloud: "generic", trustedCIDRs: ["10.0.0.0/16"] },
);
