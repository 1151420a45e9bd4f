import { defineConfig } from "vitest/config";
import { reporters } from "../../support/reporter.ts";

export default defineConfig({
  test: {
    include: ["test/real/browser/**/*.browser.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One Chromium at a time.
    fileParallelism: false,
    reporters: reporters("vitest-browser"),
  },
});
