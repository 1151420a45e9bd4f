/**
 * Every warning can be cleared: who does what it says is told of it no more, and of nothing that weighs more. What nobody
 * can clear is a note.
 */

import { describe, expect, test } from "vitest";
import { type Config, postrender, type Warning } from "../../src/index.ts";
import { codes } from "../../src/judgement/codes.ts";
import { SEVERITIES, type Severity } from "../../src/judgement/rule.ts";
import { checked } from "../support/checked.ts";
import { manifests, PLAIN, PROXY, type Setup } from "../views/check/manifests.ts";

type Given = Setup & { cloud?: string; today?: string; workloadKind?: string; run?: Config; live?: true };

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const NLB = { [`${AWS}type`]: "external", [`${AWS}nlb-target-type`]: "ip", [`${AWS}proxy-protocol`]: "*" };
const NLB_LOCAL = { [`${AWS}type`]: "external", [`${AWS}nlb-target-type`]: "instance" };
const TRUST = { KONG_TRUSTED_IPS: "10.0.0.0/16", KONG_REAL_IP_HEADER: "proxy_protocol" };
const SPEAKING = { annotations: NLB, env: { KONG_PROXY_LISTEN: PROXY, ...TRUST } };
const LOCAL = { cloud: "gke", service: { externalTrafficPolicy: "Local" } };
const NAMED_NLB: Config = {
  method: "external-traffic-policy",
  cloud: "eks",
  loadBalancer: "nlb",
  exposure: "internet-facing",
};
const UDP = { KONG_STREAM_LISTEN: "0.0.0.0:9000 udp" };
const GAME = [{ name: "game", port: 9000, protocol: "UDP", targetPort: 9000 }];

const HETZNER = {
  annotations: { "load-balancer.hetzner.cloud/uses-proxyprotocol": "true" },
  env: { KONG_PROXY_LISTEN: PROXY, ...TRUST },
};

