import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { postrender } from "../../../src/index.ts";
import { codes } from "../../../src/judgement/codes.ts";
import { rules } from "../../../src/judgement/rules/index.ts";
import { command } from "../../support/command.ts";
import { root } from "../../support/program.ts";
import { manifests, type Setup } from "./manifests.ts";
import { refusals } from "./risks/refusals.ts";
import { spoofing } from "./risks/spoofing.ts";
import { traps } from "./risks/traps.ts";

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const NLB = { [`${AWS}type`]: "external", [`${AWS}nlb-target-type`]: "ip", [`${AWS}proxy-protocol`]: "*" };

const INSTANCES = { [`${AWS}type`]: "external", [`${AWS}nlb-target-type`]: "instance" };
const RANGES = { loadBalancerSourceRanges: ["203.0.113.0/24"] };

/** What no pain and no risk shows. */
const others: Record<string, { setup: Setup; args?: string[]; today?: string }> = {
  "delivery-unknown": { setup: {} },
  "duplicate-variable": {
    setup: { container: { env: [1, 2].map(() => ({ name: "KONG_TRUSTED_IPS", value: "10.0.0.1" })) } },
  },
  "unverified-profile": {
    setup: { annotations: { "load-balancer.hetzner.cloud/protocol": "http" } },
  },
  "advised-annotation": {
    setup: {
      annotations: { "service.beta.kubernetes.io/vultr-loadbalancer-proxy-protocol": "true" },
      env: { KONG_PROXY_LISTEN: "0.0.0.0:8000 proxy_protocol" },
    },
  },
  "contradicted-load-balancer": { setup: { annotations: NLB }, args: ["--cloud", "gke"] },
  "side-door": { setup: {}, args: ["--cloud", "eks", "--load-balancer", "alb"] },
  "tls-to-a-plain-listener": {
    setup: { annotations: { [`${AWS}backend-protocol`]: "https", [`${AWS}ssl-cert`]: "arn:aws:acm:one" } },
  },
  "proxy-protocol-to-another-port": {
    setup: {
      annotations: NLB,
      service: { ports: [8000, 8001].map((port) => ({ name: `port-${port}`, port, targetPort: port })) },
      env: { KONG_PROXY_LISTEN: "0.0.0.0:8000 proxy_protocol" },
    },
  },
  "node-ports-needed": { setup: { annotations: INSTANCES, service: { allocateLoadBalancerNodePorts: false } } },
  "source-ranges-void": {
    setup: { annotations: { "load-balancer.hetzner.cloud/location": "fsn1" }, service: RANGES },
  },
  "source-ranges-contradicted": {
    setup: { annotations: { ...INSTANCES, [`${AWS}security-groups`]: "sg-1" }, service: RANGES },
  },
  "source-ranges-shut-out": {
    setup: { annotations: { "service.beta.kubernetes.io/azure-pls-create": "true" }, service: RANGES },
    args: ["--cloud", "aks", "--load-balancer", "private-link", "--method", "proxy-protocol"],
  },
  "refused-manifest": { setup: { service: { loadBalancerSourceRanges: ["203.0.113.7"] } } },
  "old-ranges": { setup: { env: { KONG_TRUSTED_IPS: "100.125.0.0/16" } }, today: "2036-01-01" },
  "bad-silence": { setup: { annotations: { "kong-client-ip/silence": "trust-al: once" } } },
  "needless-silence": { setup: { annotations: { "kong-client-ip/silence": "trust-all: once" } } },
};

function fired(args: readonly string[], input?: string, today?: string): string[] {
  const call = { ...(input !== undefined && { input }), ...(today !== undefined && { today }) };
  const { stdout } = command(["check", "--format", "json", ...args], call);
  return (JSON.parse(stdout) as { findings: { code: string }[] }).findings.map(({ code }) => code);
}

