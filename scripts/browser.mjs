// How bundles for browsers differ: what the core takes from Node has a twin.
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** For esbuild. */
export const forBrowsers = {
  absWorkingDir: root,
  bundle: true,
  platform: "browser",
  target: "es2022",
  minify: true,
  legalComments: "none",
  alias: { yaml: "./node_modules/yaml/browser/index.js" },
  plugins: [
    {
      name: "runtime",
      setup: ({ onResolve }) =>
        onResolve({ filter: /\/runtime\/node\.ts$/ }, () => ({ path: `${root}/src/runtime/browser.ts` })),
    },
  ],
};
