// Loads modules of src, which are TypeScript, into a script.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a TypeScript file of this tree exports. */
export async function bundled(file) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    logLevel: "error",
    loader: { ".yaml": "text", ".svg": "text", ".css": "text" },
    alias: { yaml: "./node_modules/yaml/browser/index.js" },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
