import { behind, type Facts } from "./fact.ts";

const ALIBABA = "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-";
const NAVER = "service.beta.kubernetes.io/ncloud-load-balancer-";

export const asia: Facts = {
  "alibaba/clb": {
    "external-traffic-policy": { source: "alibabacloud.com, CLB docs (2025-03)", policy: "Local" },
    "proxy-protocol": {
      source: "cloud-provider-alibaba-cloud clbv1/listeners.go:220-221 (case counts)",
      annotations: behind(ALIBABA, { "proxy-protocol": ["on"] }),
      yours: [`${ALIBABA}hostname`],
      version: "v2",
      // Whose addresses Kong's peers are.
      unverified: true,
    },
    "http-headers": {
      source: "alibabacloud.com, CLB docs (2025-03)",
      annotations: behind(ALIBABA, { "protocol-port": ["http:80"] }),
      header: "X-Forwarded-For",
      mode: "append",
      unverified: true,
    },
  },
  "alibaba/nlb": {
    "external-traffic-policy": {
      source: "cloud-provider-alibaba-cloud nlbv2/server_groups.go:1228-1230; annotations.go:122",
      annotations: behind(ALIBABA, { "preserve-client-ip": ["on"] }),
      yours: [`${ALIBABA}zone-maps`],
      policy: "Local",
      class: "alibabacloud.com/nlb",
    },
    "proxy-protocol": {
      source: "cloud-provider-alibaba-cloud nlbv2/listeners.go:205-206",
      annotations: behind(ALIBABA, { "proxy-protocol": ["on"] }),
      yours: [`${ALIBABA}zone-maps`],
      class: "alibabacloud.com/nlb",
      version: "v2",
    },
  },
  "tencent/clb": {
    "external-traffic-policy": {
      source: "tencentcloud.com/document/product/457/38426; 214/70455",
      policy: "Local",
    },
    "http-headers": {
      source: "tencentcloud.com/document/product/457/38426",
      header: "X-Forwarded-For",
      unverified: true,
    },
  },
  "huawei/shared": {
    "external-traffic-policy": {
      source: "support.huaweicloud.com cce_10_0916 (2025-04)",
      annotations: { "kubernetes.io/elb.transparent-client-ip": ["true"] },
      policy: "Local",
    },
    "http-headers": {
      source: "support.huaweicloud.com elb_drawerhelp_708; cce_10_0683 (elb.protocol-port)",
      annotations: { "kubernetes.io/elb.protocol-port": ["http:80"] },
      header: "X-Forwarded-For",
      mode: "append",
    },
  },
  "huawei/dedicated": {
    "external-traffic-policy": {
      source: "support.huaweicloud.com cce_10_0916 (2025-04)",
      annotations: { "kubernetes.io/elb.class": ["performance"] },
      policy: "Local",
    },
    "http-headers": {
      source: "Huawei ELB docs; support.huaweicloud.com cce_10_0683 (elb.protocol-port)",
      annotations: { "kubernetes.io/elb.protocol-port": ["http:80"] },
      header: "X-Forwarded-For",
      mode: "append",
    },
  },
  "huawei/open-source": {
    "external-traffic-policy": {
      // Its annotation elb.class, dedicated or shared, chooses a product and is the user's.
      source: "cloud-provider-huaweicloud dedicatedloadbalancer.go:47",
      annotations: { "kubernetes.io/elb.enable-transparent-client-ip": ["true"] },
      policy: "Local",
    },
    // It makes HTTP listeners; what these write is said of ELB, and not by this controller.
    "http-headers": {
      source: "cloud-provider-huaweicloud sharedloadbalancer.go:735-770, dedicatedloadbalancer.go:302-324",
      annotations: { "kubernetes.io/elb.x-forwarded-host": ["true"] },
      header: "X-Forwarded-For",
      mode: "append",
      unverified: true,
    },
  },
  "naver/nplb": {
    "proxy-protocol": {
      source: "guide.ncloud-docs.com, nks-nks-1-8 and k8s-k8suse-loadbalancer (2026-09-17)",
      annotations: behind(NAVER, { "proxy-protocol": ["true"] }),
      unverified: true,
    },
    "http-headers": {
      source: "guide.ncloud-docs.com, nks-nks-1-8",
      annotations: behind(NAVER, { "backend-protocol": ["http", "https"] }),
      header: "X-Forwarded-For",
      unverified: true,
    },
  },
};
