/** What becomes of patches when the chart has changed since: the real Kustomize fails, or does what was meant. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { release as small } from "../../support/case.ts";
import { needing } from "../../support/needs.ts";
import { root } from "../../support/program.ts";
import { kubectl } from "../../support/tools.ts";
import { kustomize, objectsIn, printed } from "./hosts.ts";

const release = readFileSync(join(root, "examples/release.yaml"), "utf8");
const TRUST = ["--trusted-cidr", "10.0.0.0/16"];
const proxy = ["--method", "proxy-protocol", "--cloud", "eks", ...TRUST];
/** It appends to the environment and does nothing else. */
const headers = ["--method", "http-headers", "--cloud", "generic", ...TRUST];
const at = "/spec/template/spec/containers/2";
const SIDECAR = "      - name: mesh\n        image: mesh:1\n        env: []\n";

/** What Kustomize says of the patches for a stream once that has changed; nothing where it applies them. */
function verdict(args: readonly string[], change: (text: string) => string, input = release): string {
  const patches = printed(["patches", "--quiet", "--format", "kustomize", ...args], { input });
  const changed = change(input);
  expect(changed).not.toBe(input);
  const { status, stderr, stdout } = kustomize(changed, patches);
  if (status !== 0) return stderr;
  expect(objectsIn(stdout)).toEqual(objectsIn(printed(["--quiet", ...args], { input: changed })));
  return "";
}

const failed = (what: string) => `error: testing value ${at}/${what} failed: test failed\n`;
const before = (mark: string | RegExp, added: string) => (text: string) => text.replace(mark, (found) => added + found);
const renamed = (old: string, fresh: string) => (text: string) => text.replaceAll(old, fresh);
/** The environment of the gateway alone. */
const within =
  (change: (text: string) => string) =>
  (text: string): string => {
    const [head = "", ...rest] = text.split("# The gateway itself.");
    return [head, ...rest.map(change)].join("# The gateway itself.");
  };
const LOG = "        - name: KONG_LOG_LEVEL\n          value: debug\n";

const ROWS: [what: string, args: string[], change: (text: string) => string, verdict: string][] = [
  ["a container before it", proxy, before("      # The gateway", SIDECAR), failed("name")],
  ["a container before it", headers, before("      # The gateway", SIDECAR), failed("name")],
  ["a container behind it", headers, before("      volumes:", SIDECAR), ""],
  ["another name of the container", headers, renamed('"proxy"', "kong"), failed("name")],
  ["a variable before the listeners", proxy, within(before("        - name: KONG_PREFIX", LOG)), failed("env/6/name")],
  ["a variable at the end", proxy, within(before("        - name: KONG_NGINX_DAEMON", LOG)), failed("env/11/name")],
  ["a variable anywhere", headers, within(before("        - name: KONG_PREFIX", LOG)), failed("env/11/name")],
  ["another variable", proxy, within(renamed("KONG_PROXY_LISTEN", "KONG_ADMIN_GUI_LISTEN")), failed("env/6/name")],
  ["another listener", proxy, within(renamed("0.0.0.0:8000,", "0.0.0.0:8001,")), failed("env/6/value")],
];

describe.skipIf(!kubectl)(needing("Patches meet a chart that changed since", { kubectl }), () => {
  test.each(ROWS)("with %s (%j)", (_, args, change, expected) => expect(verdict(args, change)).toBe(expected));

  test("with another name of the release: Kustomize skips what is not there, without a word", () => {
    const patches = printed(["patches", "--quiet", "--format", "kustomize", ...proxy], { input: release });
    const moved = release.replaceAll("my-kong", "other");
    expect(kustomize(moved, patches)).toEqual(kustomize(moved));
  });

  test("with a variable less", () => {
    const less = within((text) => text.replace(/ {8}- name: KONG_PG_HOST\n.*\n/, ""));
    expect(verdict(headers, less)).toMatch(/env\/11/);
  });

  test("with annotations where there were none: both are there", () => {
    const annotated = (text: string) =>
      text.replace("  name: my-kong-kong-proxy\n", "  name: my-kong-kong-proxy\n  annotations: { new: one }\n");
    expect(verdict(proxy, annotated)).toBe("");
  });

  test("with an environment where there was none", () => {
    const input = small.toString().replace(/ {8}env:\n(?: {8}- name: .*\n(?: {10}.*\n)*|\n)*/g, "");
    const patches = printed(["patches", "--quiet", "--format", "kustomize", ...headers], { input });
    expect(patches).toContain('path: "/spec/template/spec/containers/0/env"\n        value: null\n');
    expect(kustomize(input, patches).status).toBe(0);
    const grown = input.replace(
      "      - name: proxy\n",
      "      - name: proxy\n        env: [{ name: KONG_DATABASE }]\n",
    );
    expect(grown).not.toBe(input);
    expect(kustomize(grown, patches).stderr).toContain("containers/0/env failed: test failed");
  });

  test("with a merged annotation that is another by now", () => {
    // This load balancer merges its pairs into what is there.
    const way = [
      "--method",
      "external-traffic-policy",
      "--cloud",
      "eks",
      "--load-balancer",
      "nlb-ip",
      "--exposure",
      "internal",
    ];
    const key = "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes";
    const input = release.replace(
      "  name: my-kong-kong-proxy\n",
      `  name: my-kong-kong-proxy\n  annotations:\n    ${key}: deregistration_delay.timeout_seconds=30\n`,
    );
    expect(verdict(way, renamed("seconds=30", "seconds=60"), input)).toMatch(/target-group-attributes failed/);
  });
});

describe.skipIf(!kubectl)(needing("Names that Kustomize could take for others", { kubectl }), () => {
  const [, service = "", deployment = ""] = release.split(/^(?=---\n)/m).filter((text) => /my-kong-kong/.test(text));
  const pair = service + deployment;
  const other = (text: string) => text.replaceAll(/namespace: +kong/g, "namespace: other");
  const bare = (text: string) => text.replaceAll(/ {2}namespace: +kong\n/g, "");

  test.each([
    [
      "a dot, which stands for itself",
      renamed("my-kong-kong", "my.kong")(pair) + renamed("my-kong-kong", "my-kong")(other(pair)),
    ],
    ["a namespace each", pair + other(pair)],
    ["a namespace, or none", bare(pair) + other(pair)],
    ["another group", pair + service.replace("apiVersion: v1", "apiVersion: serving.example/v1")],
    ["a list around them", `apiVersion: v1\nkind: List\nitems:\n${[service, deployment].map(item).join("")}`],
  ])("%s", (_, input) => {
    const args = ["--namespace", "kong", ...proxy];
    const patches = printed(["patches", "--quiet", "--format", "kustomize", ...args], { input });
    const { stdout, stderr } = kustomize(input, patches);
    expect(stderr).toBe("");
    expect(objectsIn(stdout)).toEqual(objectsIn(printed(["--quiet", ...args], { input })));
  });

  test("a prefix and a namespace that a kustomization gives them", () => {
    const patches = printed(["patches", "--quiet", "--format", "kustomize", ...proxy], { input: release });
    const moved = "namePrefix: eu-\nnamespace: moved\n";
    const filtered = printed(["--quiet", ...proxy], { input: release });
    expect(kustomize(release, moved + patches).stdout).toBe(kustomize(filtered, moved).stdout);
  });
});

function item(text: string): string {
  return `- ${JSON.stringify(parse(text))}\n`;
}
