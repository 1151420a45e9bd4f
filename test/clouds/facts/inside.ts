import type { Facts } from "./fact.ts";

/** X-Forwarded-For and nothing to set: proxies that reach Kong through a Service that makes no load balancer. */
const forwarded = (source: string, mode?: "append" | "replace") => ({
  source,
  header: "X-Forwarded-For",
  ...(mode && { mode }),
});

const ENVOY = "Envoy, HTTP connection manager, headers; the proxies' own settings decide the rest";

/** Proxies inside the cluster, or one's own, before Kong, and the networks of Fastly and Amazon. */
export const inside: Facts = {
  "ingress-nginx/controller": {
    "http-headers": forwarded("ingress-nginx template/crossplane/location.go: replaced by default", "replace"),
  },
  "traefik/proxy": {
    "http-headers": forwarded("traefik forwardedheaders/forwarded_header.go: the client's is deleted", "replace"),
  },
  "envoy-gateway/requests": { "http-headers": { ...forwarded(ENVOY), unverified: true } },
  "envoy-gateway/proxy-protocol": {
    "proxy-protocol": { source: "envoyproxy/gateway internal/gatewayapi/clustersettings.go", version: "v1 or v2" },
  },
  "kgateway/requests": { "http-headers": { ...forwarded(ENVOY), unverified: true } },
  "kgateway/proxy-protocol": {
    "proxy-protocol": { source: "kgateway, BackendConfigPolicy.spec.upstreamProxyProtocol", version: "v1 or v2" },
  },
  "istio/requests": { "http-headers": { ...forwarded(ENVOY), unverified: true } },
  "istio/proxy-protocol": {
    "proxy-protocol": {
      source: "istio pilot/pkg/networking/core/cluster_traffic_policy.go: V1 and V2",
      version: "v1 or v2",
    },
  },
  "haproxy/tcp": {
    "proxy-protocol": { source: "haproxy 2.6.12, run: send-proxy, send-proxy-v2", version: "v1 or v2" },
  },
  "haproxy/http": {
    "http-headers": forwarded("haproxy 2.6.12, run: option forwardfor adds a line", "append"),
  },
  "openshift-router/route": {
    "http-headers": forwarded("OpenShift docs, set-forwarded-headers: append by default", "append"),
  },
  "cloudfront/function": {
    "http-headers": {
      source: "CloudFront developer guide, example-function-add-true-client-ip-header",
      header: "True-Client-IP",
      mode: "replace",
      policy: "Local",
    },
  },
  "fastly/vcl": {
    "http-headers": {
      source: "Fastly docs, client.ip: set Fastly-Client-IP explicitly in VCL",
      header: "Fastly-Client-IP",
      mode: "replace",
      policy: "Local",
    },
  },
  "vpc-lattice/service": {
    "http-headers": { ...forwarded("VPC Lattice user guide, http-targets"), unverified: true },
  },
  "eks/nlb-gateway": {
    "external-traffic-policy": { source: "aws-load-balancer-controller docs/guide/gateway", policy: "Local" },
    "proxy-protocol": { source: "aws-load-balancer-controller targetgroupconfig.md:337-361", version: "v2" },
  },
  "aks/gateway-for-containers": {
    "http-headers": forwarded("azure-docs, application-gateway-for-containers-components.md", "append"),
  },
};
