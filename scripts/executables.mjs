// Makes executables that need no Node: the command line and the runtime Bun in one file. Each lies in a folder
// `release/PLATFORM/kong-client-ip` that is a plugin of Helm 4 as well, and in an archive of that folder.
// Usage: npm run executables [-- --here | PLATFORM...]   for all platforms, this machine's alone, or those named
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { later, options } from "./bundle.mjs";
import { signed } from "./sign.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
const { version } = JSON.parse(await readFile(`${root}/package.json`, "utf8"));

const BUN = "1.4.5";
/**
 * What each platform's package of Bun on the npm registry must hash to. The package `bun` would be no help: it installs
 * the runtime of one platform, and all are needed.
 */
const PLATFORMS = {
  "linux-x64": "sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==",
  "linux-arm64": "sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==",
  "darwin-x64": "sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==",
  "darwin-arm64": "sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==",
  "windows-x64": "sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==",
};

const FLAGS = [
  "--compile",
  // Not what lies in the working directory of a user: it is no part of this program.
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
  // Halves the time of a run, as there is nothing to parse.
  "--bytecode",
  "--minify",
  // A run is too short for compilers to pay off. This makes the shortest ones a quarter faster, and no long one slower.
  "--compile-jit-policy=10",
];

/** The npm packages of Bun have no license text to copy. */
const NOTICE = `
---

bun ${BUN}

The executables contain Bun, under the MIT license, and the libraries that it is linked with, of which JavaScriptCore is
under the LGPL 2. Their licenses, sources and how to link them anew:
https://github.com/oven-sh/bun/blob/bun-v${BUN}/LICENSE.md
`;

const here = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
const asked = process.argv.slice(2).map((word) => (word === "--here" ? here : word));
const names = asked.length > 0 ? asked : Object.keys(PLATFORMS);
for (const name of [here, ...names]) if (!(name in PLATFORMS)) throw new Error(`there is no executable for ${name}`);
const release = `${root}/release`;
await rm(release, { recursive: true, force: true });
await mkdir(release, { recursive: true });
const compiler = await runtime(here);
// In one file, of which a run makes what it needs, too: in the parts that Node loads, much is there twice.
const whole = `${release}/whole.cjs`;
await build({ ...options, entryPoints: ["src/cli/main.ts"], outfile: whole, format: "cjs", plugins: [later()] });
for (const name of names) await make(name);
await rm(whole);

/** One platform's folder and archive. */
async function make(name) {
  const [os, arch] = name.split("-");
  const folder = `${release}/${name}/kong-client-ip`;
  const program = os === "windows" ? "kong-client-ip.exe" : "kong-client-ip";
  await mkdir(folder, { recursive: true });
  // In its folder: Bun reads settings from where it is started.
  const source = ["--target", `bun-${name}`, "--compile-executable-path", await runtime(name), whole];
  execFileSync(compiler, ["build", ...FLAGS, "--outfile", program, ...source], { cwd: folder, stdio: "pipe" });
  if (name === "darwin-x64") {
    await writeFile(`${folder}/${program}`, signed(await readFile(`${folder}/${program}`), program));
  }
  await writeFile(`${folder}/plugin.yaml`, await plugin(program, os, arch === "x64" ? "amd64" : arch));
  for (const file of ["LICENSE", "dist/THIRD-PARTY-LICENSES.txt"])
    await copyFile(`${root}/${file}`, `${folder}/${file.replace("dist/", "")}`);
  // A plugin of kubectl, where there is a shell to run it.
  if (os !== "windows") await copyFile(`${root}/plugins/kubectl-kong_client_ip`, `${folder}/kubectl-kong_client_ip`);
  await writeFile(`${folder}/THIRD-PARTY-LICENSES.txt`, NOTICE, { flag: "a" });
  const archive = `kong-client-ip-${version}-${name}.tgz`;
  execFileSync("tar", ["-czf", archive, "-C", name, "kong-client-ip"], { cwd: release });
  const sum = createHash("sha256")
    .update(await readFile(`${release}/${archive}`))
    .digest("hex");
  await writeFile(`${release}/SHA256SUMS`, `${sum}  ${archive}\n`, { flag: "a" });
  process.stdout.write(`release/${archive}\n`);
}

/** The plugin's description with the executable as its command; Helm takes the first that fits system and processor. */
async function plugin(program, os, arch) {
  const text = await readFile(`${root}/plugin.yaml`, "utf8");
  const command = /^( *)- command: node\n *args: \["\$\{HELM_PLUGIN_DIR\}\/dist\/cli\.cjs", /m;
  if (!command.test(text)) throw new Error("plugin.yaml: its command is not known here");
  return text.replace(
    command,
    (_, indent) =>
      `${indent}- os: ${os}\n${indent}  arch: ${arch}\n${indent}  command: \${HELM_PLUGIN_DIR}/${program}\n${indent}  args: [`,
  );
}

/** Bun for a platform: its package from the npm registry, checked, and kept for the next time. */
async function runtime(name) {
  const bun = name.replace("arm64", "aarch64");
  const file = `package/bin/${name.startsWith("windows") ? "bun.exe" : "bun"}`;
  const cache = `${root}/node_modules/.cache/kong-client-ip/bun-${BUN}-${bun}`;
  if (existsSync(`${cache}/${file}`)) return `${cache}/${file}`;
  const fresh = `${cache}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  const pack = ["pack", `@oven/bun-${bun}@${BUN}`, "--silent", "--pack-destination", fresh];
  const tarball = execFileSync("npm", pack, { cwd: root, encoding: "utf8" }).trim();
  const hash = createHash("sha512")
    .update(await readFile(`${fresh}/${tarball}`))
    .digest("base64");
  if (`sha512-${hash}` !== PLATFORMS[name])
    throw new Error(`${tarball} is not the file that this program was tested with`);
  execFileSync("tar", ["-xzf", tarball, file], { cwd: fresh });
  await rm(`${fresh}/${tarball}`);
  await rename(fresh, cache);
  return `${cache}/${file}`;
}
