// Bundles src into dist: the command line in parts, the library, and the library's types.
import { execFileSync } from "node:child_process";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { forBrowsers } from "./browser.mjs";
import { later, options } from "./bundle.mjs";
import "./generate.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
await rm(`${root}/dist`, { recursive: true, force: true });
// Files of their own, which are loaded where they are needed: a plain run and all the rest; what opens connections, and
// what writes a file; what reads YAML that is not plain.
const PARTS = { plain: "run", arguments: "commands", "live/perform": "verify", "live/converse": "init" };
const FULL = "full";
const parts = {
  name: "parts",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\// }, ({ path, kind }) => {
      const part = kind === "dynamic-import" && PARTS[path.slice("./".length, -".ts".length)];
      return part ? { path: `./${part}.cjs`, external: true } : undefined;
    }),
};
await build({
  ...options,
  entryPoints: ["src/cli/main.ts"],
  outfile: "dist/cli.cjs",
  format: "cjs",
  banner: { js: "#!/usr/bin/env node" },
  plugins: [parts],
});
for (const [name, part] of Object.entries(PARTS))
  await build({
    ...options,
    entryPoints: [`src/cli/${name}.ts`],
    outfile: `dist/${part}.cjs`,
    format: "cjs",
    plugins: [later(`./${FULL}.cjs`)],
  });
await build({ ...options, entryPoints: [`src/yaml/read/full.ts`], outfile: `dist/${FULL}.cjs`, format: "cjs" });
await build({ ...options, entryPoints: ["src/index.ts"], outfile: "dist/index.js", format: "esm" });
await build({
  ...forBrowsers,
  define: options.define,
  entryPoints: ["src/index.ts"],
  outfile: "dist/browser.js",
  format: "esm",
});
await chmod(`${root}/dist/cli.cjs`, 0o755);
execFileSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, "-p", `${root}/scripts/tsconfig.json`]);
// Who calls the library from a browser has no types of Node, and its insides alone name them.
await writeFile(`${root}/dist/types/runtime/node.d.ts`, "export type Buffer = Uint8Array;\n");
await keepOnly(`${root}/dist/types`, await declarations(`${root}/dist/types/index.d.ts`));

const bundled = ["ajv", "commander", "fast-json-patch", "leven", "yaml"];
const licenses = await Promise.all(
  bundled.map(
    async (name) =>
      `${name}\n\n${await readFile(`${root}/node_modules/${name}/${name === "fast-json-patch" ? "LICENSE.txt" : name === "leven" ? "license" : "LICENSE"}`, "utf8")}`,
  ),
);
await writeFile(`${root}/dist/THIRD-PARTY-LICENSES.txt`, licenses.join("\n---\n\n"));

/** A declaration file and all that it imports. */
async function declarations(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path] of (await readFile(file, "utf8")).matchAll(/from "(\..*?)\.ts"/g)) {
    await declarations(resolve(dirname(file), `${path}.d.ts`), found);
  }
  return found;
}

/** Users need the types of the library, not those of its insides. */
async function keepOnly(folder, files) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = resolve(entry.parentPath, entry.name);
    if (entry.isFile() && !files.has(file)) await rm(file);
  }
}
