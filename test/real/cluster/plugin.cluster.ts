/** `kubectl kong-client-ip`, as kubectl starts it, in the shells that a system may have as `sh`. */

import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { KINDS } from "../../../src/manifests/kinds.ts";
import { newDirectory } from "../../support/directory.ts";
import { helm3, kubectl, root, run } from "../../support/tools.ts";
import { manifests, PROXY } from "../../views/check/manifests.ts";
import { chart, cli, ok } from "../helm/ways.ts";
import { findKrew } from "./assets.ts";
import { describeCluster, inCluster, kubectlDoes, newNamespace } from "./cluster.ts";
import { comparable, judged } from "./verdicts.ts";

const bin = newDirectory();
const env = inCluster({ ...process.env, PATH: [bin, process.env["PATH"]].join(delimiter), HOME: newDirectory() });
const plugin = join(root, "plugins/kubectl-kong_client_ip");

const [NAMESPACE, OTHER] = ["plugin", "plugin-other"];
/** Other files are in the same cluster. */
const OURS = "app.kubernetes.io/instance=plugged";
const PATCHED = ["--method=external-traffic-policy", "--cloud=eks"];

/** Of the operator's group another file may have the cluster know the kinds. */
const READ = {
  "": ["services"],
  apps: ["deployments", "daemonsets", "statefulsets"],
  "networking.k8s.io": ["ingresses", "ingressclasses", "networkpolicies"],
  "gateway-operator.konghq.com": ["dataplanes", "gatewayconfigurations"],
  "konnect.konghq.com": ["konnectcloudgatewaydataplanegroupconfigurations"],
};

const ask = (...args: string[]) => run(kubectl ?? "", ["kong-client-ip", ...args], { env });
const render = (namespace: string) =>
  ok(run(helm3 ?? "", ["template", "plugged", chart, "--no-hooks", "--namespace", namespace]));