/** Manifests with each warning, and the same once its remedy is followed. */
const REMEDIES: Record<string, [before: Given, after: Given]> = {
  "opaque-listeners": [
    { env: { KONG_STREAM_LISTEN: { configMapKeyRef: { name: "a", key: "b" } } } },
    { env: { KONG_STREAM_LISTEN: "off" } },
  ],
  "added-trust": [{ env: { KONG_NGINX_PROXY_SET_REAL_IP_FROM: "10.9.0.0/16" } }, { env: {} }],
  "misspelt-setting": [{ env: { KONG_TRUSTED_IP: "10.0.0.1" } }, { env: {} }],
  "duplicate-variable": [
    { container: { env: [1, 2].map(() => ({ name: "KONG_TRUSTED_IPS", value: "10.0.0.1" })) } },
    { env: { KONG_TRUSTED_IPS: "10.0.0.1" } },
  ],
  "address-hidden": [{ cloud: "gke" }, LOCAL],
  "delivery-unknown": [{}, LOCAL],
  "trust-all": [{ ...SPEAKING, env: { ...SPEAKING.env, KONG_TRUSTED_IPS: "10.0.0.0/7" } }, SPEAKING],
  "no-trust": [{ ...SPEAKING, env: { ...SPEAKING.env, KONG_TRUSTED_IPS: "" } }, SPEAKING],
  "left-over-trust": [{ ...LOCAL, env: { KONG_TRUSTED_IPS: "10.0.0.0/16" } }, LOCAL],
  "hidden-settings": [
    { ...LOCAL, env: { KONG_REAL_IP_HEADER: { secretKeyRef: { name: "a", key: "b" } } } },
    { ...LOCAL, env: { KONG_REAL_IP_HEADER: "X-Real-IP", KONG_TRUSTED_IPS: "" } },
  ],
  "family-not-trusted": [
    {
      ...SPEAKING,
      service: { ipFamilyPolicy: "RequireDualStack" },
      env: { ...SPEAKING.env, KONG_PROXY_LISTEN: `${PROXY}, [::]:8000 proxy_protocol` },
    },
    {
      ...SPEAKING,
      service: { ipFamilyPolicy: "SingleStack", ipFamilies: ["IPv4"] },
      env: { ...SPEAKING.env, KONG_PROXY_LISTEN: `${PROXY}, [::]:8000 proxy_protocol` },
    },
  ],
  "node-ports-open": [SPEAKING, { ...SPEAKING, service: { allocateLoadBalancerNodePorts: false } }],
  "source-ranges-void": [{ ...HETZNER, service: { loadBalancerSourceRanges: ["203.0.113.0/24"] } }, HETZNER],
  "plain-callers": [
    { ...SPEAKING, inside: true },
    {
      ...SPEAKING,
      inside: [{ port: 80, targetPort: 8009 }],
      env: { ...SPEAKING.env, KONG_PROXY_LISTEN: `${PROXY}, 0.0.0.0:8009` },
    },
  ],
  "peer-may-be-a-node": [
    {
      ...SPEAKING,
      annotations: { ...NLB, [`${AWS}nlb-target-type`]: "instance" },
      env: { ...SPEAKING.env, KONG_TRUSTED_IPS: "198.51.100.0/24" },
    },
    {
      ...SPEAKING,
      annotations: { ...NLB, [`${AWS}nlb-target-type`]: "instance" },
      env: { ...SPEAKING.env, KONG_TRUSTED_IPS: "198.51.100.0/24,10.0.0.0/16" },
    },
  ],
  "local-with-external-ips": [{ ...LOCAL, service: { ...LOCAL.service, externalIPs: ["203.0.113.7"] } }, LOCAL],
  "uncovered-ports": [
    { cloud: "gke", env: UDP, ports: GAME },
    { ...LOCAL, env: UDP, ports: GAME },
  ],
  "host-ports-open": [
    { ...SPEAKING, container: { ports: [{ containerPort: 8000, hostPort: 80 }] } },
    { ...SPEAKING, container: { ports: [{ containerPort: 8000 }] } },
  ],
  "one-replica": [{ ...LOCAL, workload: { replicas: 1 } }, LOCAL],
  "no-http2": [{ ...SPEAKING, env: { ...SPEAKING.env, KONG_PROXY_LISTEN: PROXY.replace("http2 ", "") } }, SPEAKING],
  "long-proxy-header": [
    { ...SPEAKING, container: { image: "kong:3.4" } },
    { ...SPEAKING, container: { image: "kong:3.9" } },
  ],
  "mapped-peers": [
    { env: { KONG_PROXY_LISTEN: "[::]:8000 ipv6only=off", KONG_TRUSTED_IPS: "10.0.0.0/16" } },
    { env: { KONG_PROXY_LISTEN: "0.0.0.0:8000, [::]:8000", KONG_TRUSTED_IPS: "10.0.0.0/16" } },
  ],
  "doubtful-annotation": [
    { ...LOCAL, cloud: "eks", annotations: { ...NLB_LOCAL, [`${AWS}scheme`]: "internal" } },
    { ...LOCAL, cloud: "eks", annotations: NLB_LOCAL },
  ],
  "advised-annotation": [
    {
      annotations: { "service.beta.kubernetes.io/do-loadbalancer-enable-proxy-protocol": "true" },
      env: SPEAKING.env,
    },
    {
      annotations: {
        "service.beta.kubernetes.io/do-loadbalancer-enable-proxy-protocol": "true",
        "service.beta.kubernetes.io/do-loadbalancer-hostname": "kong.example.com",
      },
      env: SPEAKING.env,
    },
  ],
  "immutable-annotation": [
    { run: NAMED_NLB, annotations: { [`${AWS}type`]: "nlb" } },
    { run: NAMED_NLB, annotations: { [`${AWS}type`]: "external" } },
  ],
  "port-maps": [{ container: { env: [{ name: "KONG_PROXY_LISTEN", value: PLAIN }] } }, {}],
  "unknown-workload": [{ workloadKind: "CloneSet" }, {}],
  "old-ranges": [
    { env: { KONG_TRUSTED_IPS: "100.125.0.0/16" }, today: "2036-01-01" },
    { env: { KONG_TRUSTED_IPS: "100.125.0.0/17" }, today: "2036-01-01" },
  ],
  "needless-silence": [{ annotations: { "kong-client-ip/silence": "trust-all: once" } }, {}],
};

