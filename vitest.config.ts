import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/executable/**"],
    testTimeout: 60_000,
    // The JSON is for the last line of CI.
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: "node_modules/.cache/vitest.json" }]]
      : ["default"],
  },
});
