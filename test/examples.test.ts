import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { kongClientIp } from "./support/program.ts";
import { root, run } from "./support/tools.ts";

const examples = readdirSync(`${root}/examples`).filter((name) => existsSync(`${root}/examples/${name}/expected.diff`));

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(3);
});

describe.each(examples)("the example %s", (name) => {
  const folder = `${root}/examples/${name}`;

  /** Its own where it needs another one. */
  const release = existsSync(`${folder}/release.yaml`) ? `${folder}/release.yaml` : `${root}/examples/release.yaml`;

  test("changes the release as its diff says", async () => {
    const outcome = kongClientIp(["--config", `${folder}/kong-client-ip.yaml`], { input: readFileSync(release) });
    expect(outcome.status, outcome.stderr).toBe(0);
    const diff = run("diff", ["-U1", "--label", "release.yaml", "--label", "patched", release, "-"], {
      input: outcome.stdout.toString(),
    });
    await expect(diff.stdout).toMatchFileSnapshot(`${folder}/expected.diff`);
  });
});
