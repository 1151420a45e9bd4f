import { PROXY, type Setup } from "../manifests.ts";

/** A way to get it wrong, and all that `check` finds then: severity, code, and where it points. */
export interface Risk {
  what: string;
  setup: Setup;
  args?: string[];
  finds: string[];
  /** Codes that come with the setup and have rows of their own. */
  besides?: string[];
}

export const ALB = ["--cloud", "eks", "--load-balancer", "alb"];
export const GKE = ["--cloud", "gke"];
export const NLB = {
  "service.beta.kubernetes.io/aws-load-balancer-type": "external",
  "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "instance",
};
export const NLB_PROXY = { ...NLB, "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol": "*" };
export const NLB_IP_PROXY = { ...NLB_PROXY, "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip" };
export const LOCAL = { externalTrafficPolicy: "Local" };
export const SUBNET = { KONG_TRUSTED_IPS: "10.0.0.0/16" };
export const FORWARDED = { ...SUBNET, KONG_REAL_IP_HEADER: "X-Forwarded-For" };
export const SPEAKING = { ...SUBNET, KONG_PROXY_LISTEN: PROXY, KONG_REAL_IP_HEADER: "proxy_protocol" };

/** What every PROXY listener behind node ports brings with it. */
export const SPOKEN = ["forwarded-headers-believed", "node-ports-open", "plain-callers", "peer-may-be-a-node"];
