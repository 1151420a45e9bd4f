import { defineConfig } from "vitest/config";
import { reporters } from "./test/support/reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The one has a config of its own; the other tells what extremes cost to whom asks.
    exclude: ["test/real/executable/**", ...(process.env["COST"] ? [] : ["test/real/limits/cost.test.ts"])],
    setupFiles: ["test/support/seed.ts"],
    testTimeout: 60_000,
    // Much of the time is spent in programs that tests start.
    maxWorkers: "100%",
    reporters: reporters("vitest"),
  },
});
