import { expect, test } from "vitest";
import { command } from "../support/command.ts";

const node = (name: string, addresses: Record<string, string>, podCIDRs: string[] = []) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  spec: { podCIDRs },
  status: { addresses: Object.entries(addresses).map(([type, address]) => ({ type, address })) },
});

const service = (ip: string, name = "kong-proxy") => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "kong" },
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
  expect(trust([...NODES, service("10.0.9.9")], ...HETZNER).stdout).toContain(
    "load balancer of Service kong/kong-proxy",
  );
  expect(trust([...NODES, service("203.0.113.77")], ...HETZNER).stdout).not.toContain("203.0.113.77");
});

test("Of several load balancers that of Kong is for people to name, since the others are no peers", () => {
  const items = [...NODES, service("10.0.9.9"), service("10.0.9.20", "dashboard")];
  const { stdout, stderr } = trust(items, ...HETZNER);
  expect(stdout).not.toContain("10.0.9.");
  expect(stderr).toContain("as it may not be Kong's; name Kong's with --service");
  expect(trust(items, ...HETZNER, "--service", "kong-proxy").stdout).toMatch(/^10.0.9.9\/32 /m);
  expect(trust(items, ...HETZNER, "--service", "kong-proxy").stdout).not.toContain("10.0.9.20");
});

test.for([
  [["--service", "zzz"], true],
  [["--release", "zzz"], true],
  [["--service", "inner"], false],
  [["--service", "kong-proxy"], false],
  [[], false],
  [["--cloud", "eks", "--service", "zzz"], true],
] as const)("A Service that is asked for and not there is told of: %j", ([args, isTold]) => {
  const inner = { ...service("10.0.9.20", "inner"), spec: { type: "ClusterIP" } };
  const { status, stderr } = trust([...NODES, service("10.0.9.9"), inner], ...HETZNER, ...args);
  expect(status).toBe(0);
  expect(stderr.includes("no Service in the input matches it")).toBe(isTold);
});

test.for([
  ["a block", { InternalIP: "10.0.0.0/8" }],
  ["everybody", { InternalIP: "0.0.0.0/0" }],
  ["no address", { InternalIP: "0.0.0.0" }],
  ["itself", { InternalIP: "127.0.0.1" }],
  ["a multicast address", { InternalIP: "224.0.0.1" }],
  ["an IPv6 address without bits", { InternalIP: "::" }],
  ["an address with a zone", { InternalIP: "fe80::1%eth0" }],
  ["a host name", { InternalIP: "node.example.com" }],
  ["its host name alone", { Hostname: "node" }],
  ["nothing", {}],
] as const)("A Node that calls %s its address adds nobody, and is named", ([, addresses]) => {
  const { stdout, stderr } = trust([node("a", { InternalIP: "10.0.0.4" }), node("odd", addresses)], ...EKS);
  expect(stdout).toBe("10.0.0.4/32  node a\n");
  expect(stderr).toContain("Node odd: left out, as no address is told");
});

test("A Node that calls everybody its pods is told of, and adds none", () => {
  const odd = node("odd", { InternalIP: "10.0.0.5" }, ["0.0.0.0/0", "::/0", "10.2.0.0/24", "pods"]);
  const { stdout, stderr } = trust([odd], ...EKS, "--pods");
  expect(stdout).toBe("10.0.0.5/32  node odd\n10.2.0.0/24  pods of node odd\n");
  expect(stderr).toContain("Node odd: CIDR of its pods left out");
});

test.for([
  ["10.0.0.0/8", false],
  ["10.4.0.0/15", false],
  ["10.4.0.0/16", true],
  ["fd00::/47", false],
  ["fd00::/48", true],
  ["::ffff:10.0.0.0/104", false],
  ["::ffff:10.4.0.0/112", true],
] as const)("A Node with the pods of %s has no more than one node can: %s", ([cidr, isTrusted]) => {
  const { stdout, stderr } = trust([node("a", { InternalIP: "10.0.0.4" }, [cidr])], ...EKS, "--pods");
  expect(stdout.includes("pods of node a")).toBe(isTrusted);
  expect(stderr.includes("more than any node has")).toBe(!isTrusted);
});

test("Nodes that are of both families are trusted in both", () => {
  const dual = node("dual", {});
  const addresses = ["10.0.0.4", "fd00::4"].map((address) => ({ type: "InternalIP", address }));
  const { stdout } = trust([{ ...dual, status: { addresses } }], ...EKS);
  expect(stdout).toBe("10.0.0.4/32  node dual\nfd00::4/128  node dual\n");
});

test("As YAML it is a part of a config", () => {
  const { stdout } = trust(NODES, ...EKS, "--format", "yaml", "--quiet");
  expect(stdout).toBe('trustedCIDRs:\n  - "10.0.0.4/31" # node a, node b\n  - "203.0.113.9/32" # node c\n');
});

test.for([
  [[], EKS, "there are no Nodes"],
  [[{ kind: "Node", metadata: { name: "a" } }], EKS, "there are no Nodes"],
  [[{ ...NODES[0], apiVersion: "management.cattle.io/v3" }], EKS, "there are no Nodes"],
  [[service("10.0.9.9")], EKS, "there are no Nodes"],
  [[node("a", {})], EKS, "it tells no address"],
  [NODES, ["--method", "proxy-protocol", "--cloud", "gke"], "cannot carry proxy-protocol"],
  [NODES, ["--method", "external-traffic-policy", "--cloud", "gke"], "give --method proxy-protocol or http-headers"],
  [NODES, [...EKS, "--load-balancer", "nlb-ip"], "no node passes its connections on"],
  [NODES, [...EKS, "--load-balancer", "nlb-ip", "--service", "zzz"], "no Service in the input matches it"],
] as const)("Nobody is trusted in vain: %#", ([items, args, what]) => {
  const { status, stdout, stderr } = trust([...items], ...args);
  expect(status).toBeGreaterThan(0);
  expect(stdout).toBe("");
  expect(stderr).toContain(what);
});
