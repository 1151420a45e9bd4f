/** What only a process has: files, streams, variables and the exit code. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { release } from "../support/case.ts";
import { kongClientIp, program, root, start } from "../support/program.ts";

const home = mkdtempSync(join(tmpdir(), "kong client ip "));
const empty = mkdtempSync(join(tmpdir(), "kong client ip "));
afterAll(() => {
  for (const directory of [home, empty]) rmSync(directory, { recursive: true });
});

const config = (name: string, cloud: string) =>
  writeFileSync(join(home, name), `method: external-traffic-policy\ncloud: ${cloud}\n`);
config("kong-client-ip.yaml", "gke");
config("other file.yaml", "nowhere");

const local = ["--method=external-traffic-policy", "--cloud=gke"];
const patched = release.toString().replace(/^ {4}app: demo-kong$/m, "$&\n  externalTrafficPolicy: Local");

test("The config in the working directory is read where no other is named", () => {
  const { status, stdout } = kongClientIp([], { cwd: home, input: release });
  expect({ status, stdout: stdout.toString() }).toEqual({ status: 0, stdout: patched });
});

test("The config that a variable names is read, and one that a flag names before it", () => {
  const env = { KONG_CLIENT_IP_CONFIG: "other file.yaml" };
  const { status, stderr } = kongClientIp([], { cwd: home, input: release, env });
  expect(status).toBe(2);
  expect(stderr).toContain('error: other file.yaml:2:1: unknown cloud "nowhere"; ');
  const flag = ["--config", "kong-client-ip.yaml"];
  expect(kongClientIp(flag, { cwd: home, input: release, env }).status).toBe(0);
  expect(kongClientIp([], { cwd: home, input: release, env: { KONG_CLIENT_IP_CONFIG: "" } }).status).toBe(0);
});

test("A config that cannot be read is refused by its name", () => {
  const { status, stdout, stderr } = kongClientIp(["--config", "."], { cwd: home, input: release });
  expect({ status, stdout: stdout.toString() }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toBe("kong-client-ip: error: .: the config cannot be read (EISDIR); check the path\n");
});

test("Without a config file the flags are enough", () => {
  expect(kongClientIp(local, { cwd: empty, input: release }).stdout.toString()).toBe(patched);
  expect(kongClientIp([], { cwd: empty, input: release }).status).toBe(2);
});

test("--help and --version need no manifests, and print to stdout", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(kongClientIp(["--version"])).toMatchObject({ status: 0, stdout: Buffer.from(`${version}\n`), stderr: "" });
  const { status, stdout, stderr } = kongClientIp(["--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.toString()).toMatch(/^Usage: kong-client-ip /);
});

test("Megabytes come through a pipe whole", () => {
  const foreign = `---\nkind: ConfigMap\ndata:\n  a: "${"x".repeat(1000)}"\n`.repeat(5000);
  const { status, stdout } = kongClientIp(local, { cwd: empty, input: `${foreign}${release}${foreign}` });
  expect(status).toBe(0);
  expect(stdout.toString() === foreign + patched + foreign).toBe(true);
});

test("It waits for a slow pipe that is not ready, at both ends", () => {
  const input = `${`---\nkind: ConfigMap\ndata:\n  a: "${"x".repeat(1000)}"\n`.repeat(500)}${release}`;
  const file = join(empty, "slow.yaml");
  writeFileSync(file, input);
  // Pipes are shared: a neighbour in the pipeline may have set them not to block.
  const unblock = 'perl -MFcntl -e "fcntl(\\$_, F_SETFL, O_NONBLOCK) for STDIN, STDOUT; exec @ARGV"';
  const command = [...program, ...local].map((word) => `"${word}"`).join(" ");
  const script = `(head -c 300000 slow.yaml; sleep 0.2; tail -c +300001 slow.yaml) | ${unblock} -- ${command} | (sleep 0.5; cat)`;
  const { status, stdout } = start(["bash", "-o", "pipefail", "-c"], [script], { cwd: empty });
  expect(status).toBe(0);
  expect(stdout.toString() === input.replace(release.toString(), patched)).toBe(true);
});

test("A reader that goes away is told nothing", () => {
  const foreign = `---\nkind: ConfigMap\ndata:\n  a: "${"x".repeat(1000)}"\n`.repeat(500);
  const command = [...program, ...local].map((word) => `"${word}"`).join(" ");
  const script = `${command} | head -c 10; echo "$PIPESTATUS"`;
  const { stdout, stderr } = start(["bash", "-c"], [script], { cwd: empty, input: `${foreign}${release}` });
  expect(stdout.toString()).toMatch(/^---\nkind: 4\n$/);
  expect(stderr).not.toContain("bug");
});

test("A plugin of Helm 4 fails by a document that Helm shows, because Helm drops its stderr", () => {
  const { status, stdout, stderr } = kongClientIp(["--helm-plugin"], { cwd: empty, input: release });
  expect(status).toBe(0);
  expect(stderr).toMatch(/^kong-client-ip: error: config: method is missing; .*\n$/);
  expect(stdout.toString()).toBe(`- |-\n  ${stderr}`);
});

test("A plugin of Helm 4 gives an empty chart a comment, because Helm refuses empty output", () => {
  const given = { cwd: empty, input: "" };
  expect(kongClientIp([...local, "--if-no-kong=pass", "--helm-plugin"], given).stdout.toString()).toMatch(/^# /);
  expect(kongClientIp([...local, "--if-no-kong=pass"], given).stdout.toString()).toBe("");
});

test("Colours and wrapped lines are for terminals", () => {
  const { stderr } = kongClientIp(["--trusted-cidr=10.0.0.0/16", "--method=proxy-protocol", "--cloud=eks"], {
    cwd: empty,
    input: release,
    env: { FORCE_COLOR: "1", COLUMNS: "40" },
  });
  expect(stderr).not.toContain("\u001b");
  for (const line of stderr.trimEnd().split("\n")) expect(line).toMatch(/^kong-client-ip: (changed|warning|note): /);
});
