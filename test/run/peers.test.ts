import { expect, test } from "vitest";
import { command } from "../support/command.ts";

const node = (name: string, addresses: Record<string, string>, podCIDRs: string[] = []) => ({
  kind: "Node",
  metadata: { name },
  spec: { podCIDRs },
  status: { addresses: Object.entries(addresses).map(([type, address]) => ({ type, address })) },
});

const service = (ip: string) => ({
  kind: "Service",
  metadata: { name: "kong-proxy" },
  spec: { type: "LoadBalancer" },
  status: { loadBalancer: { ingress: [{ ip }] } },
});

const NODES = [
  node("a", { InternalIP: "10.0.0.4", ExternalIP: "203.0.113.4", Hostname: "a" }, ["10.244.0.0/24", "fd00:1::/64"]),
  node("b", { InternalIP: "10.0.0.5" }, ["10.244.1.0/24"]),
  node("c", { ExternalIP: "203.0.113.9" }),
];

const trust = (items: object[], ...args: string[]) =>
  command(["trust", ...args], { input: JSON.stringify({ kind: "List", items }) });

const EKS = ["--method", "proxy-protocol", "--cloud", "eks"];
const HETZNER = ["--method", "proxy-protocol", "--cloud", "hetzner"];

test("Nodes are trusted where they pass connections on, each by the address that others know it by", () => {
  const { status, stdout } = trust(NODES, ...EKS);
  expect(status).toBe(0);
  expect(stdout).toBe("10.0.0.4/31     node a, node b\n203.0.113.9/32  node c\n");
});

test("The CIDRs of pods are for who asks for them", () => {
  const { stdout } = trust(NODES, ...EKS, "--pods", "--format", "json");
  expect(JSON.parse(stdout)).toEqual([
    { cidr: "10.0.0.4/31", reasons: ["node a", "node b"] },
    { cidr: "10.244.0.0/23", reasons: ["pods of node a", "pods of node b"] },
    { cidr: "203.0.113.9/32", reasons: ["node c"] },
    { cidr: "fd00:1::/64", reasons: ["pods of node a"] },
  ]);
});

test("A private address of the load balancer counts, and a public one, which clients connect to, does not", () => {
  expect(trust([...NODES, service("10.0.9.9")], ...HETZNER).stdout).toContain("load balancer of Service kong-proxy");
  expect(trust([...NODES, service("203.0.113.77")], ...HETZNER).stdout).not.toContain("203.0.113.77");
});

test("As YAML it is a part of a config", () => {
  const { stdout } = trust(NODES, ...EKS, "--format", "yaml", "--quiet");
  expect(stdout).toBe('trustedCIDRs:\n  - "10.0.0.4/31" # node a, node b\n  - "203.0.113.9/32" # node c\n');
});

test.for([
  [[], EKS, "there are no Nodes"],
  [NODES, ["--method", "external-traffic-policy", "--cloud", "gke"], "trusts nobody"],
  [NODES, [...EKS, "--load-balancer", "nlb-ip"], "no node passes its connections on"],
] as const)("Nobody is trusted in vain: %#", ([items, args, what]) => {
  const { status, stdout, stderr } = trust([...items], ...args);
  expect(status).toBeGreaterThan(0);
  expect(stdout).toBe("");
  expect(stderr).toContain(what);
});
