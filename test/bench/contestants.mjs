/** Who takes part: this tool, what people would use instead, and the floor under both. */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ARGUMENTS } from "./edits.mjs";
import { run } from "./measure.mjs";
import { rivals, versions, yqExpression, yttOverlay } from "./rivals.mjs";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} title
 * @property {"patch" | "copy" | "nothing"} job `nothing` gets no input either
 * @property {(directory: string) => readonly string[]} [argv] the command for edits that were prepared in a directory;
 *   missing where it is not available on this machine
 */

const system = process.platform === "win32" ? "windows" : process.platform;
/** This machine's executable. */
const executable = here(
  `../../release/${system}-${process.arch}/kong-client-ip/kong-client-ip${system === "windows" ? ".exe" : ""}`,
);

/**
 * @param {string} directory for what they are made of
 * @param {string | undefined} kubectl
 * @returns {Promise<Contestant[]>}
 */
export async function contestantsIn(directory, kubectl) {
  // As a single file, like the tool: Node takes long to find and read the modules of `yaml` one by one.
  const script = join(directory, "round-trip.cjs");
  await build({
    entryPoints: [here("round-trip.mjs")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "cjs",
    minify: true,
  });
  const node = process.execPath;
  const tool = here("../../dist/cli.cjs");
  // A post-renderer must put the stream into a file first: kustomize reads no stdin.
  const kustomize = (/** @type {string} */ command) => [
    "/bin/sh",
    "-c",
    `cat > "$0/kustomize/all.yaml" && exec "$1" ${command} "$0/kustomize"`,
  ];
  const built = rivals();
  const { kustomize: kustomizes, yq, ytt } = versions();
  return [
    {
      id: "executable",
      title: "kong-client-ip, executable",
      job: "patch",
      ...(existsSync(executable) && { argv: () => [executable, ...ARGUMENTS] }),
    },
    { id: "tool", title: "kong-client-ip on Node", job: "patch", argv: () => [node, tool, ...ARGUMENTS] },
    { id: "node", title: "node -e 0", job: "nothing", argv: () => [node, "-e", "0"] },
    {
      id: "kubectl",
      title: "kubectl kustomize",
      job: "patch",
      ...(kubectl !== undefined && { argv: (prepared) => [...kustomize("kustomize"), prepared, kubectl] }),
    },
    {
      id: "kustomize",
      title: `kustomize ${kustomizes}`,
      job: "patch",
      ...(built && { argv: (prepared) => [...kustomize("build"), prepared, join(built, "kustomize")] }),
    },
    {
      id: "yq",
      title: `yq ${yq}`,
      job: "patch",
      ...(built && { argv: (prepared) => [join(built, "yq"), "--from-file", join(prepared, "job.yq"), "-"] }),
    },
    {
      id: "ytt",
      title: `ytt ${ytt}`,
      job: "patch",
      ...(built && {
        argv: (prepared) => [
          join(built, "ytt"),
          ...["--file", "-", "--file-mark", "stdin.yml:type=yaml-plain"],
          ...["--file", join(prepared, "overlay.yaml")],
        ],
      }),
    },
    {
      id: "round-trip",
      title: "parse, patch, stringify all",
      job: "patch",
      argv: (prepared) => [node, script, join(prepared, "edits.json")],
    },
    { id: "cat", title: "cat", job: "copy", argv: () => ["cat"] },
  ];
}

/**
 * Writes the edits where each contestant looks for them, in its own words.
 * @type {(directory: string, edits: readonly import("./edits.mjs").Edit[]) => void}
 */
export function prepare(directory, edits) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "edits.json"), JSON.stringify(edits));
  writeFileSync(join(directory, "job.yq"), yqExpression(edits));
  writeFileSync(join(directory, "overlay.yaml"), yttOverlay(edits));
  const patches = edits.map(({ target, patch }) => ({ target, patch: JSON.stringify(patch) }));
  mkdirSync(join(directory, "kustomize"), { recursive: true });
  writeFileSync(join(directory, "kustomize/kustomization.yaml"), JSON.stringify({ resources: ["all.yaml"], patches }));
}

/**
 * The kubectl that the tests use. Their module is TypeScript, which Node 20 cannot import as it is.
 * @returns {Promise<string | undefined>}
 */
export async function findKubectl() {
  const module = new URL("../support/tools.ts", import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    define: { "import.meta.url": JSON.stringify(module.href) },
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  return (await import(`data:text/javascript;base64,${code}`)).kubectl;
}

/** @type {(kubectl: string | undefined) => Promise<string>} */
export async function versionOf(kubectl) {
  if (kubectl === undefined) return "not available";
  const { output } = await run([kubectl, "version", "--client"], Buffer.of(), true);
  const [client, kustomize] = [...output.toString().matchAll(/v(\d\S*)/g)].map(([, version]) => version);
  return `${client} (kustomize ${kustomize})`;
}
