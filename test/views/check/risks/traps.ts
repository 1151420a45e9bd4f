import { PLAIN, PROXY } from "../manifests.ts";
import { ALB, FORWARDED, GKE, LOCAL, NLB_IP_PROXY, NLB_PROXY, type Risk, SPEAKING, SPOKEN } from "./risk.ts";

/** What is legal and bites. */
export const traps: Record<string, Risk> = {
  "W1, node ports": {
    what: "PROXY listeners on node ports",
    setup: { annotations: NLB_PROXY, env: SPEAKING },
    finds: [
      "note forwarded-headers-believed Deployment kong#/spec/template/spec/containers/0/env/2",
      "warning node-ports-open Service kong-proxy#/spec/ports",
      "warning plain-callers Deployment kong#/spec/template/spec/containers/0/env/1",
      "note peer-may-be-a-node Service kong-proxy#/spec/externalTrafficPolicy",
    ],
  },
  "W1, host network": {
    what: "PROXY listeners on the nodes' own network",
    setup: {
      annotations: NLB_IP_PROXY,
      env: SPEAKING,
      service: { allocateLoadBalancerNodePorts: false },
      pod: { hostNetwork: true },
    },
    finds: [
      "note forwarded-headers-believed Deployment kong#/spec/template/spec/containers/0/env/2",
      "warning plain-callers Deployment kong#/spec/template/spec/containers/0/env/1",
      "warning host-ports-open Deployment kong#/spec/template/spec/containers/0",
    ],
  },
  W2: {
    what: "callers inside the cluster",
    setup: {
      annotations: NLB_IP_PROXY,
      env: SPEAKING,
      service: { allocateLoadBalancerNodePorts: false },
      inside: true,
    },
    finds: [
      "note forwarded-headers-believed Deployment kong#/spec/template/spec/containers/0/env/2",
      "warning plain-callers Service kong-inside#/spec/ports",
    ],
  },
  W3: {
    what: "a header, and the policy Cluster",
    setup: { type: "NodePort", env: FORWARDED },
    args: ALB,
    finds: ["note peer-may-be-a-node Service kong-proxy#/spec/externalTrafficPolicy"],
  },
  W4: {
    what: "one replica under Local",
    setup: { service: LOCAL, workload: { replicas: 1 } },
    args: GKE,
    finds: ["warning one-replica Deployment kong#/spec/replicas"],
  },
  "W7, envFrom": {
    what: "settings in a config map",
    setup: { service: LOCAL, container: { envFrom: [{ configMapRef: { name: "kong" } }] } },
    args: GKE,
    finds: ["warning hidden-settings Deployment kong#/spec/template/spec/containers/0/envFrom"],
  },
  "W7, a command": {
    what: "a shell that sets variables",
    setup: {
      service: LOCAL,
      container: {
        command: ["sh", "-c", "export KONG_TRUSTED_IPS=0.0.0.0/0; exec /docker-entrypoint.sh kong docker-start"],
      },
    },
    args: GKE,
    finds: ["warning hidden-settings Deployment kong#/spec/template/spec/containers/0/command"],
  },
  "W7, a template": {
    what: "a template of one's own",
    setup: { service: LOCAL, container: { args: ["kong", "start", "--nginx-conf", "/tmp/own.template"] } },
    args: GKE,
    finds: ["warning hidden-settings Deployment kong#/spec/template/spec/containers/0/args"],
  },
  "W7, files": {
    what: "files mounted over Kong's own templates",
    setup: {
      service: LOCAL,
      container: {
        volumeMounts: [
          { name: "own", mountPath: "/usr/local/share/lua/5.1/kong/templates/nginx_kong.lua", subPath: "a" },
        ],
      },
    },
    args: GKE,
    finds: ["warning hidden-settings Deployment kong#/spec/template/spec/containers/0/volumeMounts"],
  },
  "W7, include": {
    what: "a file included into the location",
    setup: { service: LOCAL, env: { KONG_NGINX_LOCATION_INCLUDE: "/tmp/own.conf" } },
    args: GKE,
    finds: ["warning hidden-settings Deployment kong#/spec/template/spec/containers/0/env/2"],
  },
  "W7, untold": {
    what: "trust that comes from a Secret",
    setup: { service: LOCAL, env: { KONG_TRUSTED_IPS: { secretKeyRef: { name: "kong", key: "trust" } } } },
    args: GKE,
    finds: ["warning hidden-settings Deployment kong#/spec/template/spec/containers/0/env/2"],
  },
  "added trust": {
    what: "trust for HTTP that Kong itself does not know of",
    setup: {
      type: "NodePort",
      env: { ...FORWARDED, KONG_NGINX_PROXY_SET_REAL_IP_FROM: "10.8.0.0/16; set_real_ip_from 10.9.0.0/16" },
    },
    args: ALB,
    besides: ["peer-may-be-a-node"],
    finds: ["warning added-trust Deployment kong#/spec/template/spec/containers/0/env/4"],
  },
  "long headers": {
    what: "PROXY headers with fields of the load balancer's own, before an old nginx",
    setup: { annotations: NLB_PROXY, env: SPEAKING, container: { image: "kong:3.5" } },
    besides: SPOKEN,
    finds: ["warning long-proxy-header Deployment kong#/spec/template/spec/containers/0/env/1"],
  },
  "mapped peers": {
    what: "IPv4 peers on an IPv6 listener",
    setup: { type: "NodePort", env: { ...FORWARDED, KONG_PROXY_LISTEN: "[::]:8000 ipv6only=off" } },
    args: ALB,
    besides: ["peer-may-be-a-node", "family-not-trusted"],
    finds: ["warning mapped-peers Deployment kong#/spec/template/spec/containers/0/env/1"],
  },
  "W7, kong.conf": {
    what: "a mounted kong.conf",
    setup: { service: LOCAL, container: { volumeMounts: [{ name: "conf", mountPath: "/etc/kong" }] } },
    args: GKE,
    finds: ["warning hidden-settings Deployment kong#/spec/template/spec/containers/0/volumeMounts"],
  },
  "W8, TCP": {
    what: "a TCP stream without the flag",
    setup: {
      annotations: NLB_PROXY,
      env: { ...SPEAKING, KONG_STREAM_LISTEN: "0.0.0.0:9000" },
      ports: [{ name: "tcp", port: 9000, targetPort: 9000 }],
    },
    besides: SPOKEN,
    finds: ["error proxy-protocol-not-expected Service kong-proxy#/spec/ports"],
  },
  "W8, UDP": {
    what: "a UDP stream beside PROXY listeners",
    setup: {
      annotations: NLB_PROXY,
      env: { ...SPEAKING, KONG_STREAM_LISTEN: "0.0.0.0:9000 udp" },
      ports: [{ name: "udp", port: 9000, targetPort: 9000, protocol: "UDP" }],
    },
    besides: SPOKEN,
    finds: ["warning uncovered-ports Service kong-proxy#/spec/ports"],
  },
  W9: {
    what: "a TLS listener copied from the guide",
    setup: {
      annotations: NLB_IP_PROXY,
      env: { ...SPEAKING, KONG_PROXY_LISTEN: PROXY.replace("http2 ", "") },
      service: { allocateLoadBalancerNodePorts: false },
    },
    finds: [
      "note forwarded-headers-believed Deployment kong#/spec/template/spec/containers/0/env/2",
      "warning plain-callers Deployment kong#/spec/template/spec/containers/0/env/1",
      "warning no-http2 Deployment kong#/spec/template/spec/containers/0/env/1",
    ],
  },
  W10: {
    what: "an IPv6 listener, and IPv4 alone in what is trusted",
    setup: { type: "NodePort", env: { ...FORWARDED, KONG_PROXY_LISTEN: `${PLAIN}, [::]:8000` } },
    args: ALB,
    besides: ["peer-may-be-a-node"],
    finds: ["note family-not-trusted Deployment kong#/spec/template/spec/containers/0/env/2"],
  },
};
