/**
 * The Containerfile. There is no container engine here, so its instructions are carried out by hand in a directory, and
 * the program runs as it would there: as another user, without a network, on a file system that cannot be written.
 */

import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { newDirectory } from "../support/directory.ts";
import { needing } from "../support/needs.ts";
import { root, run } from "../support/tools.ts";
import { copyOf, stages } from "./containerfile.ts";

const all = stages();
const [last] = all.slice(-1);
const wordsOf = (word: string) => last?.instructions.filter((each) => each.word === word).map(({ rest }) => rest) ?? [];
const { description, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("The Containerfile", () => {
  test("runs as a user by number, who is not root", () => {
    expect(wordsOf("USER")).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
  });

  test("runs nothing in the image itself, which has no shell, and starts the program without one", () => {
    expect(wordsOf("RUN")).toEqual([]);
    expect(JSON.parse(wordsOf("ENTRYPOINT")[0] ?? "")).toEqual(["/usr/local/bin/kong-client-ip"]);
  });

  test("says of the image what the package says of itself", () => {
    const labels = wordsOf("LABEL").join(" ");
    expect(labels).toContain(`org.opencontainers.image.description="${description}"`);
    expect(labels).toContain(`org.opencontainers.image.licenses="${license}"`);
  });

  test("copies what .dockerignore lets it have, and no more", () => {
    const ignore = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
    const copies = all.flatMap(({ instructions }) => instructions).filter(({ word }) => word === "COPY");
    const fromCheckout = copies.map(({ rest }) => copyOf(rest)).filter(({ stage }) => stage === undefined);
    const sources = fromCheckout.flatMap(({ sources }) => sources);
    expect(
      ignore
        .filter((line) => line.startsWith("!"))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual(sources.sort());
    for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true);
  });
});

const home = newDirectory();
const isRoot = process.getuid?.() === 0 && run("sh", ["-c", "command -v unshare && command -v setpriv"]).status === 0;
const canUnshare = isRoot && run("unshare", ["--mount", "--net", "true"]).status === 0;

describe("What the instructions make", () => {
  beforeAll(() => {
    chmodSync(home, 0o755);
    for (const { name, instructions } of all) {
      const own = join(home, name || "image");
      let cwd = own;
      mkdirSync(cwd);
      for (const { word, rest } of instructions) {
        if (word === "WORKDIR") {
          cwd = join(own, rest);
          mkdirSync(cwd, { recursive: true });
        }
        if (word === "COPY") copy(rest, own, cwd);
        if (word === "RUN") build(rest, cwd);
      }
    }
  }, 300_000);

  function copy(rest: string, own: string, cwd: string): void {
    const { stage, sources, target } = copyOf(rest);
    const to = target.startsWith("/") ? join(own, target) : join(cwd, target);
    for (const source of sources) {
      const from = join(stage === undefined ? root : join(home, stage), source);
      cpSync(from, target.endsWith("/") && source !== "/" ? join(to, basename(source)) : to, { recursive: true });
    }
  }

  /** `npm ci` needs a network and half a minute: CI runs it, elsewhere the checkout's packages are as good. */
  function build(command: string, cwd: string): void {
    if (command.startsWith("npm ci") && !process.env["CI"]) {
      symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
      return;
    }
    const { status, stdout, stderr } = run("sh", ["-c", command], {
      cwd,
      env: { ...process.env, TARGETARCH: process.arch.replace("x64", "amd64") },
    });
    expect(status, `${command}\n${stdout}\n${stderr}`).toBe(0);
  }

  const input = readFileSync(join(root, "examples/release.yaml"), "utf8");
  const settings = ["--method", "external-traffic-policy", "--cloud", "gke"];
  const program = () => join(home, "image/usr/local/bin/kong-client-ip");

  test("is the version of the checkout, with the licenses", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(run(program(), ["--version"]).stdout).toBe(`${version}\n`);
    for (const file of ["LICENSE", "THIRD-PARTY-LICENSES.txt"]) {
      expect(readFileSync(join(home, "image/usr/share/doc/kong-client-ip", file), "utf8")).toContain("opyright");
    }
  });

  /** A user's program in namespaces of its own, where nothing can be written and no network is. */
  function confined(user: number, command: readonly string[]) {
    const mounts =
      "mount --make-rprivate / && cut -d' ' -f5 /proc/self/mountinfo | sort -r | while read -r m; do mount -o remount,bind,ro \"$m\" 2>/dev/null; done; ";
    const drop = `setpriv --reuid=${user} --regid=${user} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all`;
    const script = `${mounts}exec ${drop} env -i "$@"`;
    return run("unshare", ["--mount", "--net", "sh", "-c", script, "sh", ...command], { input, cwd: "/" });
  }

  describe.skipIf(!canUnshare)(
    needing("runs, read-only and without a network", { "right to make namespaces": canUnshare }),
    () => {
      test.each([65532, 65534, 999])("as user %i, without a home", (user) => {
        const { status, stdout, stderr } = confined(user, [program(), ...settings]);
        expect(status, stderr).toBe(0);
        expect(stdout).toContain("externalTrafficPolicy: Local");
      });

      test("where no directory can be written", () => {
        expect(confined(0, ["sh", "-c", "echo > /tmp/a || echo > /var/tmp/a || echo > /dev/shm/a"]).status).not.toBe(0);
      });
    },
  );
});
