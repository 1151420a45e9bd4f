/** What sets an executable apart from the bundle that it is made of: the engine, and what that engine would read. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runs } from "../../manifests/arbitrary.ts";
import { bytes, piece } from "../../manifests/bytes.ts";
import { release as manifests, readCases } from "../../support/case.ts";
import { needing } from "../../support/needs.ts";
import { executable, kongClientIp, type Run, root, start } from "../../support/program.ts";
import { helm4, run } from "../../support/tools.ts";
import { chart, environment, ok, temp } from "../helm/ways.ts";

const release = join(root, "release");
const home = join(temp, "home");
mkdirSync(home);
afterAll(() => rmSync(temp, { recursive: true }));

const bundle = [process.execPath, join(root, "dist/cli.cjs")] as const;
const eks = ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"];

function behavesAlike(args: readonly string[], options: Run): void {
  const ours = kongClientIp(args, options);
  const theirs = start([...bundle], args, options);
  expect({ status: ours.status, stderr: ours.stderr }).toEqual({ status: theirs.status, stderr: theirs.stderr });
  expect(ours.stdout.equals(theirs.stdout), "stdout").toBe(true);
}

test("Cases, checked and previewed, give the same bytes as the bundle on Node", () => {
  const cases = readCases().filter((_, index) => index % 8 === 0);
  for (const { input, args, directory: cwd, env } of cases) {
    for (const command of [["check"], ["preview", "--format=json"]])
      behavesAlike([...args, ...command], { input, cwd, env });
  }
});

test("Whatever it reads, it writes the same bytes as the bundle on Node", () => {
  const text = manifests.toString("latin1");
  const wound = fc.tuple(fc.nat(text.length), fc.nat(40), fc.array(piece, { maxLength: 2 }));
  const damaged = wound.map(([at, length, pieces]) =>
    Buffer.concat([
      Buffer.from(text.slice(0, at), "latin1"),
      ...pieces,
      Buffer.from(text.slice(at + length), "latin1"),
    ]),
  );
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: damaged }, bytes), (input) => behavesAlike(eks, { input, cwd: home })),
    runs(60),
  );
});

test("Documents nested too deep are refused alike", () => {
  const flow = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const block = (depth: number) => Array.from({ length: depth }, (_, index) => `\n${" ".repeat(index + 2)}a:`).join("");
  for (const value of [240, 300, 1_000, 3_000].flatMap((depth) => [flow(depth), block(depth)])) {
    for (const mark of ["", "---\n"]) {
      const input = `${mark}kind: Service\nspec: ${value}\n`;
      behavesAlike(eks, { input, cwd: home });
      writeFileSync(join(home, "deep.yaml"), input);
      behavesAlike(["--config=deep.yaml"], { input: manifests, cwd: home });
    }
  }
});

test("What its engine would read in a working directory has no effect", () => {
  const cwd = join(home, "traps");
  mkdirSync(cwd);
  const evil = 'require("node:fs").writeSync(1, "evil"); process.env.KONG_CLIENT_IP_METHOD = "evil";';
  writeFileSync(join(cwd, "evil.cjs"), evil);
  writeFileSync(join(cwd, "bunfig.toml"), 'preload = ["./evil.cjs"]\n[run]\npreload = ["./evil.cjs"]\n');
  writeFileSync(join(cwd, "tsconfig.json"), '{"compilerOptions": {"paths": {"*": ["./evil.cjs"]}}}');
  writeFileSync(join(cwd, "package.json"), '{"type": "module", "imports": {"#*": "./evil.cjs"}}');
  for (const name of [".env", ".env.local", ".env.production", ".env.development"])
    writeFileSync(join(cwd, name), "KONG_CLIENT_IP_METHOD=evil\nKONG_CLIENT_IP_EVIL=1\n");
  const { stdout } = kongClientIp(eks, { input: manifests, cwd: home });
  for (const env of [{}, { NODE_ENV: "production" }, { NODE_OPTIONS: "--require ./evil.cjs" }]) {
    const run = kongClientIp(eks, { input: manifests, cwd, env });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.equals(stdout)).toBe(true);
  }
});

test("Arguments that its engine knows are the program's own", () => {
  for (const args of [["--print=1"], ["-e", "1"], ["run", "x.js"], ["--inspect"], ["--bun"]])
    behavesAlike(args, { input: manifests, cwd: home });
});

test.skipIf(!helm4)(needing("Helm 4 installs the archive", { "Helm 4": helm4 }), () => {
  const helm = helm4 ?? "";
  const env = environment("4 archive");
  const archive = readdirSync(release).find((file) => file.endsWith(".tgz")) ?? "";
  ok(run(helm, ["plugin", "install", "--verify=false", join(release, archive)], { env }));
  const flags = eks.flatMap((flag) => ["--post-renderer-args", flag]);
  const template = ["template", "demo", chart, "--post-renderer", "kong-client-ip", ...flags];
  expect(ok(run(helm, template, { env }))).toContain("KONG_TRUSTED_IPS");
});

beforeAll(() => {
  expect(executable, "an executable to test").toBeDefined();
  expect(readFileSync(join(dirname(executable ?? ""), "THIRD-PARTY-LICENSES.txt"), "utf8")).toContain("JavaScriptCore");
});
