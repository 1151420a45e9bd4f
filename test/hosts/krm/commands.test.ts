/** ResourceLists and objects of kind KongClientIP wherever else they may come. */

import { describe, expect, test } from "vitest";
import { postrender } from "../../../src/index.ts";
import { command } from "../../support/command.ts";
import { FUNCTION, GKE, HEAD, KONG } from "./texts.ts";

test("A list of another group is a stream like any other", () => {
  const input = `apiVersion: example.com/v1\nkind: ResourceList\n${KONG}`;
  const args = ["--method=external-traffic-policy", "--cloud=gke"];
  const { status, stdout } = command(args, { input });
  expect(status).toBe(0);
  expect(stdout).toContain("externalTrafficPolicy: Local");
  expect(stdout).not.toContain("results:");
});

test("The config of a file gives way key by key, and its places are still right", () => {
  const config = "method: proxy-protocol\ntrustedCIDRs: [10.0.0.0/16]\ncloud: gke\n";
  const { stderr } = command([], {
    input: `${HEAD}${FUNCTION}  spec: {cloud: eks, loadBalancer: alb}\n${KONG}`,
    config,
  });
  expect(stderr).toMatch(/^kong-client-ip: error: kong-client-ip\.yaml:1:1: eks\/alb cannot carry proxy-protocol: /);
});

test("A KongClientIP without its own file may be named as the config", () => {
  const object =
    "apiVersion: kong-client-ip/v1\nkind: KongClientIP\nspec:\n  method: external-traffic-policy\n  cloud: gkee\n";
  const { stderr } = command([], { input: KONG, config: object });
  expect(stderr).toBe('kong-client-ip: error: kong-client-ip.yaml:5:3: unknown cloud "gkee"; did you mean gke?\n');
});

test("Comments, marks and empty documents may stand around it", () => {
  const { status, stdout } = command([], {
    input: `\uFEFF%YAML 1.1\n---\n# a\n---\n# b\n${HEAD}${GKE}${KONG}...\n# c\n---\n--- # d\n`,
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/code: changed\n\.\.\.\n# c\n---\n--- # d\n$/);
});

test("The library answers, too, and the config that it is given wins", () => {
  const input = `${HEAD}${GKE.replace("gke", "aks")}    ifNoKong: pass\n${KONG}`;
  const { stream, changes } = postrender(input, {
    method: "proxy-protocol",
    cloud: "generic",
    trustedCIDRs: ["192.0.2.1"],
  });
  expect(changes.map(({ kind }) => kind)).toEqual(["Deployment"]);
  expect(stream).toContain("KONG_TRUSTED_IPS");
  expect(stream).toContain("code: changed");
});

describe("Other commands judge the items, by the function's config", () => {
  const input = `${HEAD}${GKE}${KONG}`;

  test("check", () => {
    const { status, stdout } = command(["check"], { input });
    // The client stays hidden although a method is configured.
    expect(status).toBe(1);
    expect(stdout).toContain("address-hidden (stdin:16:5, /spec/ports)");
    expect(stdout).toContain("demo-kong-proxy  8000       not the client  nobody");
  });

  test("preview", () => {
    const { diffs, after } = JSON.parse(command(["preview", "--format=json"], { input }).stdout);
    expect(diffs).toMatchObject([{ resources: ["Service demo-kong-proxy"], hunks: [{ oldStart: 17 }] }]);
    expect(diffs[0].hunks[0].lines).toContain("+    externalTrafficPolicy: Local");
    expect(after).toMatchObject([{ service: "demo-kong-proxy", outcome: "client" }]);
  });

  test.each(["check", "preview"])("%s refuses a wrong one", (name) => {
    const { status, stderr } = command([name], { input: input.replace("cloud:", "clowd:") });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'kong-client-ip: error: stdin:8:5: unknown key "clowd"; did you mean cloud?\n',
    });
  });
});
