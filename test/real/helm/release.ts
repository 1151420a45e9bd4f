/** Rendered releases of the chart beside this file, as values to compare. */

import { expect } from "vitest";
import { parseAllDocuments } from "yaml";

interface Container {
  name: string;
  env?: Record<string, unknown>;
}

interface Resource {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec?: {
    externalTrafficPolicy?: string;
    template?: { spec: { containers: Container[]; initContainers?: Container[] } };
  };
}

/** Resources by "Kind/name". */
type Release = Record<string, Resource>;

/** Reads what Helm printed. Environments become maps by name, so that their order is free; a name given twice fails. */
export function read(stdout: string): Release {
  const release: Release = {};
  for (const document of parseAllDocuments(stdout)) {
    if ("errors" in document) expect(document.errors).toEqual([]);
    const resource = document.toJS() as Resource;
    const name = `${resource.kind}/${resource.metadata.name}`;
    expect(release, "each resource once").not.toHaveProperty([name]);
    release[name] = resource;
    const pod = resource.spec?.template?.spec;
    for (const container of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
      const list = (container.env ?? []) as unknown as { name: string }[];
      container.env = Object.fromEntries(list.map(({ name, ...value }) => [name, value]));
      expect(Object.keys(container.env), `${name}, ${container.name}`).toHaveLength(list.length);
    }
  }
  return release;
}

/** The release as PROXY protocol on EKS should leave it: the proxy Service and the proxy container differ, nothing else. */
export function withProxyProtocol(release: Release): Release {
  return edited(release, {
    annotations: {
      "service.beta.kubernetes.io/aws-load-balancer-type": "external",
      "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "instance",
      "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
      "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol": "*",
    },
    externalTrafficPolicy: "Cluster",
    env: {
      KONG_PROXY_LISTEN:
        "0.0.0.0:8000 proxy_protocol, [::]:8000 proxy_protocol, " +
        "0.0.0.0:8443 http2 ssl proxy_protocol, [::]:8443 http2 ssl proxy_protocol",
      KONG_REAL_IP_HEADER: "proxy_protocol",
      KONG_TRUSTED_IPS: "10.0.0.0/16",
    },
  });
}

/** The release as externalTrafficPolicy: Local on GKE should leave it. */
export function withLocalPolicy(release: Release): Release {
  return edited(release, { externalTrafficPolicy: "Local" });
}

/** What changes in the proxy Service and in the environment of the proxy container. */
export interface Edits {
  annotations?: Record<string, string>;
  externalTrafficPolicy?: string;
  env?: Record<string, string>;
}

export function edited(release: Release, { annotations, externalTrafficPolicy, env = {} }: Edits): Release {
  const after = structuredClone(release);
  const service = after["Service/demo-kong-proxy"];
  const pod = after["Deployment/demo-kong"]?.spec?.template?.spec;
  const proxy = pod?.containers.find(({ name }) => name === "proxy");
  if (!service || !proxy) throw new Error("the chart has a proxy Service and a proxy container");
  if (annotations) service.metadata.annotations = { ...service.metadata.annotations, ...annotations };
  if (externalTrafficPolicy) service.spec = { ...service.spec, externalTrafficPolicy };
  for (const [name, value] of Object.entries(env)) proxy.env = { ...proxy.env, [name]: { value } };
  return after;
}
