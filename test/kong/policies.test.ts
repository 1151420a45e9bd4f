import { expect, test } from "vitest";
import { peersOf, policyFinder } from "../../src/kong/policies.ts";
import { read } from "../../src/manifests/read.ts";

const policies = (...specs: object[]) =>
  read(
    Buffer.from(
      specs
        .map((spec, index) => ({
          apiVersion: "networking.k8s.io/v1",
          kind: "NetworkPolicy",
          metadata: { name: `policy-${index}`, ...(index > 0 && { namespace: "kong" }) },
          spec,
        }))
        .map((each) => JSON.stringify(each))
        .join("\n---\n"),
    ),
  ).resources;

const LABELS = { app: "kong" };

test.for([
  ["a policy for all pods", { podSelector: {} }, { all: 1, isolated: true }],
  ["one for some of the labels", { podSelector: { matchLabels: { app: "kong" } } }, { all: 1, isolated: true }],
  ["one for other pods", { podSelector: { matchLabels: { app: "other" } } }, { all: 0, isolated: false }],
  ["one that asks for more", { podSelector: { matchLabels: { app: "kong", tier: "a" } } }, { all: 1, isolated: false }],
  [
    "one with expressions",
    { podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] } },
    { all: 1, isolated: false },
  ],
  ["one for what goes out", { podSelector: {}, policyTypes: ["Egress"] }, { all: 0, isolated: false }],
] as const)("Pods are isolated by %s, or may be", ([, spec, expected]) => {
  for (const namespace of ["kong", undefined]) {
    const { all, isolated } = policyFinder(policies(spec))(LABELS, namespace);
    expect({ all: all.length, isolated }).toEqual(expected);
  }
});

test("Policies of another namespace are for other pods", () => {
  const found = policyFinder(policies({ podSelector: {} }, { podSelector: {} }))(LABELS, "elsewhere");
  expect(found.all.map(({ name }) => name)).toEqual(["policy-0"]);
});

const FROM = [{ ipBlock: { cidr: "10.0.0.0/16" } }];

test.for([
  ["no rule", [], []],
  ["a rule without ports", [{ from: FROM }], FROM],
  ["a rule for the port", [{ from: FROM, ports: [{ port: 8000 }] }], FROM],
  ["a range around it", [{ from: FROM, ports: [{ port: 7000, endPort: 9000 }] }], FROM],
  ["a range beside it", [{ from: FROM, ports: [{ port: 1, endPort: 7999 }] }], []],
  ["another protocol", [{ from: FROM, ports: [{ protocol: "UDP", port: 8000 }] }], []],
  ["a port by name", [{ from: FROM, ports: [{ port: "proxy" }] }], FROM],
  ["a rule for everybody", [{ from: FROM }, { ports: [{ port: 8000 }] }], undefined],
] as const)("Who may come by %s", ([, ingress, expected]) => {
  expect(peersOf(policies({ podSelector: {}, ingress }), 8000)).toEqual(expected);
});
