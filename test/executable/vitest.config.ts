import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const system = process.platform === "win32" ? "windows" : process.platform;
const release = fileURLToPath(new URL(`../../release/${system}-${process.arch}/kong-client-ip`, import.meta.url));

/** The tests that start the program, once more with this machine's executable instead of Node and its bundle. */
export default defineConfig({
  test: {
    include: [
      "test/executable/*.test.ts",
      "test/cases.test.ts",
      "test/check/command.test.ts",
      "test/check/text.test.ts",
      "test/cli.test.ts",
      "test/clouds/catalog.test.ts",
      "test/examples.test.ts",
      "test/helm/helm.test.ts",
      "test/hosts/equal.test.ts",
      "test/preview/preview.test.ts",
      "test/secrets.test.ts",
    ],
    env: { KONG_CLIENT_IP_PROGRAM: `${release}/kong-client-ip${system === "windows" ? ".exe" : ""}` },
    testTimeout: 60_000,
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: "node_modules/.cache/vitest-executable.json" }]]
      : ["default"],
  },
});
