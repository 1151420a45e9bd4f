/**
 * kube-apiserver and etcd, found as envtest finds them: in `KUBEBUILDER_ASSETS`, else on the PATH; else built once with
 * Go from `server/`, which takes minutes, and kept outside the tree.
 */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Assets {
  apiserver: string;
  etcd: string;
}

const source = fileURLToPath(new URL("server/", import.meta.url));

const read = (file: string) => readFileSync(join(source, file), "utf8");

/** Says `missing` why there are none where there are none. */
export function findAssets(env: NodeJS.ProcessEnv = process.env): Assets | { missing: string } {
  const named = env["KUBEBUILDER_ASSETS"];
  if (named) return assetsIn([named]) ?? { missing: "kube-apiserver and etcd in KUBEBUILDER_ASSETS" };
  return assetsIn((env["PATH"] ?? "").split(delimiter)) ?? assetsIn([cache(env)]) ?? built(env);
}

function assetsIn(directories: readonly string[]): Assets | undefined {
  const [apiserver, etcd] = ["kube-apiserver", "etcd"].map((name) =>
    directories.map((directory) => join(directory, name)).find((file) => existsSync(file)),
  );
  return apiserver && etcd ? { apiserver, etcd } : undefined;
}

const home = (env: NodeJS.ProcessEnv) => join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "kong-client-ip");

/** A folder of its own for each state of the source, which pins all versions. */
function cache(env: NodeJS.ProcessEnv): string {
  const hash = createHash("sha256");
  for (const file of ["main.go", "go.mod", "go.sum"]) hash.update(read(file));
  return join(home(env), `apiserver-${hash.digest("hex").slice(0, 12)}`);
}

/** Without them it says v0.0.0-master, which Helm and kubectl cannot read. */
function versionFlags(): string[] {
  const [, version = "", major, minor] = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(read("go.mod")) ?? [];
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
}

function built(env: NodeJS.ProcessEnv): Assets | { missing: string } {
  if (spawnSync("go", ["version"], { env }).status !== 0)
    return { missing: "kube-apiserver and etcd in KUBEBUILDER_ASSETS or on the PATH, nor Go to build them" };
  const folder = cache(env);
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}.`);
  try {
    process.stderr.write("kube-apiserver and etcd are built from their Go modules, once; this takes minutes\n");
    const ldflags = ["-s", "-w", ...versionFlags()].join(" ");
    const flags = ["build", "-p", "2", "-trimpath", "-ldflags", ldflags, "-o", join(fresh, "kube-apiserver"), "."];
    const own = { ...env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly" };
    const { status, stderr } = spawnSync("nice", ["go", ...flags], { cwd: source, env: own, encoding: "utf8" });
    if (status !== 0) return { missing: `kube-apiserver, nor can it be built: ${stderr.trim()}` };
    symlinkSync("kube-apiserver", join(fresh, "etcd"));
    // Somebody else may have been quicker.
    if (!existsSync(folder)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return { apiserver: join(folder, "kube-apiserver"), etcd: join(folder, "etcd") };
}

const KREW = "v0.5.0";

/** krew, the plugin manager of kubectl: on the PATH, else built once. Undefined where there is no Go either. */
export function findKrew(): string | undefined {
  const folder = join(home(process.env), `krew-${KREW}`);
  const directories = [...(process.env["PATH"] ?? "").split(delimiter), folder];
  const found = directories.map((directory) => join(directory, "krew")).find((file) => existsSync(file));
  if (found || spawnSync("go", ["version"]).status !== 0) return found;
  const env = { ...process.env, CGO_ENABLED: "0", GOBIN: folder };
  const { status, stderr } = spawnSync("nice", ["go", "install", "-p", "2", `sigs.k8s.io/krew/cmd/krew@${KREW}`], {
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`krew cannot be built:\n${stderr}`);
  return join(folder, "krew");
}
