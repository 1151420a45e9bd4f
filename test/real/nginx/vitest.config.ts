import { defineConfig } from "vitest/config";
import { reporters } from "../../support/reporter.ts";

export default defineConfig({
  test: {
    include: ["test/real/nginx/**/*.e2e.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // One nginx and one haproxy at a time: a file's programs are at an end before the next file starts its own.
    fileParallelism: false,
    reporters: reporters("vitest-e2e"),
  },
});
