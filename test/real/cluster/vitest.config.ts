import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/real/cluster/**/*.cluster.ts"],
    globalSetup: "test/real/cluster/start.ts",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: "node_modules/.cache/vitest-cluster.json" }]]
      : ["default"],
  },
});
