import { expect, test } from "vitest";
import { command } from "../support/command.ts";

const node = (name: string, spec: object, labels: object = {}) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels },
  spec,
  status: { addresses: [{ type: "InternalIP", address: "10.0.0.4" }] },
});

const trust = (input: string, ...args: string[]) => command(["trust", ...args], { input });
const list = (...items: object[]) => JSON.stringify({ apiVersion: "v1", kind: "List", items });

test.for([
  [{ providerID: "aws:///eu-1a/i-1" }, {}, "cloud: eks, as Node a, spec.providerID shows"],
  [{}, { "doks.digitalocean.com/node-id": "x" }, "cloud: digitalocean, as Node a, label doks.digitalocean.com/node-id"],
  [{ providerID: "openstack:///1" }, { "node.stackit.cloud/ske": "true" }, "cloud: stackit, as Node a, label"],
  [{ providerID: "openstack:///1" }, {}, "cloud: generic, as Nodes may be of openstack, ovhcloud, stackit"],
  [{ providerID: "gce://1" }, { "eks.amazonaws.com/nodegroup": "a" }, "cloud: generic, as Nodes may be of eks, gke"],
  [{}, { "doks.digitalocean.com/x": "", "eks.amazonaws.com/x": "" }, "generic, as Nodes may be of digitalocean, eks"],
  [{ providerID: "rke2://a" }, { "eks.amazonaws.com/nodegroup": "a" }, "cloud: eks, as Node a, label"],
  [{ providerID: "constructor://1" }, { constructor: "1" }, "cloud: generic, as no Node shows another"],
  [{}, {}, "cloud: generic, as no Node shows another; name it with --cloud"],
  [{ providerID: 5 }, { x: 1 }, "cloud: generic"],
] as const)("Without a cloud it is the one that Nodes show: %j, %j", ([spec, labels, note]) => {
  const { status, stderr } = trust(list(node("a", spec, labels)), "--method", "proxy-protocol");
  expect(stderr).toContain(note);
  expect(status).toBe(0);
});

test("Nodes of two clouds show none", () => {
  const input = list(node("a", { providerID: "aws:///1" }), node("b", { providerID: "gce://1" }));
  expect(trust(input).stderr).toContain("cloud: generic, as Nodes may be of eks, gke");
});

test("Without a method the first is taken whose peers the cluster tells, and notes say what others come to", () => {
  const { status, stdout, stderr } = trust(list(node("a", { providerID: "aws:///1" })));
  expect(status).toBe(0);
  expect(stdout).toBe("10.0.0.4/32  node a\n");
  expect(stderr).toContain("method: proxy-protocol with eks/nlb, as none is given");
  expect(stderr).toContain("method http-headers with eks/alb: the same peers");
});

test("A method that the load balancer cannot carry is passed over, and its reason told", () => {
  const { status, stderr } = trust(list(node("a", { providerID: "aws:///1" })), "--load-balancer", "alb");
  expect(status).toBe(0);
  expect(stderr).toContain("method: http-headers with eks/alb, as none is given");
  expect(stderr).toContain("method proxy-protocol: eks/alb cannot carry proxy-protocol");
});

test("Where no method has peers that the cluster tells, each says why", () => {
  const { status, stdout, stderr } = trust(
    list(node("a", { providerID: "gce://1" })),
    "--load-balancer",
    "passthrough",
  );
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("proxy-protocol: gke/passthrough cannot carry proxy-protocol");
  expect(stderr).toContain("http-headers: gke/passthrough cannot carry http-headers");
});

test("A config that cannot be is refused, whatever the method", () => {
  expect(trust(list(node("a", {})), "--cloud", "eks", "--load-balancer", "nbl").stderr).toContain("did you mean nlb");
});

const A = node("a", {});
test.for<readonly [string, string]>([
  ["one Node as JSON", JSON.stringify(A)],
  [
    "a NodeList as the API gives it",
    JSON.stringify({ apiVersion: "v1", kind: "NodeList", items: [{ ...A, apiVersion: undefined, kind: undefined }] }),
  ],
  [
    "a List of Lists",
    JSON.stringify({ apiVersion: "v1", kind: "List", items: [JSON.parse(list(A)), JSON.parse(list())] }),
  ],
  ["the same Node twice", list(A, A)],
  [
    "YAML",
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Node\n  metadata: {name: a}\n  status:\n    addresses: [{address: 10.0.0.4, type: InternalIP}]\n`,
  ],
  [
    "several documents",
    `${JSON.stringify({ apiVersion: "v1", kind: "Secret", data: { a: "eA==" } })}\n---\n${JSON.stringify(A)}\n---\n`,
  ],
  ["items that are no resources", list(A, [] as object, { kind: 5 }, { apiVersion: "v1", kind: "Node", status: 7 })],
])("%s is read", ([, input]) => {
  const { status, stdout } = trust(input, "--cloud", "eks");
  expect([status, stdout]).toEqual([0, "10.0.0.4/32  node a\n"]);
});

test.for<readonly [string, string, number]>([
  ["nothing", "", 1],
  ["null", "null", 1],
  ["an empty list", list(), 1],
  ["a number for the items", '{"apiVersion":"v1","kind":"List","items":5}', 1],
  ["JSON that ends too early", list(A).slice(0, -20), 1],
  ["what kubectl says where it fails", "error: You must be logged in to the server (Unauthorized)", 1],
  ["lists in lists without end", '{"items":['.repeat(100_000), 1],
])("%s is refused, and nothing printed", ([, input, expected]) => {
  const { status, stdout, stderr } = trust(input, "--cloud", "eks");
  expect([status, stdout]).toEqual([expected, ""]);
  expect(stderr).toMatch(/^kong-client-ip: error: stdin.*; .*\n$/);
});

test("Names with controls in them do nothing", () => {
  const { stdout, stderr } = trust(list(node("a\u001b[2J\nb", { providerID: "aws:///1" })), "--format", "yaml");
  expect(stdout.split("\n")).toHaveLength(3);
  expect(stdout + stderr).not.toContain("\u001b");
});

test("Thousands of Nodes side by side become few blocks, in no time", () => {
  const nodes = Array.from({ length: 16_384 }, (_, index) => {
    const address = `10.1.${index >> 8}.${index & 255}`;
    return { ...node(`n${index}`, {}), status: { addresses: [{ type: "InternalIP", address }] } };
  });
  const start = performance.now();
  const { stdout } = trust(list(...nodes), "--cloud", "eks");
  expect(stdout).toBe("10.1.0.0/18  node n0, node n1, node n2, node n3, and 16380 more\n");
  expect(performance.now() - start).toBeLessThan(10_000);
});
