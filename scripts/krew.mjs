// Prints what krew, the plugin manager of kubectl, must know of a release: where its archives are and what they hash to.
// Usage, after `npm run executables`: node scripts/krew.mjs OWNER/REPOSITORY > release/krew.yaml
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
const { version, description } = JSON.parse(await readFile(`${root}/package.json`, "utf8"));
const sums = await readFile(`${root}/release/SHA256SUMS`, "utf8");
const [repository = ""] = process.argv.slice(2);
if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Error("say which repository has the release: OWNER/REPOSITORY");

const home = `https://github.com/${repository}`;
// Not Windows: the plugin is a shell script.
const archives = [...sums.matchAll(/^([0-9a-f]{64}) {2}(\S+-(linux|darwin)-(x64|arm64)\.tgz)$/gm)];
if (archives.length === 0) throw new Error("release/SHA256SUMS names no archive for Linux or macOS");

const manifest = {
  apiVersion: "krew.googlecontainertools.github.com/v1alpha2",
  kind: "Plugin",
  metadata: { name: "kong-client-ip" },
  spec: {
    version: `v${version}`,
    homepage: home,
    shortDescription: "Tell whose address Kong sees behind a load balancer",
    description: `${description}.\n\nThis plugin judges what is in a cluster and shows what a run would change:\n  kubectl kong-client-ip check -n kong\n`,
    platforms: archives.map(([, sha256, file, os, arch]) => ({
      selector: { matchLabels: { os, arch: arch === "x64" ? "amd64" : arch } },
      uri: `${home}/releases/download/v${version}/${file}`,
      sha256,
      files: [{ from: "kong-client-ip/*", to: "." }],
      bin: "kubectl-kong_client_ip",
    })),
  },
};
process.stdout.write(stringify(manifest, { lineWidth: 0 }));
