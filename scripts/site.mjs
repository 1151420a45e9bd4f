// Builds site/ into site/dist: pages from the data, and the playground with the real core in it.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { forBrowsers } from "./browser.mjs";
import { bundled } from "./bundled.mjs";
import "./generate.mjs";

const dist = fileURLToPath(new URL("../site/dist", import.meta.url));
await rm(dist, { recursive: true, force: true });
const { files } = await bundled("site/files.ts");
for (const [path, text] of Object.entries(files())) {
  await mkdir(dirname(join(dist, path)), { recursive: true });
  await writeFile(join(dist, path), text);
}

const options = { ...forBrowsers, loader: { ".yaml": "text" }, format: "esm" };
/** The worker's code as a text in the page's script. */
const worker = {
  name: "worker",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?text$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(0, -"?text".length)),
      namespace: "text",
    }));
    onLoad({ filter: /./, namespace: "text" }, async ({ path }) => {
      const { outputFiles } = await build({ ...options, entryPoints: [path], format: "iife", write: false });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};
await build({
  ...options,
  plugins: [...options.plugins, worker],
  entryPoints: ["site/playground/app.ts"],
  outfile: join(dist, "playground.js"),
});
