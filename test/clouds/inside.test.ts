/** Kong behind a proxy inside the cluster: no load balancer is made for its Service, and an Ingress may show the proxy. */

import { describe, expect, test } from "vitest";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";

interface Answer {
  verdicts: { outcome: string; because: string }[];
  findings: { code: string; severity: string; what: string }[];
}

const clusterIP = release.toString().replaceAll("type: LoadBalancer", "type: ClusterIP");

/** Kong that reads a header, or PROXY headers, of pods. */
const reading = (header: string, listen = "") =>
  clusterIP
    .replace(/^( +)(- name: KONG_PROXY_LISTEN\n +value: ").*"$/m, (_, space: string, start: string) =>
      [
        `${space}${start}0.0.0.0:8000${listen}, 0.0.0.0:8443 http2 ssl${listen}"`,
        `${space}- name: KONG_REAL_IP_HEADER\n${space}  value: ${header}`,
        `${space}- name: KONG_TRUSTED_IPS\n${space}  value: 10.42.0.0/16`,
      ].join("\n"),
    )
    .replace("replicas: 2", "replicas: 3");

const ingress = (spec: string, annotations = "{}") => `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: before-kong
  annotations: ${annotations}
spec:
  ${spec}
  defaultBackend:
    service:
      name: demo-kong-proxy
      port:
        name: kong-proxy
`;

function judged(input: string, ...args: string[]): Answer {
  const { stdout, stderr } = command(["check", "--format", "json", ...args], { input: Buffer.from(input) });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Answer;
}

const outcomes = ({ verdicts }: Answer) => [...new Set(verdicts.map(({ outcome }) => outcome))];
const codesOf = ({ findings }: Answer) => findings.map(({ code }) => code);

describe("A proxy that names the client in X-Forwarded-For", () => {
  test.each(["ingress-nginx", "traefik", "openshift-router"])("%s is named, and nothing is left to find", (cloud) => {
    const answer = judged(reading("X-Forwarded-For"), "--cloud", cloud);
    expect(outcomes(answer)).toEqual(["client"]);
    expect(codesOf(answer).filter((code) => code !== "port-maps" && code !== "one-replica")).toEqual([]);
  });

  test.each([
    ["ingressClassName: nginx"],
    ["ingressClassName: traefik"],
    ["ingressClassName: haproxy"],
    ["ingressClassName: openshift-default"],
    ["ingressClassName: azure-alb-external"],
  ])("An Ingress shows it: %s", (spec) => {
    expect(outcomes(judged(reading("X-Forwarded-For") + ingress(spec)))).toEqual(["client"]);
    expect(outcomes(judged(clusterIP + ingress(spec)))).toEqual(["hidden"]);
  });

  test("A class of any name is known by its controller", () => {
    const named = `---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: mine\nspec:\n  controller: k8s.io/ingress-nginx\n`;
    expect(outcomes(judged(reading("X-Forwarded-For") + named + ingress("ingressClassName: mine")))).toEqual([
      "client",
    ]);
    expect(outcomes(judged(reading("X-Forwarded-For") + ingress("ingressClassName: mine")))).toEqual(["unknown"]);
  });

  test.each(["if-none", "never"])("The policy %s of OpenShift's router", (policy) => {
    const annotations = `{haproxy.router.openshift.io/set-forwarded-headers: ${policy}}`;
    const input = reading("X-Forwarded-For") + ingress("ingressClassName: openshift-default", annotations);
    expect(outcomes(judged(input))).toEqual(["forgeable"]);
  });
});

describe("A proxy that sends PROXY headers to a Service of type ClusterIP", () => {
  const ways = ["envoy-gateway", "kgateway", "istio"].map((cloud) => [cloud, "proxy-protocol"]);
  test.each([...ways, ["haproxy", "tcp"]])("%s/%s: Kong sees the client, and plain callers fail", (cloud, name) => {
    const args = ["--cloud", cloud, "--load-balancer", name] as string[];
    const answer = judged(reading("proxy_protocol", " proxy_protocol"), ...args);
    expect(outcomes(answer)).toEqual(["client"]);
    expect(answer.findings).toContainEqual(
      expect.objectContaining({
        code: "plain-callers",
        severity: "warning",
        what: "callers inside the cluster that go straight to it send no PROXY header, and they will fail",
      }),
    );
    expect(outcomes(judged(clusterIP, ...args))).toEqual(["broken"]);
  });
});

test("Fastly passes on what a client wrote, unless VCL sets it", () => {
  const input = reading("Fastly-Client-IP").replace(
    "type: ClusterIP",
    "type: LoadBalancer\n  externalTrafficPolicy: Local",
  );
  expect(outcomes(judged(input, "--cloud", "fastly"))).toEqual(["forgeable"]);
  expect(outcomes(judged(input, "--cloud", "fastly", "--load-balancer", "vcl"))).toEqual(["client"]);
});
