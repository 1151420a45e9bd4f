/** A small gateway behind a Service, where only what a test is about is out of the ordinary. */

export interface Setup {
  /** Kong's environment, besides what every gateway of the tests has. */
  env?: Record<string, string | object>;
  /** The front Service's type, annotations, and what else its spec says. */
  type?: string;
  annotations?: Record<string, string>;
  service?: object;
  /** Ports of the Service besides 80 and 443. */
  ports?: object[];
  /** Whether a second Service, of type ClusterIP, leads to the same listeners, or the ports that it has. */
  inside?: boolean | object[];
  /** What else stands in the Deployment's spec, the pod's spec and the container. */
  workload?: object;
  pod?: object;
  container?: object;
}

export const PLAIN = "0.0.0.0:8000, 0.0.0.0:8443 http2 ssl";
export const PROXY = "0.0.0.0:8000 proxy_protocol, 0.0.0.0:8443 http2 ssl proxy_protocol";

/** The manifests of a setup: JSON documents, which are YAML. */
export function manifests(setup: Setup): string {
  const service = Array.isArray(setup.inside) ? { ports: setup.inside } : {};
  const inside = setup.inside ? [serviceOf("kong-inside", { type: "ClusterIP", service })] : [];
  return [serviceOf("kong-proxy", setup), ...inside, deploymentOf(setup)]
    .map((resource) => JSON.stringify(resource, null, 2))
    .join("\n---\n");
}

const serviceOf = (name: string, { type = "LoadBalancer", annotations, service, ports = [] }: Setup) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, ...(annotations && { annotations }) },
  spec: {
    type,
    selector: { app: "kong" },
    ports: [
      { name: "proxy", port: 80, targetPort: 8000 },
      { name: "proxy-tls", port: 443, targetPort: 8443 },
      ...ports,
    ],
    ...service,
  },
});

function deploymentOf({ env = {}, workload, pod, container }: Setup) {
  const all = { KONG_PORT_MAPS: "80:8000, 443:8443", KONG_PROXY_LISTEN: PLAIN, ...env };
  const list = Object.entries(all).map(([name, value]) =>
    typeof value === "string" ? { name, value } : { name, valueFrom: value },
  );
  const spec = { containers: [{ name: "proxy", image: "kong:3.9", env: list, ...container }], ...pod };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "kong" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "kong" } },
      template: { metadata: { labels: { app: "kong" } }, spec },
      ...workload,
    },
  };
}
