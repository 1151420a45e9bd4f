import { behind, type Facts } from "./fact.ts";

const AZURE = "service.beta.kubernetes.io/azure-";

export const googleAndMicrosoft: Facts = {
  "gke/passthrough": {
    "external-traffic-policy": { source: "kubernetes/ingress-gce pkg/l4; the guide", policy: "Local" },
  },
  "gke/application": {
    "http-headers": {
      source: "cloud.google.com/load-balancing/docs/https, X-Forwarded-For: the client, then the forwarding rule",
      header: "X-Forwarded-For",
      mode: "append",
      recursive: true,
    },
  },
  "gke/application-regional": {
    "http-headers": {
      source: "cloud.google.com/load-balancing/docs/https, X-Forwarded-For",
      header: "X-Forwarded-For",
      mode: "append",
      recursive: true,
    },
  },
  "gke/proxy-nlb": {
    "proxy-protocol": {
      source: "compute API, TargetTcpProxy.proxyHeader, which is set outside Kubernetes",
      version: "v1",
    },
  },
  "gke/private-service-connect": {
    "proxy-protocol": {
      source: "cloud.google.com/vpc/docs, ServiceAttachment spec.proxyProtocol",
      unverified: true,
    },
  },
  "aks/standard": {
    "external-traffic-policy": {
      source: "MicrosoftDocs/azure-aks-docs configure-load-balancer-standard.md:352-361",
      policy: "Local",
    },
  },
  "aks/standard-internal": {
    "external-traffic-policy": {
      source: "cloud-provider-azure pkg/consts/consts.go:253",
      annotations: behind(AZURE, { "load-balancer-internal": ["true"] }),
      policy: "Local",
    },
  },
  "aks/private-link": {
    "proxy-protocol": {
      source: "cloud-provider-azure pkg/consts/consts.go:514,537; pkg/provider/azure_loadbalancer.go:3187",
      annotations: behind(AZURE, {
        "load-balancer-internal": ["true"],
        "pls-create": ["true"],
        "pls-proxy-protocol": ["true"],
      }),
      policy: "Cluster",
      version: "v2",
    },
  },
  "aks/application-gateway": {
    "http-headers": {
      source: "Azure/application-gateway-kubernetes-ingress docs",
      header: "X-Forwarded-For",
      mode: "append",
    },
  },
  "aks/front-door": {
    "http-headers": {
      source: "MicrosoftDocs/azure-docs articles/frontdoor/front-door-http-headers-protocol.md",
      header: "X-Azure-SocketIP",
      mode: "replace",
      // Only so are Kong's peers the addresses of Front Door.
      policy: "Local",
    },
  },
};
