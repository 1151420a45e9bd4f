import type { Facts } from "./fact.ts";

const OPENSTACK = "loadbalancer.openstack.org/";

/** Load balancers of one's own, and networks in front of all. */
export const own: Facts = {
  "generic/any": {
    "external-traffic-policy": { source: "kubernetes/api core/v1/types.go:6391-6405", policy: "Local" },
    "proxy-protocol": { source: "the guide" },
    "http-headers": { source: "the guide", header: "X-Forwarded-For" },
  },
  "openstack/octavia": {
    "proxy-protocol": {
      source: "cloud-provider-openstack pkg/openstack/loadbalancer.go:72,481-492",
      annotations: { [`${OPENSTACK}proxy-protocol`]: ["v2"] },
      version: "v2",
    },
    "http-headers": {
      source: "cloud-provider-openstack pkg/openstack/loadbalancer.go:80",
      annotations: { [`${OPENSTACK}x-forwarded-for`]: ["true"] },
      header: "X-Forwarded-For",
    },
  },
  "openstack/octavia-ovn": {
    "external-traffic-policy": { source: "cloud-provider-openstack docs", policy: "Local", unverified: true },
  },
  "cloudstack/load-balancer": {
    "proxy-protocol": {
      source: "cloudstack-kubernetes-provider cloudstack_loadbalancer.go:46; protocol.go:80",
      annotations: { "service.beta.kubernetes.io/cloudstack-load-balancer-proxy-protocol": ["true"] },
      yours: ["service.beta.kubernetes.io/cloudstack-load-balancer-hostname"],
    },
  },
  "metallb/metallb": {
    "external-traffic-policy": { source: "metallb website/content/usage/_index.md:67-172", policy: "Local" },
  },
  "kube-vip/service-lb": {
    "external-traffic-policy": { source: "kube-vip pkg/services", policy: "Local" },
  },
  "cilium/lb-ipam": {
    "external-traffic-policy": { source: "cilium Documentation/network/l2-announcements.rst", policy: "Local" },
  },
  "k3s/servicelb": {
    "external-traffic-policy": { source: "k3s pkg/cloudprovider/servicelb.go; klipper-lb entry", policy: "Local" },
  },
  "openelb/openelb": {
    "external-traffic-policy": { source: "openelb/openelb", policy: "Local" },
  },
  "purelb/purelb": {
    "external-traffic-policy": {
      source: "purelb website/content/docs/reference/annotations/_index.md",
      yours: ["purelb.io/allow-local"],
      policy: "Local",
    },
  },
  "loxilb/kube-loxilb": {
    "external-traffic-policy": {
      source: "kube-loxilb README",
      annotations: { "loxilb.io/lbmode": ["default", "dsr"] },
      policy: "Local",
      class: "loxilb.io/loxilb",
    },
    "proxy-protocol": {
      source: "kube-loxilb pkg/agent/manager/loadbalancer/loadbalancer.go:86,550-556 (yes, in lower case)",
      annotations: { "loxilb.io/useproxyprotov2": ["yes"] },
      class: "loxilb.io/loxilb",
      version: "v2",
      // Whose addresses Kong's peers are, in the modes that keep the client's.
      unverified: true,
    },
  },
  "f5/cis": {
    "proxy-protocol": { source: "k8s-bigip-ctlr docs: an iRule, and no annotation" },
    "http-headers": { source: "k8s-bigip-ctlr docs", header: "X-Forwarded-For", unverified: true },
  },
  "avi/ako": {
    "http-headers": { source: "AKO, ApplicationProfile", header: "X-Forwarded-For", mode: "replace" },
  },
  "cloudflare/proxied": {
    "http-headers": {
      source: "developers.cloudflare.com/fundamentals/reference/http-headers",
      header: "CF-Connecting-IP",
      mode: "replace",
      // Only so are Kong's peers the addresses of Cloudflare.
      policy: "Local",
    },
  },
  "cloudflare/tunnel": {
    "http-headers": { source: "cloudflare/cloudflared", header: "CF-Connecting-IP", mode: "replace" },
  },
};

/** Addresses that providers publish. */
export const ranges: Record<string, readonly string[]> = {
  google: ["35.191.0.0/16", "130.211.0.0/22", "2600:2d00:1:1::/64"],
  linode: ["192.168.255.0/24"],
  huawei: ["100.125.0.0/16"],
  "vpc-lattice": ["169.254.171.0/24", "fd00:ec2:80::/64"],
  cloudflare: [
    ...["173.245.48.0/20", "103.21.244.0/22", "103.22.200.0/22", "103.31.4.0/22", "141.101.64.0/18"],
    ...["108.162.192.0/18", "190.93.240.0/20", "188.114.96.0/20", "197.234.240.0/22", "198.41.128.0/17"],
    ...["162.158.0.0/15", "104.16.0.0/13", "104.24.0.0/14", "172.64.0.0/13", "131.0.72.0/22"],
    ...["2400:cb00::/32", "2606:4700::/32", "2803:f800::/32", "2405:b500::/32", "2405:8100::/32"],
    ...["2a06:98c0::/29", "2c0f:f248::/32"],
  ],
};
