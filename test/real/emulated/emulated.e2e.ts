/** Executables that this machine can build and not run by itself: the same bytes and exit codes as Node and the bundle. */

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newDirectory } from "../../support/directory.ts";
import { describeWith } from "../../support/needs.ts";
import { kongClientIp, root } from "../../support/program.ts";
import { EMULATORS } from "./emulators.ts";

const release = readFileSync(join(root, "examples/release.yaml"));
const config = join(root, "examples/eks-proxy-protocol/kong-client-ip.yaml");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const eks = ["--method=proxy-protocol", "--cloud=eks"];
const trusting = [...eks, "--trusted-cidr=10.0.0.0/16"];
/** What users do, by what must come of it. */
const CALLS: { title: string; args: string[]; input: string | Buffer; status: number }[] = [
  { title: "the first example", args: trusting, input: release, status: 0 },
  { title: "carriage returns", args: trusting, input: release.toString().replaceAll("\n", "\r\n"), status: 0 },
  { title: "a check that finds an error", args: ["check", ...eks], input: release, status: 1 },
  { title: "a preview", args: ["preview", ...trusting, "--format=json"], input: release, status: 0 },
  { title: "no Kong", args: trusting, input: "kind: ConfigMap\n", status: 1 },
  { title: "manifests that are no YAML", args: trusting, input: "kind: Deployment\nspec: [", status: 1 },
  { title: "a missing setting", args: eks, input: release, status: 2 },
  { title: "an unknown method", args: ["--method=magic", "--cloud=eks"], input: release, status: 2 },
];

for (const emulator of EMULATORS)
  describeWith(emulator.needs, `the executable for ${emulator.platform}`, () => {
    beforeAll(() => emulator.prepare());
    afterAll(() => emulator.stop());

    test("tells its version", () => {
      const { status, stdout, stderr } = emulator.run(["--version"], { input: "" });
      expect({ status, stdout: stdout.toString(), stderr }).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    });

    test("finds its config where it is started", () => {
      const cwd = newDirectory();
      copyFileSync(config, join(cwd, "kong-client-ip.yaml"));
      const { status, stdout, stderr } = emulator.run([], { input: release, cwd });
      expect(status, stderr).toBe(0);
      expect(stdout.equals(kongClientIp([], { input: release, cwd }).stdout)).toBe(true);
    });

    for (const { title, args, input, status } of CALLS)
      test(`ends with ${status} and the same bytes as the bundle on Node: ${title}`, () => {
        const [ours, theirs] = [emulator.run(args, { input }), kongClientIp(args, { input })];
        expect({ status: ours.status, stderr: ours.stderr }).toEqual({ status, stderr: theirs.stderr });
        expect(ours.stdout.equals(theirs.stdout), "stdout").toBe(true);
      });

    const { shell } = emulator;
    if (shell)
      test("reads and writes files that its shell redirects", () => {
        const cwd = newDirectory();
        writeFileSync(join(cwd, "release.yaml"), release);
        const program = "release\\windows-x64\\kong-client-ip\\kong-client-ip.exe";
        const there = `z:${cwd.replaceAll("/", "\\")}`;
        const redirections = `< ${there}\\release.yaml > ${there}\\out.yaml 2> ${there}\\errors`;
        const { status, stderr } = shell([program, ...trusting, redirections].join(" "));
        expect(status, stderr).toBe(0);
        const { stdout, stderr: said } = kongClientIp(trusting, { input: release });
        expect(readFileSync(join(cwd, "out.yaml")).equals(stdout)).toBe(true);
        expect(readFileSync(join(cwd, "errors"), "utf8")).toBe(said);
      });
  });
