/** What is told of the steps, and what a second Service takes over. */

import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { Failure } from "../../src/failure.ts";
import type { Config } from "../../src/index.ts";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";
import { guided } from "./guided.ts";

const HETZNER: Config = { method: "proxy-protocol", cloud: "hetzner", trustedCIDRs: ["10.0.0.0/16"] };
const FLAGS = ["--method=proxy-protocol", "--cloud=hetzner", "--trusted-cidr=10.0.0.0/16"];

const changed = (text: string, by: string) => Buffer.from(release.toString().replace(text, by));

describe("a second Service", () => {
  const service = (metadata: string, spec = "") => {
    const input = changed("  name: demo-kong-proxy\n", `  name: demo-kong-proxy\n${metadata}`).toString();
    const bytes = Buffer.from(input.replace("  type: LoadBalancer\n", `  type: LoadBalancer\n${spec}`));
    const { steps } = guided(bytes, HETZNER);
    return String(steps[1]).slice(String(steps[1]).indexOf("name: demo-kong-proxy-second"));
  };

  test("keeps what its load balancer needs, and nothing that names the first one", () => {
    const annotations = [
      "load-balancer.hetzner.cloud/location: fsn1",
      "load-balancer.hetzner.cloud/name: front",
      "load-balancer.hetzner.cloud/hostname: api.example.com",
      "load-balancer.hetzner.cloud/http-certificates: wildcard",
      "external-dns.alpha.kubernetes.io/hostname: api.example.com",
      "kubectl.kubernetes.io/last-applied-configuration: '{}'",
    ];
    const text = service(`  annotations:\n${annotations.map((line) => `    ${line}\n`).join("")}`);
    expect(text).toContain("load-balancer.hetzner.cloud/location: fsn1");
    expect(text).toContain("http-certificates: wildcard");
    expect(text).not.toMatch(/cloud\/name|hostname|last-applied/);
  });

  test("gets addresses and node ports of its own", () => {
    const text = service(
      "",
      "  clusterIP: 10.96.0.7\n  loadBalancerIP: 192.0.2.7\n  loadBalancerSourceRanges: [192.0.2.0/24]\n",
    );
    const second = text.slice(0, text.indexOf("\n---"));
    expect(second).toContain("loadBalancerSourceRanges");
    expect(second).not.toMatch(/clusterIP|loadBalancerIP|nodePort/);
  });

  test("lets in the clients of the config alone, without node ports", () => {
    const [, second] = guided(release, {
      ...HETZNER,
      cloud: "eks",
      loadBalancer: "nlb-ip",
      exposure: "internet-facing",
      nodePorts: false,
      sourceRanges: ["192.0.2.0/24"],
    }).steps;
    const text = String(second)
      .split("\n---\n")
      .find((each) => each.includes("demo-kong-proxy-second"));
    expect(text).toContain("allocateLoadBalancerNodePorts: false");
    expect(text).toContain('- "192.0.2.0/24"');
  });

  test("that an earlier step made is left as it is", () => {
    const [, second] = guided(release, HETZNER).steps;
    const live = Buffer.from(String(second).replace(/(name: demo-kong-proxy-second\n)/, "$1  uid: 0b3e\n"));
    const [third] = guided(live, HETZNER).steps;
    expect(String(third)).toContain("uid: 0b3e");
  });
});

test("A list of kubectl's is changed as documents are", () => {
  const { stdout } = command(["rollout", ...FLAGS, "--format=json"], { input: release });
  expect(JSON.parse(stdout)).toMatchObject({ total: 4, done: 0 });
  const items = itemsOf(release);
  const list = Buffer.from(stringify({ apiVersion: "v1", kind: "List", items }, { version: "1.1" }));
  const { steps, guide } = guided(list, HETZNER);
  expect(guide.total).toBe(4);
  // What goes there and back may come back in other quotes.
  const values = (each: readonly Buffer[]) => each.map((bytes) => parse(bytes.toString(), { version: "1.1" }));
  expect(values(steps).map((value) => value.items.length - items.length)).toEqual([0, 1, 1, 0]);
  const [, second] = steps;
  expect(values(guided(second ?? list, HETZNER).steps)).toEqual(values(steps.slice(2)));
});

const itemsOf = (bytes: Buffer) => guided(bytes, HETZNER).rollout.now.draft.map(({ resource }) => resource.value);

describe("what pods lack", () => {
  const LOCAL: Config = { method: "external-traffic-policy", cloud: "gke" };
  const lacks = (input: Buffer, config = LOCAL) =>
    guided(input, config)
      .guide.lacks.map(({ what }) => what)
      .join("\n");

  test("to serve their node alone is told with Local", () => {
    expect(lacks(release)).toMatch(/readinessProbe|preStop/);
    expect(lacks(release)).toContain("PodDisruptionBudget");
    expect(lacks(release, HETZNER)).not.toContain("PodDisruptionBudget");
  });

  test("is not told where it is there", () => {
    const budget = `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: kong }
spec:
  minAvailable: 1
  selector: { matchLabels: {} }
`;
    expect(lacks(Buffer.concat([release, Buffer.from(budget)]))).not.toContain("PodDisruptionBudget");
  });
});

describe("a switch at once", () => {
  test.each([
    ["hetzner", "changes a setting of what is there", "unknown how long"],
    ["cloudscale", "makes listeners or pools anew", "60 to 120 seconds"],
    ["vultr", "is unknown", "how long"],
  ])("with %s: %s", (cloud, how, time) => {
    const told = guided(release, { ...HETZNER, cloud } as Config).guide.atOnce.join("\n");
    expect(told).toContain(how);
    expect(told).toContain(time);
  });

  test("is all there is to do where nothing is lost", () => {
    const { guide } = guided(release, { method: "http-headers", cloud: "generic", trustedCIDRs: ["10.0.0.0/16"] });
    expect([guide.total, guide.atOnce]).toEqual([1, []]);
  });
});

test("A load balancer that minds a live Service is made anew while nobody uses it", () => {
  const { steps } = guided(release, { ...HETZNER, cloud: "digitalocean" }).guide;
  expect(steps.map(({ commands }) => commands[0] === "kubectl delete service demo-kong-proxy")).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

describe("a step by its number", () => {
  const step = (number: string, input: Buffer | string = release) =>
    command(["rollout", ...FLAGS, `--step=${number}`], { input });

  test("that is done leaves the manifests as they are", () => {
    const second = step("2").stdout;
    expect(step("2", second).stdout).toBe(second);
  });

  test.each(["0", "5", "two", "1.5"])("that is none is refused: %s", (number) => {
    expect(step(number)).toMatchObject({ status: 2, stdout: "" });
  });

  test("that is long done is refused", () => {
    expect(step("1", step("3").stdout)).toMatchObject({ status: 2, stdout: "" });
  });
});

test("Nothing is to be done where all is done", () => {
  const { stdout } = command(FLAGS, { input: release });
  expect(command(["rollout", ...FLAGS], { input: stdout }).stdout).toMatch(/^nothing to do: /);
});

test("Ports that are taken are not taken again", () => {
  const input = changed("containerPort: 8000", "containerPort: 8000\n        - containerPort: 18000");
  const [first] = guided(input, HETZNER).steps;
  expect(String(first)).toContain("28000 proxy_protocol");
});

test("A port that is not written out is refused", () => {
  const input = changed("0.0.0.0:8000", "0.0.0.0:$(PORT)").toString();
  expect(() => guided(Buffer.from(input), HETZNER)).toThrow(Failure);
});