describeCluster("kubectl kong-client-ip", () => {
  beforeAll(() => {
    symlinkSync(kubectl ?? "", join(bin, "kubectl"));
    symlinkSync(cli, join(bin, "kong-client-ip"));
    symlinkSync(plugin, join(bin, "kubectl-kong_client_ip"));
    for (const namespace of [NAMESPACE, OTHER]) newNamespace(namespace);
    kubectlDoes(["apply", "--filename", "-"], render(NAMESPACE));
    const patched = run(cli, PATCHED, { input: render(OTHER) });
    kubectlDoes(["apply", "--filename", "-"], ok(patched));
  });

  test("judges a namespace as check judges its manifests", () => {
    const { status, stdout, stderr } = ask("check", "-n", NAMESPACE, "--cloud", "eks", "--format=json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(comparable(JSON.parse(stdout))).toEqual(comparable(judged(render(NAMESPACE), ["--cloud=eks"])));
  });

  test.each([
    [["-n", OTHER]],
    [[`-n${OTHER}`]],
    [["--namespace", OTHER]],
    [[`--namespace=${OTHER}`]],
    [["-A", "-l", OURS]],
    [["--all-namespaces", `--selector=${OURS}`, "--context=test", "--request-timeout", "30s"]],
  ])("hands %j to kubectl, before and behind the program's own", (words) => {
    for (const args of [
      ["check", ...words, "--format", "json"],
      ["check", "--format", "json", ...words],
    ]) {
      const { status, stdout, stderr } = ask(...args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toContain(`Service ${OTHER}/plugged-kong-proxy`);
      expect(stdout.includes(`Service ${NAMESPACE}/plugged-kong-proxy`)).toBe(
        words[0]?.startsWith("-A") || words[0] === "--all-namespaces",
      );
    }
  });

  test("shows what a run would change, and as patches that the API server takes", () => {
    expect(ok(ask("preview", ...PATCHED, "-n", NAMESPACE))).toContain("externalTrafficPolicy");
    const patches = JSON.parse(ok(ask("patches", ...PATCHED, "-n", NAMESPACE)));
    expect(patches).toHaveLength(1);
    const [{ target, patch }] = patches;
    const args = ["patch", target.kind, target.name, "--namespace", NAMESPACE, "--type=json", "--dry-run=server"];
    kubectlDoes([...args, "--patch", JSON.stringify(patch)]);
    expect(JSON.parse(ok(ask("patches", ...PATCHED, "-n", OTHER)))).toEqual([]);
  });

  test("ends with the program's exit code", () => {
    expect(ask("check", "-n", NAMESPACE, "--cloud=eks", "--fail-on=warning").status).toBe(1);
    expect(ask("check", "-n", NAMESPACE, "--cloud=nowhere").status).toBe(2);
    const { status, stderr } = ask("check", "-n", "default");
    expect(status).toBe(1);
    expect(stderr).toContain("no workload runs Kong's proxy");
  });

  test("asks for each kind that the program reads, but for those that a Deployment makes", () => {
    const plural = (kind: string) =>
      `${kind
        .toLowerCase()
        .replace(/(?<![aeiou])y$/, "ie")
        .replace(/s$/, "se")}s`;
    const asked = readFileSync(plugin, "utf8").split(/[^a-z]+/);
    const kinds = KINDS.filter((kind) => kind !== "Pod" && kind !== "ReplicaSet");
    expect(asked).toEqual(expect.arrayContaining(kinds.map(plural)));
  });

  test("needs to read nothing but what decides how clients reach Kong", () => {
    const rules = Object.entries(READ).map(([group, resources]) => ({
      apiGroups: [group],
      resources,
      verbs: ["list"],
    }));
    const role = { kind: "ClusterRole", metadata: { name: "plugin-reader" }, rules };
    const manifest = JSON.stringify({ apiVersion: "rbac.authorization.k8s.io/v1", ...role });
    kubectlDoes(["apply", "--server-side", "--filename", "-"], manifest);
    kubectlDoes(["create", "clusterrolebinding", "plugin-reader", "--clusterrole=plugin-reader", "--user=reader"]);
    expect(ask("check", "-n", NAMESPACE, "--as=reader").status).toBe(0);
  });

  test("finds settings in ConfigMaps, whatever their labels, where the user may read them", () => {
    const namespace = newNamespace("plugin-settings");
    const settings = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings", labels: { own: "yes" } },
      data: { listen: PROXY },
    };
    const env = { KONG_PROXY_LISTEN: { configMapKeyRef: { name: "settings", key: "listen" } } };
    const stream = [manifests({ env }), JSON.stringify(settings)].join("\n---\n");
    kubectlDoes(["apply", "--server-side", "--namespace", namespace, "--filename", "-"], stream);
    const args = ["check", "-n", namespace, "--selector=!own", "--cloud=eks", "--format=json"];
    const all = comparable(judged(stream, ["--cloud=eks"]));
    expect(comparable(JSON.parse(ask(...args).stdout))).toEqual(all);
    const { findings } = JSON.parse(ask(...args, "--as=reader").stdout);
    expect(findings).toContainEqual(expect.objectContaining({ code: "opaque-listeners" }));
  });

  describe("gives no verdict", () => {
    test.each([
      ["without rights", ["check", "-n", NAMESPACE, "--as", "nobody"], "forbidden"],
      ["without a server", ["check", "--context", "another"], "context was not found"],
      ["for an option without its value", ["check", "-n"], "-n needs a value"],
      ["for a command that asks no cluster", ["values"], "there is no command values for a cluster"],
    ])("%s", (_, args, told) => {
      const { status, stdout, stderr } = ask(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toContain(told);
      expect(stderr).toContain("kubectl kong-client-ip: error: ");
    });
  });

  test("helps", () => {
    for (const args of [[], ["--help"], ["check", "--help"]]) expect(ok(ask(...args))).toContain("Usage: kubectl");
  });

  test("prefers the program that lies beside it, as in an archive", () => {
    const archive = join(newDirectory(), "my archive");
    mkdirSync(archive);
    run("cp", [plugin, archive]);
    run("sh", [
      "-c",
      `printf '#!/bin/sh\\necho beside "$@"\\n' > "$0" && chmod +x "$0"`,
      join(archive, "kong-client-ip"),
    ]);
    expect(ok(run(join(archive, "kubectl-kong_client_ip"), ["check", "-n", "a b"], { env }))).toBe("beside check\n");
  });

  for (const [shell = "", ...first] of [["dash"], ["busybox", "sh"], ["bash", "--posix"]]) {
    test(`runs in ${shell}`, ({ skip }) => {
      if (run("sh", ["-c", `command -v ${shell}`]).status !== 0) skip(`there is no ${shell}`);
      const args = ["check", "--cloud", "eks", "-n", NAMESPACE];
      expect(ok(run(shell, [...first, plugin, ...args], { env }))).toBe(ok(ask(...args)));
    });
  }

  test("is installed by krew from the archive of the executable", ({ skip }) => {
    const krew = findKrew() ?? skip("there is no krew on the PATH, nor Go to build it");
    const home = newDirectory();
    const manifest = join(home, "krew.yaml");
    writeFileSync(manifest, ok(run(process.execPath, [join(root, "scripts/krew.mjs"), "someone/kong-client-ip"])));
    const archive = join(
      root,
      "release",
      readdirSync(join(root, "release")).find((file) => file.endsWith(".tgz")) ?? "",
    );
    const own = { ...env, KREW_ROOT: home, PATH: [join(home, "bin"), env["PATH"]].join(delimiter) };
    const options = { env: own, cwd: home };
    ok(run(krew, ["install", `--manifest=${manifest}`, `--archive=${archive}`], options));
    rmSync(join(bin, "kong-client-ip"));
    const { status, stdout } = run("kubectl", ["kong-client-ip", "check", "-n", NAMESPACE, "--cloud=eks"], options);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining("not the client") });
  });
});
