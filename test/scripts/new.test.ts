/** What CONTRIBUTING promises: a cloud is one data file and one accepted difference. Tried on a copy of the checkout. */

import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newDirectory } from "../support/directory.ts";
import { root, run } from "../support/tools.ts";

const npm = (cwd: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8", env: { ...process.env, CI: "" } });
  return { status, told: stdout + stderr };
};

/** All that git knows, with the installed packages, as a repository of its own. */
function copy(): string {
  const home = newDirectory();
  const git = (...args: string[]) => run("git", args, { cwd: home });
  const files = run("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root }).stdout.split("\0");
  for (const file of files.filter((each) => each !== "" && existsSync(join(root, each))))
    cpSync(join(root, file), join(home, file));
  symlinkSync(join(root, "node_modules"), join(home, "node_modules"));
  git("init", "-q");
  git("add", "-A");
  git("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "as it is");
  return home;
}

const SUITES = ["golden", "facts", "catalog", "said", "refusals", "conflicts"].map((name) => `test/clouds/${name}`);
/** What `npm run generate` writes, which nobody writes by hand. */
const GENERATED = /^(?:README\.md|docs\/load-balancers\.md|src\/generated\/.*)$/;

test("A cloud is one data file and one accepted difference", { timeout: 600_000 }, () => {
  const home = copy();
  const changed = () =>
    run("git", ["status", "--porcelain", "-uall"], { cwd: home })
      .stdout.split("\n")
      .map((line) => line.slice(3))
      .filter((file) => file !== "" && !GENERATED.test(file));
  expect(npm(home, "run", "new", "--", "cloud", "example").status).toBe(0);
  expect(changed()).toEqual(["src/clouds/example.yaml"]);
  const again = npm(home, "run", "new", "--", "cloud", "example");
  expect(again).toMatchObject({ status: 2, told: expect.stringContaining("src/clouds/example.yaml is there already") });

  // The skeleton stands as it is, and so does a cloud that somebody filled in.
  expect(npm(home, "run", "generate").status).toBe(0);
  copyFileSync(join(root, "test/scripts/new/example.yaml"), join(home, "src/clouds/example.yaml"));
  expect(npm(home, "run", "generate").status).toBe(0);
  const refused = npm(home, "exec", "vitest", "--", "run", "test/clouds/golden");
  expect(refused).toMatchObject({ status: 1, told: expect.stringContaining("there is no example.diff") });
  const accepted = npm(home, "exec", "vitest", "--", "run", ...SUITES, "--update");
  expect(accepted.status, accepted.told).toBe(0);
  expect(changed()).toEqual(["src/clouds/example.yaml", "test/clouds/golden/example.diff"]);
  expect(readFileSync(join(home, "test/clouds/golden/example.diff"), "utf8")).toContain("lb.example.com/proxy: v2");
  expect(npm(home, "exec", "vitest", "--", "run", "test/clouds/golden").status).toBe(0);
});
