import { defineConfig } from "vitest/config";
import { reporters } from "../../support/reporter.ts";

/** Executables for other systems and processors than this machine's, under emulators, which are slow. */
export default defineConfig({
  test: {
    include: ["test/real/emulated/*.e2e.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: reporters("vitest-emulated"),
  },
});
