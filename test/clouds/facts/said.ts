/** What a Service says of its load balancer, and what that makes of it, from the controllers' sources. */

/** How a TCP port is served: packets as they came, connections of its own, those with a PROXY header, HTTP requests. */
export type Served = "packets" | "connections" | "PROXY" | "requests";

interface Said {
  loadBalancer: string;
  source: string;
  /** The annotations, and how ports 80 and 443 are served with them. */
  rows: readonly (readonly [annotations: Record<string, string>, http: Served, tls: Served])[];
}

const DO = "service.beta.kubernetes.io/do-loadbalancer-";
const SCALEWAY = "service.beta.kubernetes.io/scw-loadbalancer-";
const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const VULTR = "service.beta.kubernetes.io/vultr-loadbalancer-";
const OCI = "service.beta.kubernetes.io/oci-load-balancer-";

export const said: readonly Said[] = [
  {
    loadBalancer: "loxilb/kube-loxilb",
    source: "kube-loxilb pkg/agent/manager/loadbalancer/loadbalancer.go:610-625",
    rows: [
      [{ "loxilb.io/lbmode": "default" }, "packets", "packets"],
      [{ "loxilb.io/lbmode": "dsr" }, "packets", "packets"],
      [{ "loxilb.io/lbmode": "onearm" }, "connections", "connections"],
      [{ "loxilb.io/lbmode": "hostonearm" }, "connections", "connections"],
      [{ "loxilb.io/lbmode": "fullnat" }, "connections", "connections"],
      [{ "loxilb.io/lbmode": "fullproxy" }, "connections", "connections"],
      [{ "loxilb.io/lbmode": "fullproxy", "loxilb.io/useproxyprotov2": "yes" }, "PROXY", "PROXY"],
      [{ "loxilb.io/lbmode": "fullproxy", "loxilb.io/useproxyprotov2": "true" }, "connections", "connections"],
    ],
  },
  {
    loadBalancer: "cloudstack/load-balancer",
    source: "cloudstack-kubernetes-provider cloudstack_loadbalancer.go:1140-1151",
    rows: [
      [{ "service.beta.kubernetes.io/cloudstack-load-balancer-proxy-protocol": "true" }, "PROXY", "PROXY"],
      [{ "service.beta.kubernetes.io/cloudstack-load-balancer-proxy-protocol": "v2" }, "connections", "connections"],
      [{ "service.beta.kubernetes.io/cloudstack-load-balancer-proxy-protocol": "false" }, "connections", "connections"],
    ],
  },
  {
    loadBalancer: "outscale/lbu",
    source: "cloud-provider-osc ccm/cloud/loadbalancer.go:98,103-109,848,881",
    rows: [
      [{ "service.beta.kubernetes.io/osc-load-balancer-proxy-protocol": "*" }, "PROXY", "PROXY"],
      [{ "service.beta.kubernetes.io/osc-load-balancer-proxy-protocol": "80,443" }, "connections", "connections"],
      [{ "service.beta.kubernetes.io/osc-load-balancer-proxy-protocol": "30443" }, "connections", "PROXY"],
    ],
  },
  {
    loadBalancer: "scaleway/load-balancer",
    source: "scaleway-cloud-controller-manager scaleway/loadbalancers_annotations.go:384-420,432-471",
    rows: [
      [{ [`${SCALEWAY}proxy-protocol-v2`]: "*" }, "PROXY", "PROXY"],
      [{ [`${SCALEWAY}proxy-protocol-v1`]: "t" }, "PROXY", "PROXY"],
      [{ [`${SCALEWAY}proxy-protocol-v2`]: "443" }, "connections", "PROXY"],
      [{ [`${SCALEWAY}proxy-protocol-v2`]: "1" }, "connections", "connections"],
      [{ [`${SCALEWAY}proxy-protocol-v2`]: "false" }, "connections", "connections"],
      [{ [`${SCALEWAY}send-proxy-v2`]: "true" }, "PROXY", "PROXY"],
      [{ [`${SCALEWAY}protocol-http`]: "80" }, "requests", "connections"],
    ],
  },
  {
    loadBalancer: "digitalocean/regional",
    source:
      "digitalocean-cloud-controller-manager do/lb_annotations.go:81-111, do/loadbalancers.go:1100-1170,1261-1280",
    rows: [
      [{ [`${DO}http-ports`]: "80" }, "requests", "connections"],
      [{ [`${DO}tls-ports`]: "443" }, "connections", "requests"],
      [{ [`${DO}http2-ports`]: "443" }, "connections", "requests"],
      [{ [`${DO}tls-ports`]: "443", [`${DO}tls-passthrough`]: "true" }, "connections", "connections"],
      [{ [`${DO}certificate-name`]: "shop", [`${DO}protocol`]: "https" }, "requests", "requests"],
    ],
  },
  {
    loadBalancer: "stackit/load-balancer",
    source: "cloud-provider-stackit pkg/ccm/loadbalancer_spec.go:422-450",
    rows: [
      [{ "yawol.stackit.cloud/tcpProxyProtocol": "true" }, "PROXY", "PROXY"],
      [
        {
          "yawol.stackit.cloud/tcpProxyProtocol": "true",
          "yawol.stackit.cloud/tcpProxyProtocolPortsFilter": "443",
        },
        "connections",
        "PROXY",
      ],
      [
        { "lb.stackit.cloud/tcp-proxy-protocol": "true", "lb.stackit.cloud/tcp-proxy-protocol-ports-filter": "80" },
        "PROXY",
        "connections",
      ],
    ],
  },
  {
    loadBalancer: "openstack/octavia",
    source: "cloud-provider-openstack pkg/openstack/loadbalancer.go:1198-1205",
    rows: [[{ "loadbalancer.openstack.org/default-tls-container-ref": "https://a/b" }, "requests", "requests"]],
  },
  {
    loadBalancer: "vultr/load-balancer",
    source: "vultr-cloud-controller-manager vultr/loadbalancers.go:38-51,1061-1118",
    rows: [
      [{ [`${VULTR}https-ports`]: "443" }, "connections", "requests"],
      [{ [`${VULTR}https-ports`]: "443", [`${VULTR}ssl-pass-through`]: "true" }, "connections", "connections"],
    ],
  },
  {
    loadBalancer: "oci/lb",
    source: "oci-cloud-controller-manager load_balancer_spec.go:1097-1106",
    rows: [
      [{ [`${OCI}backend-protocol`]: "http" }, "requests", "requests"],
      [{ [`${OCI}backend-protocol`]: "tcp" }, "connections", "connections"],
    ],
  },
  {
    loadBalancer: "oci/nlb",
    source: "oci-cloud-controller-manager load_balancer_spec.go:1179-1185",
    rows: [[{ "oci-network-load-balancer.oraclecloud.com/is-ppv2-enabled": "True" }, "PROXY", "PROXY"]],
  },
  {
    loadBalancer: "hetzner/load-balancer",
    source: "hcloud-cloud-controller-manager hcloud/load_balancers.go:275-287 (strconv.ParseBool)",
    rows: [
      [{ "load-balancer.hetzner.cloud/uses-proxyprotocol": "1" }, "PROXY", "PROXY"],
      [{ "load-balancer.hetzner.cloud/uses-proxyprotocol": "TRUE" }, "PROXY", "PROXY"],
      [{ "load-balancer.hetzner.cloud/uses-proxyprotocol": "yes" }, "connections", "connections"],
    ],
  },
  {
    loadBalancer: "huawei/open-source",
    source: "cloud-provider-huaweicloud sharedloadbalancer.go:735-770",
    rows: [[{ "kubernetes.io/elb.x-forwarded-host": "true" }, "requests", "requests"]],
  },
  {
    loadBalancer: "alibaba/clb",
    source: "cloud-provider-alibaba-cloud pkg/controller/service/clbv1/listeners.go:220 (exact)",
    rows: [
      [
        { "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-protocol-port": "https:443,tcp:80" },
        "packets",
        "requests",
      ],
      [{ "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-proxy-protocol": "ON" }, "packets", "packets"],
    ],
  },
  {
    loadBalancer: "alibaba/nlb",
    source: "cloud-provider-alibaba-cloud pkg/controller/service/nlbv2/listeners.go:205-206 (without regard to case)",
    rows: [[{ "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-proxy-protocol": "ON" }, "PROXY", "PROXY"]],
  },
  {
    loadBalancer: "eks/nlb",
    source: "aws-load-balancer-controller pkg/service/model_build_target_group.go:277-305,342-374",
    rows: [
      [{ [`${AWS}proxy-protocol`]: "*" }, "PROXY", "PROXY"],
      [{ [`${AWS}proxy-protocol`]: "v2" }, "packets", "packets"],
      [{ [`${AWS}proxy-protocol-per-target-group`]: "443" }, "packets", "PROXY"],
      [
        {
          [`${AWS}proxy-protocol-per-target-group`]: "443",
          [`${AWS}target-group-attributes`]: "proxy_protocol_v2.enabled=true",
        },
        "packets",
        "PROXY",
      ],
      [{ [`${AWS}target-group-attributes.80`]: "preserve_client_ip.enabled=false" }, "connections", "packets"],
    ],
  },
  {
    loadBalancer: "eks/nlb-self-managed",
    source: "cloud-provider-aws pkg/providers/v1/aws_validations.go:84-146",
    rows: [
      [{ [`${AWS}target-group-attributes`]: "proxy_protocol_v2.enabled=true" }, "PROXY", "PROXY"],
      [{ [`${AWS}target-group-attributes`]: "preserve_client_ip.enabled=false" }, "connections", "connections"],
      [{ [`${AWS}proxy-protocol`]: "*" }, "packets", "packets"],
    ],
  },
];
