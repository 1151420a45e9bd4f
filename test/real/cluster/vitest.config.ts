import { defineConfig } from "vitest/config";
import { reporters } from "../../support/reporter.ts";

export default defineConfig({
  test: {
    include: ["test/real/cluster/**/*.cluster.ts"],
    globalSetup: "test/real/cluster/start.ts",
    // The time is spent in the programs that tests start.
    maxWorkers: "100%",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: reporters("vitest-cluster"),
  },
});
