import { PROXY } from "../manifests.ts";
import {
  ALB,
  FORWARDED,
  GKE,
  LOCAL,
  NLB,
  NLB_IP_PROXY,
  NLB_PROXY,
  type Risk,
  SPEAKING,
  SPOKEN,
  SUBNET,
} from "./risk.ts";

/** Settings by which someone can choose the address that Kong sees. */
export const spoofing: Record<string, Risk> = {
  S1: {
    what: "a header, recursion, and trust in everybody",
    setup: {
      type: "NodePort",
      env: { KONG_TRUSTED_IPS: "0.0.0.0/0,::/0", KONG_REAL_IP_HEADER: "X-Forwarded-For", KONG_REAL_IP_RECURSIVE: "on" },
    },
    args: ALB,
    besides: ["peer-may-be-a-node"],
    finds: [
      "error forgeable-address Service kong-proxy#/spec/ports",
      "warning trust-all Deployment kong#/spec/template/spec/containers/0/env/2",
    ],
  },
  S2: {
    what: "a header and trust in everybody, with node ports past the load balancer",
    setup: { type: "NodePort", env: { KONG_TRUSTED_IPS: "0.0.0.0/0,::/0", KONG_REAL_IP_HEADER: "X-Forwarded-For" } },
    args: ALB,
    finds: [
      "error forgeable-address Service kong-proxy#/spec/ports",
      "warning trust-all Deployment kong#/spec/template/spec/containers/0/env/2",
    ],
    besides: ["peer-may-be-a-node"],
  },
  S3: {
    what: "a header behind a load balancer that knows nothing of HTTP",
    setup: { annotations: NLB, env: FORWARDED },
    finds: ["error forgeable-address Service kong-proxy#/spec/ports"],
  },
  S4: {
    what: "trust alone, so that X-Real-IP is read, which the load balancer passes on",
    setup: { type: "NodePort", env: SUBNET },
    args: ALB,
    besides: ["peer-may-be-a-node"],
    finds: ["error forgeable-address Service kong-proxy#/spec/ports"],
  },
  S5: {
    what: "a PROXY listener that is open past the load balancer",
    setup: {
      annotations: NLB_PROXY,
      env: SPEAKING,
      inside: true,
      container: { ports: [{ containerPort: 8000, hostPort: 80 }] },
    },
    finds: [
      "note forwarded-headers-believed Deployment kong#/spec/template/spec/containers/0/env/2",
      "warning node-ports-open Service kong-proxy#/spec/ports",
      "warning plain-callers Service kong-inside#/spec/ports",
      "note peer-may-be-a-node Service kong-proxy#/spec/externalTrafficPolicy",
      "warning host-ports-open Deployment kong#/spec/template/spec/containers/0",
    ],
  },
  S6: {
    what: "a PROXY listener, and the header that Kong reads by itself",
    setup: { annotations: NLB_PROXY, env: { ...SUBNET, KONG_PROXY_LISTEN: PROXY } },
    besides: SPOKEN,
    finds: [
      "error forgeable-address Service kong-proxy#/spec/ports",
      "error proxy-listener-reads-a-header Deployment kong#/spec/template/spec/containers/0/env/1",
    ],
  },
  "S7, W5": {
    what: "headers about the request that a trusted load balancer passes on",
    setup: {
      annotations: NLB_IP_PROXY,
      env: SPEAKING,
      service: { allocateLoadBalancerNodePorts: false },
    },
    finds: [
      "note forwarded-headers-believed Deployment kong#/spec/template/spec/containers/0/env/2",
      "warning plain-callers Deployment kong#/spec/template/spec/containers/0/env/1",
    ],
  },
  "S9, W6": {
    what: "trust that is left over under Local",
    setup: { service: LOCAL, env: SUBNET },
    args: GKE,
    finds: ["warning left-over-trust Deployment kong#/spec/template/spec/containers/0/env/2"],
  },
  S11: {
    what: "a CIDR whose prefix lacks a digit",
    setup: { type: "NodePort", env: { KONG_TRUSTED_IPS: "10.0.0.0/0", KONG_REAL_IP_HEADER: "X-Forwarded-For" } },
    args: ALB,
    finds: [
      "error forgeable-address Service kong-proxy#/spec/ports",
      "warning trust-all Deployment kong#/spec/template/spec/containers/0/env/2",
    ],
    besides: ["peer-may-be-a-node"],
  },
  "many blocks": {
    what: "trust in nearly everybody, in many blocks",
    setup: {
      env: {
        KONG_TRUSTED_IPS: Array.from({ length: 256 }, (_, n) => `${n}.0.0.0/8`)
          .filter((_, n) => ![192, 198, 203].includes(n))
          .join(),
        KONG_REAL_IP_HEADER: "X-Forwarded-For",
      },
      service: LOCAL,
    },
    args: GKE,
    finds: [
      "error forgeable-address Service kong-proxy#/spec/ports",
      "warning trust-all Deployment kong#/spec/template/spec/containers/0/env/2",
      "warning left-over-trust Deployment kong#/spec/template/spec/containers/0/env/2",
    ],
  },
  "nobody knows the load balancer": {
    what: "trust in everybody, whatever the load balancer is",
    setup: { env: { KONG_TRUSTED_IPS: "0.0.0.0/0", KONG_REAL_IP_HEADER: "X-Forwarded-For" }, service: LOCAL },
    finds: [
      "error forgeable-address Service kong-proxy#/spec/ports",
      "warning trust-all Deployment kong#/spec/template/spec/containers/0/env/2",
    ],
  },
  location: {
    what: "trust in everybody in the location",
    setup: {
      env: { KONG_NGINX_LOCATION_SET_REAL_IP_FROM: "0.0.0.0/0", KONG_NGINX_LOCATION_REAL_IP_HEADER: "X-Own" },
      service: LOCAL,
    },
    args: GKE,
    besides: ["added-trust", "left-over-trust", "trust-all"],
    finds: ["error forgeable-address Service kong-proxy#/spec/ports"],
  },
  "a stream": {
    what: "trust in everybody for streams alone",
    setup: {
      env: {
        KONG_STREAM_LISTEN: "0.0.0.0:9000 proxy_protocol",
        KONG_NGINX_SPROXY_SET_REAL_IP_FROM: "0.0.0.0/0",
      },
      ports: [{ name: "tcp", port: 9000, targetPort: 9000 }],
    },
    besides: ["delivery-unknown", "node-ports-open", "plain-callers"],
    finds: [
      "warning added-trust Deployment kong#/spec/template/spec/containers/0/env/3",
      "warning trust-all Deployment kong#/spec/template/spec/containers/0/env/3",
    ],
  },
  semicolon: {
    what: "trust in everybody behind the value of another directive",
    setup: { env: { KONG_NGINX_HTTP_KEEPALIVE_TIMEOUT: "60; set_real_ip_from 0.0.0.0/0" }, service: LOCAL },
    args: GKE,
    besides: ["added-trust", "left-over-trust", "trust-all"],
    finds: ["error forgeable-address Service kong-proxy#/spec/ports"],
  },
};
