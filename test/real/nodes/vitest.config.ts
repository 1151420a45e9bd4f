import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/real/nodes/*.e2e.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: "node_modules/.cache/vitest-nodes.json" }]]
      : ["default"],
  },
});
