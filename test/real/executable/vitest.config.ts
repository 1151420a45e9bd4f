import { defineConfig } from "vitest/config";
import { standalone } from "../../support/program.ts";
import { reporters } from "../../support/reporter.ts";

/** The tests that start the program, once more with this machine's executable instead of Node and its bundle. */
export default defineConfig({
  test: {
    include: [
      "test/real/executable/*.test.ts",
      "test/cases.test.ts",
      "test/views/check/command.test.ts",
      "test/views/check/text.test.ts",
      "test/cli/cli.test.ts",
      "test/cli/streams.test.ts",
      "test/clouds/catalog.test.ts",
      "test/examples.test.ts",
      "test/real/helm/helm.test.ts",
      "test/real/hosts/equal.test.ts",
      "test/views/preview/preview.test.ts",
      "test/secrets.test.ts",
      "test/verify/live.test.ts",
    ],
    env: { KONG_CLIENT_IP_PROGRAM: standalone },
    testTimeout: 60_000,
    reporters: reporters("vitest-executable"),
  },
});
