import { defineConfig } from "vitest/config";
import { reporters } from "../../support/reporter.ts";

export default defineConfig({
  test: {
    include: ["test/real/nodes/*.e2e.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: reporters("vitest-nodes"),
  },
});
