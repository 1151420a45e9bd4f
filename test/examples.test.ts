import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { root, run } from "./tools.ts";

const release = readFileSync(`${root}/examples/release.yaml`, "utf8");
/** Those that other programs run: test/krm. */
const ELSEWHERE = ["krm", "kustomize-plugin"];
const examples = readdirSync(`${root}/examples`, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && !ELSEWHERE.includes(entry.name),
);

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(3);
});

describe.each(examples.map(({ name }) => name))("the example %s", (name) => {
  const folder = `${root}/examples/${name}`;

  test("changes the release as its diff says", async () => {
    const outcome = run(process.execPath, [`${root}/dist/cli.cjs`, "--config", `${folder}/kong-client-ip.yaml`], {
      input: release,
    });
    expect(outcome.status, outcome.stderr).toBe(0);
    const diff = run(
      "diff",
      ["-U1", "--label", "release.yaml", "--label", "patched", `${root}/examples/release.yaml`, "-"],
      { input: outcome.stdout },
    );
    await expect(diff.stdout).toMatchFileSnapshot(`${folder}/expected.diff`);
  });
});
