import { expect, test } from "vitest";
import { findGateways } from "../../src/kong/find.ts";
import { read } from "../../src/manifests/read.ts";
import { inClusterOf } from "../../src/methods/in-cluster.ts";
import { release } from "../support/case.ts";

const named = (name: string) => release.toString().replaceAll("demo-kong-proxy", name);

function serviceName(stream: string): unknown {
  const [gateway] = findGateways(read(Buffer.from(stream)).resources);
  const inCluster = gateway && inClusterOf(gateway, gateway.fronts, { inCluster: true });
  return inCluster?.service.value["metadata"];
}

test.for([
  ["a".repeat(52), `${"a".repeat(52)}-in-cluster`],
  ["a".repeat(63), `${"a".repeat(52)}-in-cluster`],
  [`${"a".repeat(50)}--bcd`, `${"a".repeat(50)}-in-cluster`],
])("The name of the Service has at most 63 characters: %s", ([front, expected]) => {
  expect(serviceName(named(front as string))).toMatchObject({ name: expected });
});

test("A gateway that nobody asks it for gets none", () => {
  const [gateway] = findGateways(read(release).resources);
  expect(gateway && inClusterOf(gateway, gateway.fronts, {})).toBeUndefined();
  expect(gateway && inClusterOf(gateway, [], { inCluster: true })).toBeUndefined();
});
