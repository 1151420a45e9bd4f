import { behind, type Facts } from "./fact.ts";

const DO = "service.beta.kubernetes.io/do-loadbalancer-";
const LINODE = "service.beta.kubernetes.io/linode-loadbalancer-";
const VULTR = "service.beta.kubernetes.io/vultr-loadbalancer-";
const IBM = "service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features";
const OCI = "service.beta.kubernetes.io/oci-load-balancer-";
const TYPE = "oci.oraclecloud.com/load-balancer-type";
const MODE = { "oci.oraclecloud.com/ingress-ip-mode": ["proxy"] };

export const america: Facts = {
  "digitalocean/regional-network": {
    "external-traffic-policy": {
      source: "digitalocean-cloud-controller-manager docs/controllers/services/annotations.md:232,260",
      annotations: behind(DO, { type: ["REGIONAL_NETWORK"] }),
      policy: "Local",
      unverified: true,
    },
  },
  "digitalocean/regional": {
    "proxy-protocol": {
      source:
        "digitalocean-cloud-controller-manager do/lb_annotations.go:114,157; docs.digitalocean.com/glossary/proxy",
      annotations: behind(DO, { type: ["REGIONAL"], "enable-proxy-protocol": ["true"] }),
      yours: [`${DO}hostname`],
      version: "v1",
    },
    "http-headers": {
      source: "digitalocean-cloud-controller-manager do/lb_annotations.go:33,81-91",
      annotations: behind(DO, { type: ["REGIONAL"], protocol: ["http", "https"] }),
      header: "X-Forwarded-For",
    },
  },
  "linode/nodebalancer": {
    "proxy-protocol": {
      source:
        "linode-cloud-controller-manager cloud/annotations/annotations.go:8; docs/configuration/annotations.md:31,45",
      annotations: behind(LINODE, { "default-proxy-protocol": ["v2"], "hostname-only-ingress": ["true"] }),
      version: "v2",
    },
    "http-headers": {
      source: "linode-cloud-controller-manager cloud/annotations/annotations.go:4-6",
      annotations: behind(LINODE, { "default-protocol": ["http", "https"] }),
      header: "X-Forwarded-For",
    },
  },
  "vultr/load-balancer": {
    "proxy-protocol": {
      source: "vultr-cloud-controller-manager vultr/loadbalancers.go:66,78,1253-1262 (strconv.ParseBool)",
      annotations: behind(VULTR, { "proxy-protocol": ["true"] }),
      yours: [`${VULTR}hostname`],
    },
    "http-headers": {
      source: "vultr-cloud-controller-manager vultr/loadbalancers.go",
      annotations: behind(VULTR, { protocol: ["http", "https"] }),
      header: "X-Forwarded-For",
      unverified: true,
    },
  },
  "ibm/vpc-alb": {
    "proxy-protocol": {
      source: "cloud-provider-ibm pkg/vpcctl/vpc_sdk_base.go:262, vpc_sdk_gen2.go:119-123",
      annotations: { [IBM]: ["proxy-protocol"] },
      version: "v1",
    },
  },
  "ibm/vpc-nlb": {
    "external-traffic-policy": {
      source: "cloud-provider-ibm pkg/vpcctl",
      annotations: { [IBM]: ["nlb"] },
      policy: "Local",
    },
  },
  "ibm/classic-nlb": {
    "external-traffic-policy": {
      source: "IBM docs, classic Network Load Balancer 1.0 (whether Kong must run where the address is, is open)",
      policy: "Local",
      unverified: true,
    },
  },
  "ibm/classic-nlb2": {
    "external-traffic-policy": {
      source: "IBM docs, classic Network Load Balancer 2.0",
      annotations: { [IBM]: ["ipvs"] },
      policy: "Local",
    },
  },
  "oci/lb": {
    "proxy-protocol": {
      source: "oci-cloud-controller-manager load_balancer_spec.go:117,1072-1083; :185,1650",
      annotations: { ...behind(OCI, { "connection-proxy-protocol-version": ["1", "2"] }), ...MODE },
      version: "v1 or v2",
    },
    "http-headers": {
      source: "docs.oracle.com/iaas/Content/Balance/Reference/httpheaders.htm",
      annotations: behind(OCI, { "backend-protocol": ["HTTP"] }),
      header: "X-Forwarded-For",
      mode: "append",
    },
  },
  "oci/nlb": {
    "external-traffic-policy": {
      source: "oci-cloud-controller-manager load_balancer_spec.go:691-729",
      annotations: { [TYPE]: ["nlb"] },
      policy: "Local",
    },
    "proxy-protocol": {
      source: "oci-cloud-controller-manager load_balancer_spec.go:255,1179",
      annotations: {
        [TYPE]: ["nlb"],
        "oci-network-load-balancer.oraclecloud.com/is-ppv2-enabled": ["true"],
        ...MODE,
      },
      policy: "Cluster",
      version: "v2",
    },
  },
};
