import { PROXY } from "../manifests.ts";
import { ALB, FORWARDED, GKE, LOCAL, NLB_PROXY, type Risk, SPEAKING, SPOKEN } from "./risk.ts";

/** Settings that are refused when a run patches, or would be. */
export const refusals: Record<string, Risk> = {
  "R1, nobody": {
    what: "a PROXY listener that trusts nobody",
    setup: { annotations: NLB_PROXY, env: { KONG_PROXY_LISTEN: PROXY, KONG_REAL_IP_HEADER: "proxy_protocol" } },
    besides: ["peer-may-be-a-node"],
    finds: [
      "warning address-hidden Service kong-proxy#/spec/ports",
      "warning no-trust Deployment kong#/spec/template/spec/containers/0",
      "warning plain-callers Deployment kong#/spec/template/spec/containers/0/env/1",
    ],
  },
  "R1, everybody": {
    what: "trust in half of everybody",
    setup: { type: "NodePort", env: { KONG_TRUSTED_IPS: "128.0.0.0/1", KONG_REAL_IP_HEADER: "X-Forwarded-For" } },
    args: ALB,
    besides: ["peer-may-be-a-node"],
    finds: [
      "error forgeable-address Service kong-proxy#/spec/ports",
      "warning trust-all Deployment kong#/spec/template/spec/containers/0/env/2",
    ],
  },
  "R2, headers": {
    what: "a header, and a load balancer that sends PROXY headers",
    setup: { annotations: NLB_PROXY, env: FORWARDED },
    finds: ["error proxy-protocol-not-expected Service kong-proxy#/spec/ports"],
  },
  "R2, PROXY protocol": {
    what: "PROXY listeners, and a load balancer that speaks HTTP",
    setup: {
      annotations: { "service.beta.kubernetes.io/aws-load-balancer-backend-protocol": "http" },
      env: SPEAKING,
    },
    finds: [
      "error proxy-protocol-not-sent Service kong-proxy#/spec/ports",
      "error conflicting-annotation Service kong-proxy#/metadata/annotations/service.beta.kubernetes.io~1aws-load-balancer-backend-protocol",
      "error tls-expected Service kong-proxy#/spec/ports",
      "note forwarded-headers-believed Deployment kong#/spec/template/spec/containers/0/env/2",
      "warning node-ports-open Service kong-proxy#/spec/ports",
      "warning plain-callers Deployment kong#/spec/template/spec/containers/0/env/1",
    ],
  },
  R3: {
    what: "externalTrafficPolicy on a ClusterIP Service",
    setup: { type: "ClusterIP", service: LOCAL },
    finds: [
      "error local-needs-exposure Service kong-proxy#/spec/externalTrafficPolicy",
      "warning delivery-unknown Service kong-proxy#/spec/ports",
    ],
  },
  "R4, from elsewhere": {
    what: "listeners from a vault",
    setup: { env: { KONG_PROXY_LISTEN: "{vault://env/listen}" }, service: LOCAL },
    args: GKE,
    finds: ["warning opaque-listeners Deployment kong#/spec/template/spec/containers/0"],
  },
  "R4, not readable": {
    what: "a flag in upper case",
    setup: { env: { KONG_PROXY_LISTEN: "0.0.0.0:8000 PROXY_PROTOCOL" }, service: LOCAL },
    args: GKE,
    finds: ["error kong-will-not-start Deployment kong#/spec/template/spec/containers/0"],
  },
  R5: {
    what: "an injected directive that wins",
    setup: {
      annotations: NLB_PROXY,
      env: { ...SPEAKING, KONG_NGINX_PROXY_REAL_IP_HEADER: "X-Forwarded-For" },
    },
    besides: SPOKEN,
    finds: [
      "error overridden-setting Deployment kong#/spec/template/spec/containers/0/env/4",
      "error forgeable-address Service kong-proxy#/spec/ports",
      "error proxy-listener-reads-a-header Deployment kong#/spec/template/spec/containers/0/env/1",
    ],
  },
  R6: {
    what: "an HTTP probe on a PROXY listener",
    setup: {
      annotations: NLB_PROXY,
      env: SPEAKING,
      container: { readinessProbe: { httpGet: { path: "/", port: 8000 } } },
    },
    besides: SPOKEN,
    finds: ["error probe-without-proxy-header Deployment kong#/spec/template/spec/containers/0/readinessProbe"],
  },
  "R8, upper case": {
    what: "the PROXY protocol in another spelling",
    setup: { annotations: NLB_PROXY, env: { ...SPEAKING, KONG_REAL_IP_HEADER: "PROXY_PROTOCOL" } },
    besides: SPOKEN,
    finds: [
      "error forgeable-address Service kong-proxy#/spec/ports",
      "warning misspelt-setting Deployment kong#/spec/template/spec/containers/0/env/3",
    ],
  },
};
