import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { kongClientIp } from "./support/program.ts";
import { root, run } from "./support/tools.ts";

const release = readFileSync(`${root}/examples/release.yaml`, "utf8");
const examples = readdirSync(`${root}/examples`).filter((name) => existsSync(`${root}/examples/${name}/expected.diff`));

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(3);
});

describe.each(examples)("the example %s", (name) => {
  const folder = `${root}/examples/${name}`;

  test("changes the release as its diff says", async () => {
    const outcome = kongClientIp(["--config", `${folder}/kong-client-ip.yaml`], { input: release });
    expect(outcome.status, outcome.stderr).toBe(0);
    const diff = run(
      "diff",
      ["-U1", "--label", "release.yaml", "--label", "patched", `${root}/examples/release.yaml`, "-"],
      { input: outcome.stdout.toString() },
    );
    await expect(diff.stdout).toMatchFileSnapshot(`${folder}/expected.diff`);
  });
});
