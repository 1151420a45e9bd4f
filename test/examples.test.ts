import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { kongClientIp } from "./support/program.ts";
import { root, run } from "./support/tools.ts";

/** Folders with a diff of the release, or of files of their own. */
const examples = readdirSync(`${root}/examples`).flatMap((name) => {
  const files = existsSync(`${root}/examples/${name}/kong-client-ip.yaml`)
    ? readdirSync(`${root}/examples/${name}`)
    : [];
  return files.filter((file) => file.endsWith(".diff")).map((file) => [name, file] as const);
});

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(3);
});

describe.each(examples)("the example %s, %s", (name, file) => {
  const folder = `${root}/examples/${name}`;

  /** Its own where it needs another one. */
  const own = `${folder}/${file === "expected.diff" ? "release" : file.replace(/\.diff$/, "")}.yaml`;
  const release = existsSync(own) ? own : `${root}/examples/release.yaml`;

  test("changes the release as its diff says", async () => {
    const outcome = kongClientIp(["--config", `${folder}/kong-client-ip.yaml`], { input: readFileSync(release) });
    expect(outcome.status, outcome.stderr).toBe(0);
    const diff = run("diff", ["-U1", "--label", "release.yaml", "--label", "patched", release, "-"], {
      input: outcome.stdout.toString(),
    });
    await expect(diff.stdout).toMatchFileSnapshot(`${folder}/${file}`);
  });
});
