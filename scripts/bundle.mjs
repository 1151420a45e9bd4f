// What all bundles for Node have in common.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));

/** How esbuild makes a bundle for Node. @type {import("esbuild").BuildOptions} */
export const options = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "none",
  // So that what a bundle loads is all in its calls of require, where tests look for it.
  supported: { "dynamic-import": false },
  define: { VERSION: JSON.stringify(version) },
  // The build of `yaml` for browsers is the same code as modules, which can be shaken.
  // Commander would load `child_process` for commands that are programs of their own, of which there are none here.
  alias: { yaml: "./node_modules/yaml/browser/index.js", "node:child_process": "./scripts/nothing.mjs" },
};
