import { expect, test } from "vitest";
import { mergeLayers } from "../../src/config/layers.ts";
import { Failure } from "../../src/failure.ts";
import { layersOf } from "../support/command.ts";

/** The config of a file, variables and flags together, as the program merges them. */
const merged = (config: string, env: Record<string, string> = {}, ...flags: string[]) =>
  mergeLayers(layersOf(flags, { config, env }));

const LOCAL = "method: external-traffic-policy\ncloud: gke\n";

test("Flags win over variables, those over the file", () => {
  const file = "method: proxy-protocol\ncloud: aks\nloadBalancer: standard\n";
  const environment = { KONG_CLIENT_IP_METHOD: "http-headers", KONG_CLIENT_IP_CLOUD: "gke" };
  expect(merged(file, environment, "--method=external-traffic-policy").config).toEqual({
    method: "external-traffic-policy",
    cloud: "gke",
    loadBalancer: "standard",
  });
});

test("The keys of target are merged one by one, lists are replaced whole", () => {
  const file = `${LOCAL}target: { release: a, namespace: a, workload: a }\ntrustedCIDRs: [10.0.0.0/8]\n`;
  const environment = { KONG_CLIENT_IP_NAMESPACE: "b", KONG_CLIENT_IP_TARGET_WORKLOAD: "b" };
  const { config } = merged(file, environment, "--workload=c", "--trusted-cidr=192.0.2.1", "--trusted-cidr=192.0.2.2");
  expect(config.target).toEqual({ release: "a", namespace: "b", workload: "c" });
  expect(config.trustedCIDRs).toEqual(["192.0.2.1", "192.0.2.2"]);
});

test("A flag can take back what the file switches on", () => {
  const file = "method: http-headers\ncloud: generic\nrealIPRecursive: true\n";
  expect(merged(file).config.realIPRecursive).toBe(true);
  expect(merged(file, {}, "--no-real-ip-recursive").config.realIPRecursive).toBe(false);
  expect(merged(file, { KONG_CLIENT_IP_REAL_IP_RECURSIVE: "off" }).config.realIPRecursive).toBe(false);
});

test("Patches of all targets and a schema for editors are for the file", () => {
  const file = `$schema: ../schema/config.schema.json\n${LOCAL}patches: [{target: service, patch: []}]\n`;
  expect(merged(file).config.patches).toEqual([{ target: "service", patch: [] }]);
});

/** Where a setting of each layer stands, and where an error of it says it stands. */
const places: [title: string, run: () => unknown, where: string][] = [
  ["a key of the file", () => merged(`${LOCAL}cluod: gke\n`), "kong-client-ip.yaml:3:1"],
  ["a value of the file", () => merged("method: nothing\ncloud: gke\n"), "kong-client-ip.yaml:1:1"],
  [
    "a key of the file's target",
    () => merged(`${LOCAL}target:\n  service: a\n  relaese: b\n`),
    "kong-client-ip.yaml:5:3",
  ],
  ["an item of the file's list", () => merged(`${LOCAL}trustedCIDRs:\n- a\n- 10\n`), "kong-client-ip.yaml:5:3"],
  ["a variable", () => merged(LOCAL, { KONG_CLIENT_IP_METHOD: "a" }), "KONG_CLIENT_IP_METHOD"],
  ["a flag over both", () => merged(LOCAL, { KONG_CLIENT_IP_METHOD: "a" }, "--method=b"), "--method"],
  ["a flag over a file that is wrong too", () => merged("method: a\ncloud: gke\n", {}, "--method=b"), "--method"],
  ["a list from a flag", () => merged(LOCAL, {}, "--trusted-cidr="), "--trusted-cidr"],
  ["a missing key", () => merged("cloud: gke\n"), "kong-client-ip.yaml"],
];

test.each(places)("An error names the place of %s", (_, run, where) => {
  expect(run).toThrow(Failure);
  expect(run).toThrow(expect.objectContaining({ code: "config", exitCode: 2, where }));
});

test("A flag mends what is wrong in the file", () => {
  expect(merged("method: a\ncloud: gke\n", {}, "--method=external-traffic-policy").config.method).toBe(
    "external-traffic-policy",
  );
});
