import { expect, test } from "vitest";
import type { JsonObject } from "../../src/json/values.ts";
import { ADDED, addition } from "../../src/manifests/addition.ts";
import { type Resource, read } from "../../src/manifests/read.ts";
import { settle } from "../../src/run/additions.ts";

const [beside] = read(Buffer.from("apiVersion: v1\nkind: Service\nmetadata: {name: front}\n")).resources as [Resource];

const ours = (port: number, annotations: JsonObject = { [ADDED]: "a test" }): JsonObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "extra", annotations },
  spec: { ports: [{ port }], selector: { app: "kong" } },
});

const existing = (value: JsonObject) => read(Buffer.from(JSON.stringify(value))).resources;
const wanted = addition(beside, ours(80));

test("What is not there is added", () => {
  expect(settle([wanted], [beside])).toEqual({ additions: [wanted], changes: [] });
});

test("What several gateways want is added once", () => {
  expect(settle([wanted, addition(beside, ours(80))], [])).toEqual({ additions: [wanted], changes: [] });
});

test("What is there stays, with all that Kubernetes filled in", () => {
  const filled = ours(80) as { spec: JsonObject };
  const live = { ...filled, spec: { ...filled.spec, clusterIP: "10.0.0.1", ports: [{ port: 80, protocol: "TCP" }] } };
  expect(settle([wanted], existing(live))).toEqual({ additions: [], changes: [] });
});

test("What an earlier run added otherwise is updated", () => {
  const old = existing(ours(8080));
  const patch = [{ op: "add", path: "/spec/ports", value: [{ port: 80 }] }];
  expect(settle([wanted], old)).toEqual({ additions: [], changes: [{ resource: old[0], patch, value: ours(80) }] });
});

test.for([
  ["of somebody else", { metadata: { name: "extra" } }],
  ["for another end", { metadata: { name: "extra", annotations: { [ADDED]: "another" } } }],
])("A resource %s with that name is left alone", ([, metadata]) => {
  expect(() => settle([wanted], existing({ ...ours(80), ...(metadata as JsonObject) }))).toThrow("its name is needed");
});

test("Two that differ cannot have one name", () => {
  expect(() => settle([wanted, addition(beside, ours(81))], [])).toThrow("two gateways would need different ones");
});
