// What all bundles for Node have in common.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
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

/**
 * Puts off what few runs need: a module of functions alone is made, or read from a file of its own, at the first call of
 * one of them. `yaml` is a fifth of all code, and the text of most charts is plain.
 *
 * @param {string} [part] the file of its own; without one the module is in the bundle
 * @returns {import("esbuild").Plugin}
 */
export const later = (part) => ({
  name: "later",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/full\.ts$/ }, ({ path, kind, resolveDir }) => {
      if (kind === "import-statement") return { path: resolve(resolveDir, path), namespace: "later" };
      return kind === "require-call" && part ? { path: part, external: true } : undefined;
    });
    onLoad({ filter: /./, namespace: "later" }, ({ path }) => ({
      contents: [...readFileSync(path, "utf8").matchAll(/^export function (\w+)/gm)]
        .map(([, name]) => `export const ${name} = (...given) => require(${JSON.stringify(path)}).${name}(...given);`)
        .join("\n"),
      resolveDir: dirname(path),
    }));
  },
});
