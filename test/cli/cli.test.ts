/** What only a process has: files, streams, variables and the exit code. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
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
  expect(stderr).toMatch(
    /^kong-client-ip: error: config: method is missing, and there is no kong-client-ip\.yaml in \/.*; .*\n$/,
  );
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
    env: { COLUMNS: "40" },
  });
  expect(stderr).not.toContain("\u001b");
  for (const line of stderr.trimEnd().split("\n")) expect(line).toMatch(/^kong-client-ip: (changed|warning|note): /);
});

describe("Colours", () => {
  const coloured = (args: string[], env: Record<string, string> = {}) =>
    kongClientIp([...args, ...local], { cwd: empty, input: release, env }).stderr.includes("\u001b");

  test.each<[args: string[], env: Record<string, string>, isColoured: boolean]>([
    [[], {}, false],
    [["--color=auto"], {}, false],
    [["--color=always"], {}, true],
    [["--color=always"], { NO_COLOR: "1" }, true],
    [["--color=never"], { FORCE_COLOR: "1" }, false],
    [[], { FORCE_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "" }, true],
    [[], { FORCE_COLOR: "0" }, false],
    [[], { FORCE_COLOR: "false" }, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  ])("%j %j", (args, env, isColoured) => {
    expect(coloured(args, env)).toBe(isColoured);
  });

  test("of a failure are those that were asked for", () => {
    const fail = (...args: string[]) => kongClientIp(args, { cwd: empty, input: "" }).stderr;
    expect(fail("--color=always", ...local)).toContain("kong-client-ip: \u001b[31merror\u001b[0m: stdin: ");
    expect(fail(...local)).not.toContain("\u001b");
  });
});

test("A second config lies over the first, key by key, and an error names the one that it comes from", () => {
  const write = (name: string, text: string) => writeFileSync(join(empty, name), text);
  write("base.yaml", "method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\ntarget: {release: demo}\n");
  write("overlay.yaml", "cloud: generic\ntrustedCIDRs: [10.1.0.0/16]\ntarget: {namespace: kong}\n");
  write("wrong.yaml", "# nothing but\ncloud: nowhere\n");
  const run = (...files: string[]) =>
    kongClientIp(
      files.flatMap((file) => ["--config", file]),
      { cwd: empty, input: release },
    );
  expect(run("base.yaml", "overlay.yaml").stdout.toString()).toContain("10.1.0.0/16");
  expect(run("overlay.yaml", "base.yaml").stdout.toString()).toContain("10.0.0.0/16");
  expect(run("base.yaml", "wrong.yaml").stderr).toContain('error: wrong.yaml:2:1: unknown cloud "nowhere"');
  expect(run("wrong.yaml", "base.yaml").status).toBe(0);
  expect(run("overlay.yaml").stderr).toContain("error: overlay.yaml: method is missing; ");
  expect(run("overlay.yaml", "wrong.yaml").stderr).toContain("error: overlay.yaml and wrong.yaml: method is missing; ");
});

describe("Manifests", () => {
  const folder = mkdtempSync(join(tmpdir(), "kong client ip "));
  afterAll(() => rmSync(folder, { recursive: true }));
  const put = (name: string, text: string | Buffer) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const [service, ...rest] = release.toString().split(/^(?=---)/m);
  put("all/kong/service.yaml", service ?? "");
  put("all/kong/deeper/rest.yml", rest.join(""));
  put("all/notes.txt", "kind: Service\n");
  put("all/..data/copy.yaml", release);
  put("all/.git/copy.yaml", release);
  put("json/release.JSON", "{}");
  mkdirSync(join(folder, "none"));
  const args = ["preview", "--format=json", ...local];
  const whole = JSON.parse(kongClientIp(args, { cwd: folder, input: release }).stdout.toString());

  test("in a directory are read at any depth, and no hidden ones", () => {
    const { status, stdout } = kongClientIp([...args, "all"], { cwd: folder });
    expect(status).toBe(0);
    const { after, diffs } = JSON.parse(stdout.toString());
    expect(after).toEqual(whole.after);
    expect(diffs.map(({ file }: { file: string }) => file)).toEqual(["all/kong/service.yaml"]);
    expect(kongClientIp([...args, "all/"], { cwd: folder }).stdout.equals(stdout)).toBe(true);
  });

  test("on stdin are those of -, besides files", () => {
    const { stdout } = kongClientIp([...args, "-", "all/kong/deeper"], { cwd: folder, input: service ?? "" });
    expect(JSON.parse(stdout.toString()).after).toEqual(whole.after);
    expect(kongClientIp([...args, "-"], { cwd: folder, input: release }).stdout.toString()).toBe(
      kongClientIp(args, { cwd: folder, input: release }).stdout.toString(),
    );
  });

  test("on stdin are read once", () => {
    const { status, stderr } = kongClientIp([...args, "-", "-"], { cwd: folder, input: release });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "kong-client-ip: error: command line: stdin is named twice; leave one - out\n",
    });
  });

  test("may be missing in a directory, which is said", () => {
    const { status, stderr } = kongClientIp(["check", "none"], { cwd: folder });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "kong-client-ip: error: none: no file in it is called *.yaml, *.yml or *.json; check the path\n",
    });
  });

  test("in a directory that leads back to itself are read once, and linked ones as well", () => {
    put("loop/kong/release.yaml", release);
    symlinkSync("..", join(folder, "loop/kong/back"));
    symlinkSync("../loop", join(folder, "loop/again"));
    symlinkSync("nowhere", join(folder, "loop/notes"));
    const { stdout } = kongClientIp([...args, "loop"], { cwd: folder });
    expect(JSON.parse(stdout.toString()).diffs).toHaveLength(whole.diffs.length);
    symlinkSync("loop", join(folder, "linked"));
    expect(JSON.parse(kongClientIp([...args, "linked"], { cwd: folder }).stdout.toString()).diffs).toHaveLength(
      whole.diffs.length,
    );
  });

  test.skipIf(process.platform === "win32").each([
    ["a pipe", "pipe.yaml", (file: string) => void spawnSync("mkfifo", [file]), "it is a pipe or a device"],
    [
      "a link to nowhere",
      "link.yaml",
      (file: string) => symlinkSync("nowhere", file),
      "it is a link that leads nowhere",
    ],
  ])("in a directory may be no file: %s", (_, name, make, what) => {
    put(`${name}-in/release.yaml`, release);
    make(join(folder, `${name}-in`, name));
    const { status, stderr } = kongClientIp(["check", `${name}-in`], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toBe(`kong-client-ip: error: ${name}-in/${name}: ${what}; take it out of the directory\n`);
  });

  test("in a directory called like a file are read", () => {
    put("sub.yaml/release.yaml", release);
    expect(kongClientIp([...args, "sub.yaml"], { cwd: folder }).status).toBe(0);
    put("over/sub.yaml/release.yaml", release);
    expect(kongClientIp([...args, "over"], { cwd: folder }).status).toBe(0);
  });

  test("may be values, on stdin too", () => {
    const { status, stdout } = kongClientIp(["values", "-", ...local], { cwd: folder, input: "# mine\n" });
    expect({ status, stdout: stdout.toString() }).toEqual({
      status: 0,
      stdout: expect.stringContaining("externalTrafficPolicy: Local"),
    });
  });
});
