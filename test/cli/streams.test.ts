/** Input and output that fail, by the real program on real files, pipes and devices. */

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { release } from "../support/case.ts";
import { newDirectory } from "../support/directory.ts";
import { needing } from "../support/needs.ts";
import { executable, kongClientIp, program, start } from "../support/program.ts";

const home = newDirectory();
writeFileSync(join(home, "release.yaml"), release);
writeFileSync(join(home, "kong-client-ip.yaml"), "method: external-traffic-policy\ncloud: gke\n");
const large = `${`---\nkind: ConfigMap\ndata:\n  a: "${"x".repeat(1000)}"\n`.repeat(500)}${release}`;
writeFileSync(join(home, "large.yaml"), large);

const own = program.map((word) => `"${word}"`).join(" ");

/** Runs a line of shell in which `kci` is the program; its own code is in `$?`. */
function shell(line: string) {
  const script = `kci() { ${own} "$@"; }; ${line}`;
  const { status, stdout, stderr } = start(["bash", "-c"], [script], { cwd: home });
  return { status, stdout: stdout.toString(), stderr };
}

const told = (message: string) => `kong-client-ip: error: ${message}\n`;
const FULL = told("stdout: it cannot be written (ENOSPC); nothing was written; mend that and run again");
const isRoot = process.getuid?.() === 0;

describe.skipIf(!existsSync("/dev/full"))(
  needing("Stdout that is full", { "/dev/full": existsSync("/dev/full") }),
  () => {
    test.each([
      ["of the filter", "kci -q < release.yaml > /dev/full"],
      ["of check", "kci check release.yaml > /dev/full"],
      ["of preview", "kci preview --format markdown release.yaml > /dev/full"],
      ["of patches", "kci patches -q release.yaml > /dev/full"],
      ["of help", "kci --help > /dev/full"],
      ["of a plugin of Helm", "kci -q --helm-plugin < release.yaml > /dev/full"],
    ])("%s ends with its own sentence and code", (_, line) => {
      expect(shell(line)).toEqual({ status: 4, stdout: "", stderr: FULL });
    });

    test("before a plugin could tell Helm why it failed ends with both sentences", () => {
      expect(shell("kci --helm-plugin --method=x < release.yaml > /dev/full")).toMatchObject({
        status: 4,
        stderr: expect.stringMatching(
          /^kong-client-ip: error: --method: unknown method "x"; .*\nkong-client-ip: error: stdout: .*\n$/,
        ),
      });
    });

    test("is told even where part of the output is out, with how much that is", () => {
      // A file may have no more than 64 kB, after which the kernel sends a signal that the program survives.
      const { status, stderr } = shell(`trap "" XFSZ; ulimit -f 64; kci -q < large.yaml > cut.yaml`);
      expect(status).toBe(4);
      expect(stderr).toMatch(
        /^kong-client-ip: error: stdout: it cannot be written \(EFBIG\): it ends after 65536 of \d{6} bytes; throw it away, and run again\n$/,
      );
    });
  },
);

describe("Stderr that cannot be written", () => {
  test.each([
    ["full", "kci < release.yaml 2> /dev/full"],
    ["closed", "kci < release.yaml 2>&-"],
    ["a pipe without a reader", "kci < release.yaml 2> >(exec true); sleep 0.1"],
  ])("is no reason to keep manifests back: %s", (_, line) => {
    const { status, stdout, stderr } = shell(line);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("externalTrafficPolicy: Local\n");
  });

  test.each([
    ["full", "2> /dev/full"],
    ["closed", "2>&-"],
    ["a pipe without a reader", "2> >(exec true)"],
  ])("does not change the code of a failure that cannot be told: %s", (_, to) => {
    expect(shell(`sleep 0.1; kci --method=x < release.yaml ${to}`)).toEqual({ status: 2, stdout: "", stderr: "" });
    const plugin = shell(`kci --helm-plugin --method=x < release.yaml ${to}`);
    expect(plugin).toMatchObject({ status: 0, stdout: expect.stringMatching(/^- \|-\n {2}kong-client-ip: error: /) });
  });
});

describe("A reader that has gone", () => {
  test.each([
    ["from the filter", "kci -q < large.yaml"],
    ["from a plugin of Helm", "kci -q --helm-plugin < large.yaml"],
    ["before a plugin says why it failed", "sleep 0.2; kci --helm-plugin --method=x < release.yaml 2> /dev/null"],
    ["with stderr as well", "kci < large.yaml 2>&1"],
  ])("is told nothing, and the code says it: %s", (_, line) => {
    const { stdout, stderr } = shell(`{ ${line}; echo $? > code; } | true; cat code`);
    expect({ stdout, stderr }).toEqual({ stdout: "4\n", stderr: "" });
  });
});

describe("Stdin that cannot be read", () => {
  test("is a directory", () => {
    const remedy = "pipe manifests into it, or name files where the command takes them";
    for (const command of ["", "check", "preview", "patches", "values"]) {
      expect(shell(`kci ${command} < .`)).toEqual({
        status: 4,
        stdout: "",
        stderr: told(`stdin: it cannot be read (EISDIR); ${remedy}`),
      });
    }
    const plugin = shell("kci --helm-plugin < .");
    expect(plugin).toMatchObject({ status: 0, stdout: expect.stringContaining("(EISDIR)") });
  });

  test("is closed, which Node makes an empty one", () => {
    const { status, stdout, stderr } = shell("kci <&-");
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^kong-client-ip: error: stdin: .*\n$/);
    expect([1, 4]).toContain(status);
  });
});

test("Stdout that is closed is none of the program's bugs, and Node makes it one that takes all", () => {
  const { status, stderr } = shell("kci -q < release.yaml >&-");
  expect(executable ? [0, 4] : [0]).toContain(status);
  expect(stderr).toMatch(status === 0 ? /^$/ : /^kong-client-ip: error: stdout: it cannot be written \(EBADF\); /);
});

describe("A file that cannot be read", () => {
  const unreadable = join(home, "secret.yaml");
  writeFileSync(unreadable, release, { mode: 0 });

  test.each([
    ["is not there", "nowhere.yaml", "ENOENT"],
    ["is below a file", "release.yaml/a", "ENOTDIR"],
    ["is a terminal of nobody", "/dev/tty", "ENXIO"],
    ["has too long a name", "x".repeat(300), "ENAMETOOLONG"],
  ])("%s", (_, file, reason) => {
    const run = (args: string[]) => start(["setsid", "--wait", ...program], args, { cwd: home, input: release });
    for (const command of ["check", "preview", "patches"]) {
      const { status, stdout, stderr } = run([command, "release.yaml", file]);
      expect({ status, stdout: stdout.toString() }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toBe(told(`${file}: it cannot be read (${reason}); check the path`));
    }
    const { status, stderr } = run(["--config", file]);
    expect(status).toBe(2);
    expect(stderr).toBe(told(`${file}: the config cannot be read (${reason}); check the path`));
  });

  test.skipIf(isRoot)(`is somebody else's${isRoot ? " (skipped: root may read all)" : ""}`, () => {
    const { status, stderr } = kongClientIp(["check", unreadable]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: told(`${unreadable}: it cannot be read (EACCES); check the path`),
    });
  });

  test("has a name that acts, which is shown", () => {
    const { stderr } = kongClientIp(["check", "a\u001b[2J\u202e\nb"]);
    expect(stderr).toBe(told("a\\u001b[2J\\u202e\\u000ab: it cannot be read (ENOENT); check the path"));
  });
});
