import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carries, profilesOf } from "../../src/clouds/profiles.ts";
import { fileLayer } from "../../src/config/file.ts";
import { mergeLayers } from "../../src/config/layers.ts";
import { clouds } from "../../src/generated/clouds.ts";
import { command } from "../support/command.ts";

const methods = ["external-traffic-policy", "proxy-protocol", "http-headers"] as const;
const ways = Object.keys(clouds).flatMap((cloud) =>
  profilesOf(cloud).flatMap((profile) =>
    methods
      .filter((method) => carries(profile, method))
      .map((method) => ({ cloud, loadBalancer: profile.loadBalancer, method })),
  ),
);
/** What stands in a config file. */
const inFile = (text: string) => ({ ...mergeLayers([fileLayer("kong-client-ip.yaml", text)]).config });
const node = (providerID: string) =>
  `apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nspec: {providerID: "${providerID}"}\n`;

describe("With nobody to ask", () => {
  test.each(ways)("flags make a config for $method on $cloud/$loadBalancer", ({ cloud, loadBalancer, method }) => {
    const trust = method === "external-traffic-policy" ? {} : { trustedCIDRs: ["192.0.2.0/24"] };
    const flags = ["--cloud", cloud, "--load-balancer", loadBalancer, "--method", method];
    const all = method === "external-traffic-policy" ? flags : [...flags, "--trusted-cidr", "192.0.2.0/24"];
    const { status, stdout, stderr } = command(["init", "--print", ...all]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(inFile(stdout)).toEqual({ method, cloud, loadBalancer, ...trust });
  });

  test.each([
    [[], "cloud"],
    [["--cloud", "eks"], "method"],
    [["--cloud", "eks", "--method", "proxy-protocol"], "trustedCIDRs"],
    [["--cloud", "eks", "--load-balancer", "nlb"], "method"],
  ])("%j is not enough", (flags, missing) => {
    const { status, stdout, stderr } = command(["init", "--print", ...flags]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(`error: ${missing}: it does not show, and there is no terminal to ask at; give --`);
  });

  test.each([
    ["aws:///eu-central-1a/i-0", "eks"],
    ["gce://project/zone/name", "gke"],
    ["azure:///subscriptions/0", "aks"],
    ["hcloud://1", "hetzner"],
  ])("a Node of %s shows the cloud %s", (providerID, cloud) => {
    const flags = ["--method", "http-headers", "--trusted-cidr", "192.0.2.0/24"];
    const { stdout, stderr } = command(["init", "--print", ...flags], { input: node(providerID) });
    expect(stderr).toBe("");
    expect(inFile(stdout)).toMatchObject({ cloud });
  });

  test.each(["openstack:///0", "nobody://0", "constructor://0", "no scheme"])("a Node of %s does not", (providerID) => {
    expect(command(["init", "--print"], { input: node(providerID) }).stderr).toContain("cloud: it does not show");
  });

  test("what can do one thing alone needs no method", () => {
    const { stdout } = command([
      "init",
      "--print",
      "--cloud",
      "eks",
      "--load-balancer",
      "alb",
      "--trusted-cidr",
      "::1",
    ]);
    expect(inFile(stdout)).toMatchObject({ method: "http-headers" });
  });
});

describe("Somebody who is asked", () => {
  test("answers, mends what is wrong, and takes what is proposed", () => {
    const typed = [
      "esk",
      "eks",
      "",
      "proxy-protocol",
      "internal",
      "everybody",
      "0.0.0.0/0",
      "192.0.2.0/24, 2001:db8::/64",
      "yes",
    ];
    const { status, stdout } = command(["init", "--print"], { typed });
    expect(status).toBe(0);
    expect(inFile(stdout)).toEqual({
      cloud: "eks",
      loadBalancer: "nlb",
      method: "proxy-protocol",
      exposure: "internal",
      trustedCIDRs: ["192.0.2.0/24", "2001:db8::/64"],
      inCluster: true,
    });
  });

  test("is not asked what was given", () => {
    const { stdout } = command(["init", "--print", "--cloud", "gke"], {
      typed: ["passthrough"],
    });
    expect(inFile(stdout)).toEqual({
      cloud: "gke",
      loadBalancer: "passthrough",
      method: "external-traffic-policy",
    });
  });

  test("is shown what manifests show", () => {
    const typed = ["", "nlb", "external-traffic-policy", "internal"];
    expect(inFile(command(["init", "--print"], { typed, input: node("aws:///a/i-0") }).stdout).cloud).toBe("eks");
  });

  test("may give up, and nothing is written", () => {
    const { status, stdout, stderr } = command(["init"], { typed: ["eks"] });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("loadBalancer: the input ended before an answer; nothing was written");
  });

  test("gets a config that holds, or is asked on, whatever is typed between right answers", () => {
    let configs = 0;
    fc.assert(
      fc.property(fc.constantFrom(...ways), fc.array(fc.string({ minLength: 1 })), (way, junk) => {
        const { cloud, loadBalancer, method } = way;
        const wrong = junk.filter((text) => text.trim() !== "" && !Object.hasOwn(clouds, text.trim()));
        const rest = [loadBalancer, method, "internal", "192.0.2.0/24", "no"];
        const { status, stdout } = command(["init", "--print"], { typed: [...wrong, cloud, ...rest, ...rest] });
        expect(status).toBe(0);
        expect(inFile(stdout)).toMatchObject({ cloud, method });
        configs++;
      }),
      { numRuns: 150 },
    );
    expect(configs).toBe(150);
  });
});

test.each([
  [["--config=a.yaml", "--config=b.yaml"], "--config: it is written to one file; name that alone"],
  [["--config=a.json"], "a.json: what is written is YAML; name it *.yaml"],
])("Where it is written is one YAML file: %j", (args, message) => {
  const given = ["init", "--cloud=gke", "--method=external-traffic-policy", ...args];
  expect(command(given)).toMatchObject({ status: 2, stderr: `kong-client-ip: error: ${message}\n` });
});

test("A file that is there is not written over", () => {
  const { status, stderr } = command(["init", "--cloud", "gke", "--method", "external-traffic-policy"], { config: "" });
  expect(status).toBe(2);
  expect(stderr).toContain("kong-client-ip.yaml: it is there already; add --force");
});