describe("Every finding's code", () => {
  test.each(Object.entries(codes))("%s has a title, a story and a source, which --explain tells", (code, told) => {
    const { severity, title, story, source } = told;
    expect(code).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(title).toMatch(/^\S.{10,75}[^.\s]$/);
    expect(story).toMatch(/^\S.{60,}\.$/);
    expect(source).toMatch(/\S{5}/);
    const { status, stdout } = command(["check", "--explain", code]);
    expect(status).toBe(0);
    const [head, ...rest] = stdout.split("\n");
    expect(head).toBe(`${code} (${severity})`);
    expect(rest.join(" ").replace(/\s+/g, " ").trim()).toBe(`${title} ${story} source: ${source}`);
    expect(command(["check", "--explain"]).stdout).toMatch(new RegExp(`^${code} +${severity} +\\S`, "m"));
  });

  test.each(Object.entries(others))("%s is found where it belongs", (code, { setup, args = [], today }) => {
    expect(fired(args, manifests(setup), today)).toContain(code);
  });

  test("each comes from some test, and all that come are explained", () => {
    const pains = readdirSync(join(root, "test/views/check/pains")).flatMap((name) => {
      const { stdout } = { stdout: readFileSync(join(root, `test/views/check/pains/${name}/findings.json`), "utf8") };
      return (JSON.parse(stdout) as { code: string }[]).map(({ code }) => code);
    });
    const risks = Object.values({ ...spoofing, ...refusals, ...traps }).flatMap(({ finds, besides = [] }) => [
      ...finds.map((finding) => finding.split(" ")[1] ?? ""),
      ...besides,
    ]);
    const all = new Set([
      ...pains,
      ...risks,
      ...Object.keys(others),
      "immutable-annotation",
      "no-configuration",
      "trust-beyond-config",
      "unknown-workload",
    ]);
    expect([...all].sort()).toEqual(Object.keys(codes).sort());
    expect(Object.keys(codes)).toEqual(expect.arrayContaining(Object.keys(rules)));
  });

  test("immutable-annotation is about what a run changes, so only a run tells of it", () => {
    const input = manifests({ annotations: { [`${AWS}type`]: "nlb" } });
    const { warnings } = postrender(input, {
      method: "external-traffic-policy",
      cloud: "eks",
      loadBalancer: "nlb",
      exposure: "internet-facing",
    });
    expect(warnings.map(({ code, where }) => `${code} ${where}`)).toContain("immutable-annotation Service kong-proxy");
    expect(fired([], input)).not.toContain("immutable-annotation");
  });

  test("no-configuration is about a Gateway of Kong's operator", () => {
    const input = readFileSync(
      join(root, "test/cases/a-gateway-without-a-configuration-is-refused/input.yaml"),
      "utf8",
    );
    expect(fired([], input)).toContain("no-configuration");
  });

  test("trust-beyond-config is about what a run trusts, so only a run tells of it", () => {
    const input = manifests({ env: { KONG_NGINX_LOCATION_SET_REAL_IP_FROM: "10.9.0.0/16" } });
    expect(() => postrender(input, { method: "proxy-protocol", cloud: "eks", trustedCIDRs: ["10.0.0.0/16"] })).toThrow(
      "[trust-beyond-config]",
    );
    expect(fired([], input)).not.toContain("trust-beyond-config");
  });

  test("unknown-workload is about what is no gateway", () => {
    const input = manifests({})
      .replace('"apps/v1"', '"apps.openshift.io/v1"')
      .replace('"Deployment"', '"DeploymentConfig"');
    expect(fired([], input)).toEqual(["unknown-workload"]);
    const both = `${manifests({})}\n---\n${input}`;
    expect(fired([], both)).toContain("unknown-workload");
    const other = input.replaceAll('"name": "kong"', '"name": "old"');
    expect(fired(["--workload", "kong"], `${manifests({})}\n---\n${other}`)).toEqual(fired([], manifests({})));
  });

  test("a run warns by the same codes", () => {
    const input = manifests({ annotations: NLB });
    const { warnings } = postrender(input, {
      method: "proxy-protocol",
      cloud: "eks",
      loadBalancer: "nlb-ip",
      trustedCIDRs: ["10.0.0.0/16"],
    });
    expect(warnings.length).toBeGreaterThan(0);
    for (const { code } of warnings) expect(Object.keys(rules)).toContain(code);
  });
});
