/** The examples for Flux and Kustomize hold what the command prints, and their commands work. */

import { cpSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { needing } from "../../support/needs.ts";
import { kubectl, root, run } from "../../support/tools.ts";
import { flux, kustomize, objectsIn, printed } from "./hosts.ts";

const release = readFileSync(join(root, "examples/release.yaml"));
const EXAMPLES = [
  { name: "flux", file: "helm-release.yaml", start: /^ {2}postRenderers:/m },
  { name: "kustomize", file: "kustomization.yaml", start: /^patches:/m },
] as const;

describe.each(EXAMPLES)("The example for $name", ({ name, file, start }) => {
  const folder = `examples/${name}`;
  const text = readFileSync(join(root, folder, file), "utf8");
  const config = ["--config", `${folder}/kong-client-ip.yaml`];

  test("ends with what the command prints", async () => {
    const patches = printed(["patches", "--quiet", "--format", name, ...config, "examples/release.yaml"]);
    const [head = ""] = text.split(start);
    await expect(head + patches.replace(/^spec:\n/, "")).toMatchFileSnapshot(join(root, folder, file));
  });

  test.skipIf(!kubectl)(needing("makes of the release what the filter does", { kubectl }), () => {
    const wanted = objectsIn(printed(["--quiet", ...config], { input: release }));
    const outcome = name === "flux" ? flux(release, text) : kustomize(release, text.slice(text.search(start)));
    expect(outcome.stderr).toBe("");
    expect(objectsIn(outcome.stdout)).toEqual(wanted);
  });

  test.skipIf(!kubectl)(needing("has commands that work", { kubectl }), () => {
    const home = mkdtempSync(join(tmpdir(), "kong-client-ip-example-"));
    cpSync(join(root, "examples"), join(home, "examples"), { recursive: true });
    symlinkSync(kubectl ?? "", join(home, "kubectl"));
    symlinkSync(join(root, "dist/cli.cjs"), join(home, "kong-client-ip"));
    const readme = readFileSync(join(root, folder, "README.md"), "utf8");
    const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block).join("");
    const { status, stdout, stderr } = run("bash", ["-euo", "pipefail", "-c", commands], {
      cwd: join(home, folder),
      env: { PATH: [home, process.env["PATH"]].join(delimiter) },
    });
    expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: "" });
    expect(readFileSync(join(home, folder, "new.yaml"), "utf8")).toBe(text);
    if (name === "kustomize") {
      const wanted = objectsIn(printed(["--quiet", ...config], { input: release }));
      expect(objectsIn(readFileSync(join(home, folder, "kong.yaml")))).toEqual(wanted);
    }
  });
});
