/** The action as others use it: with the executable of a release, which here lies in a folder instead of on GitHub. */

import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newDirectory } from "../../support/directory.ts";
import { root } from "../../support/program.ts";
import { manifests } from "../../views/check/manifests.ts";
import { runAction } from "../gate/action.ts";
import { place } from "../hosts/page.ts";

const FROM = "someone/kong-client-ip";
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const archive = readdirSync(join(root, "release")).find((file) => file.endsWith("linux-x64.tgz")) ?? "";

/** A release, and a runner that finds GitHub there. */
function released() {
  const github = newDirectory();
  const folder = join(github, FROM, `releases/download/v${version}`);
  mkdirSync(folder, { recursive: true });
  for (const file of [archive, "SHA256SUMS"]) cpSync(join(root, "release", file), join(folder, file));
  const here = place(undefined);
  rmSync(join(here.cwd, ".bin/kong-client-ip"));
  here.env["GITHUB_SERVER_URL"] = `file://${github}`;
  here.write("kong.yaml", manifests({}));
  // A checkout as GitHub makes it of a commit: without a build.
  const checkout = newDirectory();
  for (const file of ["package.json", "scripts"]) cpSync(join(root, file), join(checkout, file), { recursive: true });
  return {
    here,
    folder,
    act: (given: Record<string, string> = {}) => runAction(here, given, { from: FROM, checkout }),
  };
}

test("It runs the executable of its own version, and fetches it once", () => {
  const { here, folder, act } = released();
  const { outcome } = act({ files: "kong.yaml", "fail-on": "warning" });
  expect(outcome).toMatchObject({ status: 1, stdout: expect.stringContaining("Service kong-proxy") });
  expect(here.exec("sh", ["-c", "command -v kong-client-ip"]).stdout).toContain(`kong-client-ip-${version}/`);
  rmSync(folder, { recursive: true });
  expect(act().outcome.status).toBe(0);
});

test("It runs no archive but the one that the release, or its user, says", () => {
  const sum = createHash("sha256")
    .update(readFileSync(join(root, "release", archive)))
    .digest("hex");
  const { folder, act } = released();
  const zeros = act({ sha256: "0".repeat(64) }).outcome;
  expect(zeros).toMatchObject({ status: 2, stderr: expect.stringContaining(", not 000") });
  writeFileSync(join(folder, "SHA256SUMS"), `${"0".repeat(64)}  ${archive}\n`);
  expect(act().outcome.status).toBe(2);
  writeFileSync(join(folder, "SHA256SUMS"), "");
  expect(act().outcome.stderr).toContain(", not named");
  expect(act({ sha256: sum }).outcome.status).toBe(0);
});

test("It says why there is no executable", () => {
  const { here, folder, act } = released();
  rmSync(folder, { recursive: true });
  const { outcome } = act();
  expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining("cannot be fetched") });
  here.write(".bin/uname", "#!/bin/sh\necho Plan9 mips\n");
  chmodSync(join(here.cwd, ".bin/uname"), 0o755);
  expect(act().outcome.stderr).toContain("there is no executable for Plan9 mips");
});
