import { behind, type Facts } from "./fact.ts";

const SCALEWAY = "service.beta.kubernetes.io/scw-loadbalancer-";
const BRIGHTBOX = "service.beta.kubernetes.io/brightbox-load-balancer-listener-";
const OUTSCALE = "service.beta.kubernetes.io/osc-load-balancer-";

/** For the ports of `test/release.yaml`, whose names and numbers the JSON must have. */
const UPCLOUD = JSON.stringify({
  frontends: [
    { name: "kong-proxy", port: 80, mode: "tcp" },
    { name: "kong-proxy-tls", port: 443, mode: "tcp" },
  ],
  backends: [
    { name: "kong-proxy", properties: { outbound_proxy_protocol: "v2" } },
    { name: "kong-proxy-tls", properties: { outbound_proxy_protocol: "v2" } },
  ],
});

export const europe: Facts = {
  "hetzner/load-balancer": {
    "proxy-protocol": {
      source: "hcloud-cloud-controller-manager internal/annotation/load_balancer.go:150",
      annotations: { "load-balancer.hetzner.cloud/uses-proxyprotocol": ["true"] },
    },
    "http-headers": {
      source: "hcloud-cloud-controller-manager#92, #171 (what becomes of a client's own header is said nowhere)",
      annotations: { "load-balancer.hetzner.cloud/protocol": ["http", "https"] },
      header: "X-Forwarded-For",
      unverified: true,
    },
  },
  "scaleway/load-balancer": {
    "proxy-protocol": {
      source: "scaleway-cloud-controller-manager scaleway/loadbalancers_annotations.go:94-106",
      annotations: behind(SCALEWAY, { "proxy-protocol-v2": ["true", "*"], "use-hostname": ["true"] }),
      version: "v2",
    },
    "http-headers": {
      source: "scaleway-cloud-controller-manager scaleway/loadbalancers_annotations.go",
      annotations: behind(SCALEWAY, { "protocol-http": ["true", "*"] }),
      header: "X-Forwarded-For",
      unverified: true,
    },
  },
  "ovhcloud/octavia": {
    "proxy-protocol": {
      source: "ovh/docs, expose_your_applications_using_a_load_balancer (2024-01-18): true, which is v1",
      annotations: { "loadbalancer.openstack.org/proxy-protocol": ["true"] },
      version: "v1",
    },
  },
  "upcloud/load-balancer": {
    "proxy-protocol": {
      source: "upcloud-cloud-controller-manager README.md:60-150; internal/loadbalancer/utils.go:113",
      annotations: { "service.beta.kubernetes.io/upcloud-load-balancer-config": [UPCLOUD] },
      version: "v2",
    },
    "http-headers": {
      source: "upcloud-cloud-controller-manager examples/https-with-forwarded-for-headers.yaml:20",
      yours: ["service.beta.kubernetes.io/upcloud-load-balancer-config"],
      header: "X-Forwarded-For",
    },
  },
  "stackit/load-balancer": {
    "proxy-protocol": {
      source: "cloud-provider-stackit pkg/ccm/loadbalancer_spec.go:31,36; docs/load-balancer.md",
      annotations: behind("lb.stackit.cloud/", { "tcp-proxy-protocol": ["true"], "ip-mode-proxy": ["true"] }),
      policy: "Cluster",
    },
  },
  "stackit/yawol": {
    "proxy-protocol": {
      source: "yawol api/v1beta1/loadbalancer_types.go:46-48; internal/helper/yawollet.go:206",
      annotations: { "yawol.stackit.cloud/tcpProxyProtocol": ["true"] },
      version: "v2",
    },
  },
  "civo/load-balancer": {
    "proxy-protocol": {
      source: "civo-cloud-controller-manager README.md:23; civo/loadbalancer.go:31,139,260-263",
      annotations: { "kubernetes.civo.com/loadbalancer-enable-proxy-protocol": ["send-proxy", "send-proxy-v2"] },
      version: "v1 or v2",
    },
    "http-headers": {
      source: "civo-cloud-controller-manager README.md",
      annotations: { "kubernetes.civo.com/protocol": ["http"] },
      header: "X-Forwarded-For",
      unverified: true,
    },
  },
  "exoscale/nlb": {
    "external-traffic-policy": {
      source: "exoscale-cloud-controller-manager docs/service-loadbalancer.md:213-223",
      policy: "Local",
    },
  },
  "yandex/nlb": {
    "external-traffic-policy": {
      source: "yandex-cloud/docs en/_includes/managed-kubernetes/externalTrafficPolicy.md",
      policy: "Local",
    },
  },
  "cloudscale/load-balancer": {
    "proxy-protocol": {
      source: "cloudscale-cloud-controller-manager README.md",
      annotations: { "k8s.cloudscale.ch/loadbalancer-pool-protocol": ["proxyv2"] },
      version: "v2",
    },
  },
  "outscale/lbu": {
    "proxy-protocol": {
      source: "cloud-provider-osc ccm/cloud/loadbalancer.go:39,98,103-109,848-881",
      annotations: behind(OUTSCALE, { "proxy-protocol": ["*"] }),
    },
    "http-headers": {
      source: "cloud-provider-osc ccm/cloud/loadbalancer.go:97",
      annotations: behind(OUTSCALE, { "backend-protocol": ["http", "https"] }),
      header: "X-Forwarded-For",
      unverified: true,
    },
  },
  "brightbox/load-balancer": {
    "proxy-protocol": {
      source: "brightbox-cloud-controller-manager brightbox/annotations.go:40; README.md (listener-protocol=tcp)",
      annotations: behind(BRIGHTBOX, { protocol: ["tcp"], "proxy-protocol": ["v2"] }),
      version: "v2",
    },
    "http-headers": {
      source: "brightbox-cloud-controller-manager brightbox/annotations.go",
      annotations: behind(BRIGHTBOX, { protocol: ["http"] }),
      header: "X-Forwarded-For",
      unverified: true,
    },
  },
  "thalassa/load-balancer": {
    "proxy-protocol": {
      source: "cloud-provider-thalassa pkg/provider/annotations.go:14",
      annotations: { "loadbalancer.k8s.thalassa.cloud/enable-proxy-protocol": ["true"] },
      version: "v1",
    },
  },
  "anexia/lbaas": {
    "proxy-protocol": {
      source: "k8s-anexia-ccm; Anexia's support switches it on",
      yours: ["lbaas.anx.io/load-balancer-proxy-pass-hostname"],
    },
  },
};
