import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { command } from "../support/command.ts";
import { root } from "../support/program.ts";

const config = ["--config", join(root, "examples/operator/kong-client-ip.yaml")];

test.each(["gateway", "data-plane"])(
  "Beside what Kong's operator makes of %s.yaml no second Service is made",
  (name) => {
    const input = readFileSync(join(root, `examples/operator/${name}.yaml`));
    const { status, stdout, stderr } = command(["rollout", ...config], { input });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("there are no second ones to move to; make the change in a second Gateway or DataPlane");
  },
);
