import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";
import { newDirectory } from "../support/directory.ts";
import { needing } from "../support/needs.ts";
import { root } from "../support/program.ts";
import { kubectl, run } from "../support/tools.ts";

const home = newDirectory();
const commandFor = (manifests: string) => {
  writeFileSync(join(home, "a.yaml"), manifests);
  return command(["verify", "--print-logs-command", "a.yaml"], { cwd: home });
};
const KONG = readFileSync(join(root, "examples/release.yaml"), "utf8");
const PRINTED =
  "kubectl logs --follow --since=10s --prefix --max-log-requests=100 --namespace=kong " +
  "--selector=app.kubernetes.io/name=kong,app.kubernetes.io/component=app,app.kubernetes.io/instance=my-kong --container=proxy\n";

test("It follows all pods of the gateway", () => {
  expect(commandFor(KONG)).toEqual({ status: 0, stdout: PRINTED, stderr: "" });
});

test.skipIf(!kubectl)(needing("kubectl takes its flags", { kubectl }), () => {
  const [, ...args] = PRINTED.trim().split(" ");
  // Nobody listens on port 1: it gets as far as looking for a cluster.
  const { stderr } = run(kubectl ?? "", [...args, "--server=http://127.0.0.1:1"]);
  expect(stderr).toMatch(/refused/);
});

test("Without a namespace kubectl has its own, and without a selector the pod's labels are as good", () => {
  const { stdout } = commandFor(
    release
      .toString()
      .replaceAll(/^ +namespace: .*\n/gm, "")
      .replace(/^ {2}selector:\n {4}matchLabels:\n(?: {6}.*\n)+/m, ""),
  );
  expect(stdout).toMatch(/^kubectl logs [^\n]* --selector=\S+ --container=proxy\n$/);
  expect(stdout).not.toContain("--namespace");
});

test("What is no name or label never gets into a shell", () => {
  for (const evil of ["my-kong; rm -rf", "$(id)", "`id`", "a' b"]) {
    const { status, stdout, stderr } = commandFor(
      KONG.replaceAll('app.kubernetes.io/instance: "my-kong"', `app.kubernetes.io/instance: ${JSON.stringify(evil)}`),
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).not.toContain(evil);
  }
});

test("It follows none but the release that is meant", () => {
  expect(commandFor(KONG).stdout).toBe(PRINTED);
  const asked = ["verify", "--print-logs-command", "a.yaml", "--release"];
  expect(command([...asked, "my-kong"], { cwd: home }).stdout).toBe(PRINTED);
  expect(command([...asked, "another"], { cwd: home }).status).toBe(1);
});

test("What Kong's operator makes of a DataPlane has its name, and what it makes of Gateways is theirs", () => {
  const example = (name: string) => readFileSync(join(root, `examples/operator/${name}.yaml`), "utf8");
  expect(commandFor(example("data-plane")).stdout).toMatch(
    / --namespace=kong --selector=app=konnect --container=proxy\n$/,
  );
  expect(commandFor(example("gateway")).stderr).toContain("--selector=gateway.networking.k8s.io/gateway-name=NAME");
});

test("Without Kong there is nothing to follow", () => {
  expect(commandFor("kind: ConfigMap\n")).toMatchObject({ status: 1, stdout: "" });
});