function found({ cloud, today, workloadKind, run, live, ...setup }: Given) {
  const text = manifests(setup)
    .replace('"kind": "Deployment"', `"kind": "${workloadKind ?? "Deployment"}"`)
    .replace('"name": "kong-proxy"', live ? '"name": "kong-proxy", "uid": "1"' : "$&");
  if (run) {
    const { warnings, remarks } = postrender(text, run);
    const told = (severity: Severity) => (warning: Warning) => ({ code: warning.code, severity });
    return [...warnings.map(told("warning")), ...remarks.map(told("note"))];
  }
  const { findings } = checked(text, {
    ...(cloud !== undefined && { config: { cloud } }),
    ...(today !== undefined && { today }),
  });
  return findings.map(({ code, severity }) => ({ code, severity }));
}

test("Node ports that a Service kept are told of until they are taken out", () => {
  const service = (port: object) => ({
    allocateLoadBalancerNodePorts: false,
    ports: [{ name: "proxy", port: 80, targetPort: 8000, ...port }],
  });
  const open = { code: "node-ports-open", severity: "warning" };
  expect(found({ ...SPEAKING, service: service({ nodePort: 31_000 }) })).toContainEqual(open);
  expect(found({ ...SPEAKING, service: service({}) })).not.toContainEqual(open);
});

describe("Following its remedy clears a warning, and brings nothing that weighs more", () => {
  test.each(Object.entries(REMEDIES))("%s", (code, [before, after]) => {
    const [old, fresh] = [found(before), found(after)];
    expect(old).toContainEqual({ code, severity: "warning" });
    expect(fresh).not.toContainEqual({ code, severity: "warning" });
    const worst = (all: typeof old) => Math.min(...all.map(({ severity }) => SEVERITIES.indexOf(severity)), 2);
    expect(worst(fresh)).toBeGreaterThanOrEqual(worst(old));
  });
});

test("Callers of streams are served by streams of their own", () => {
  const env = { ...SPEAKING.env, KONG_PROXY_LISTEN: `${PROXY}, 0.0.0.0:8009` };
  const ports = [{ name: "stream", port: 9000, targetPort: 9000 }];
  const inside = [{ port: 80, targetPort: 8009 }];
  const spoken = "0.0.0.0:9000 proxy_protocol";
  const before = { ...SPEAKING, ports, inside, env: { ...env, KONG_STREAM_LISTEN: spoken } };
  const after = {
    ...before,
    inside: [...inside, { name: "stream", port: 9000, targetPort: 9009 }],
    env: { ...env, KONG_STREAM_LISTEN: `${spoken}, 0.0.0.0:9009` },
  };
  expect(found(before)).toContainEqual({ code: "plain-callers", severity: "warning" });
  expect(found(after)).not.toContainEqual({ code: "plain-callers", severity: "warning" });
});

describe("A change that a live load balancer does not survive", () => {
  const AS_ASKED = { ...NLB_LOCAL, [`${AWS}scheme`]: "internet-facing" };

  test.for<readonly [string, Given, Severity[]]>([
    ["is a note for a Service that says nothing of it", {}, ["note"]],
    ["is a warning where a value changes", { annotations: { ...AS_ASKED, [`${AWS}type`]: "nlb" } }, ["warning"]],
    [
      "is a warning where a value changes, and a note where one is added",
      { annotations: { [`${AWS}type`]: "nlb" } },
      ["warning", "note"],
    ],
    ["is a warning where the Service is live", { live: true }, ["warning"]],
    ["is nothing where nothing changes", { live: true, annotations: AS_ASKED }, []],
  ])("%s", ([, given, expected]) => {
    const told = found({ run: NAMED_NLB, ...given }).filter(({ code }) => code === "immutable-annotation");
    expect(told.map(({ severity }) => severity)).toEqual(expected);
  });
});

test("There is a remedy for each warning", () => {
  const warnings = Object.entries(codes).flatMap(([code, { severity }]) => (severity === "warning" ? [code] : []));
  expect(Object.keys(REMEDIES).sort()).toEqual(warnings.sort());
});
