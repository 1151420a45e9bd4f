/**
 * The sidecar of examples/argocd: its commands, run as Argo CD's server for plugins runs them.
 * Source: Argo CD, cmpserver/plugin/plugin.go and docs/operator-manual/config-management-plugins.md.
 */

import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { helm3, helm4, type Outcome, root, run } from "../../support/tools.ts";

interface Command {
  command: string[];
  args?: string[];
}

export interface Announcement {
  name: string;
  title?: string;
  tooltip?: string;
  required?: boolean;
  itemType?: string;
  collectionType?: string;
  string?: string;
}

/** plugin.yaml as the server decodes it. */
export const plugin: {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: Record<string, unknown> & { init: Command; generate: Command; parameters: { static: Announcement[] } };
} = parse(readFileSync(join(root, "examples/argocd/plugin.yaml"), "utf8"));

/** One item of an Application's `spec.source.plugin.parameters`. */
export interface Parameter {
  name: string;
  string?: string;
  array?: string[];
  map?: Record<string, string>;
}

/** Every path in here has spaces in it. */
export const temp = mkdtempSync(join(tmpdir(), "argo cd "));

/** What the image has to have besides sh, Helm and kong-client-ip, which runs on Node. */
const TOOLS = ["jq", "mktemp", "rm", "cat", "grep", "sed", "readlink"];

const located = (name: string) => run("sh", ["-c", 'command -v "$1" || true', "sh", name]).stdout.trim();
export const jq = located("jq");
const busybox = located("busybox");
const dash = located("dash") || located("sh");

interface Sidecar {
  title: string;
  helm: string | undefined;
  shell: string;
  /** Its PATH: one directory with what the image has, and nothing else. */
  path: string;
}

function sidecar(title: string, helm: string | undefined, shell: string): Sidecar {
  const path = join(temp, title);
  mkdirSync(path);
  const link = (name: string, target: string | undefined) => target && symlinkSync(target, join(path, name));
  for (const tool of TOOLS) link(tool, shell === busybox && tool !== "jq" ? busybox : located(tool));
  link("sh", shell);
  link("node", process.execPath);
  link("kong-client-ip", join(root, "dist/cli.cjs"));
  link("env", located("env"));
  link("helm", helm);
  return { title: helm ? title : `${title} (skipped: no such Helm)`, helm, shell, path };
}

/** Helm 3 and 4 under a plain POSIX shell, and under busybox where it is installed. */
export const sidecars = [
  sidecar("Helm 3", helm3, dash),
  sidecar("Helm 4", helm4, dash),
  ...(busybox ? [sidecar("Helm 3 under busybox", helm3, busybox)] : []),
];
export const [plain = sidecar("none", undefined, dash)] = sidecars;

/** A PATH like the plain sidecar's, with some programs replaced by scripts, or (undefined) left out. */
export function pathWith(changed: Record<string, string | undefined>): string {
  const path = mkdtempSync(join(temp, "path "));
  for (const tool of ["sh", "node", "env", "helm", "kong-client-ip", ...TOOLS]) {
    if (!(tool in changed)) symlinkSync(join(plain.path, tool), join(path, tool));
  }
  for (const [tool, script] of Object.entries(changed)) {
    if (script === undefined) continue;
    writeFileSync(join(path, tool), `#!/bin/sh\n${script}\n`);
    chmodSync(join(path, tool), 0o755);
  }
  return path;
}

/** A repository of its own with the tests' chart at a path in it, and other files. */
export function repository(source = "charts/kong", files: Record<string, string> = {}): string {
  const home = mkdtempSync(join(temp, "repository "));
  cpSync(join(root, "test/real/helm/chart"), join(home, source), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

/** What Argo CD makes of a parameter, beside the JSON: ApplicationSourcePluginParameters.Environ() in types.go. */
function flattened(parameters: readonly Parameter[]): Record<string, string> {
  const escaped = (name: string) => name.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
  return Object.fromEntries(
    parameters.flatMap(({ name, string, array = [], map = {} }) => {
      const base = `PARAM_${escaped(name)}`;
      return [
        ...(string === undefined ? [] : [[base, string]]),
        ...Object.entries(map).map(([key, value]) => [`${base}_${escaped(key)}`, value]),
        ...array.map((value, index) => [`${base}_${index}`, value]),
      ];
    }),
  );
}

export interface Call {
  parameters?: readonly Parameter[];
  /** The Application's `plugin.env`, by names that Argo CD prefixes. */
  env?: Record<string, string>;
  /** Anything else in the environment: the sidecar's own, or what a test replaces. */
  own?: Record<string, string>;
  repository?: string;
  source?: string;
  path?: string;
  sidecar?: Sidecar;
  command?: "init" | "generate";
  /** A change of the command's script. */
  edit?: (script: string) => string;
}

/** The environment of a plugin's command. */
function environment({ parameters, env = {}, own = {}, source = "charts/kong" }: Call, path: string) {
  const variables = {
    ARGOCD_APP_NAME: "demo",
    ARGOCD_APP_NAMESPACE: "kong",
    ARGOCD_APP_PROJECT_NAME: "default",
    ARGOCD_APP_REVISION: "08836bd970037ebcd14494831de4635bad961139",
    ARGOCD_APP_REVISION_SHORT: "08836bd",
    ARGOCD_APP_REVISION_SHORT_8: "08836bd9",
    ARGOCD_APP_SOURCE_PATH: source,
    ARGOCD_APP_SOURCE_REPO_URL: "https://git.example.com/platform/gateway.git",
    ARGOCD_APP_SOURCE_TARGET_REVISION: "main",
    KUBE_VERSION: "1.31.0",
    KUBE_API_VERSIONS: "v1,apps/v1,batch/v1,gateway.networking.k8s.io/v1/Gateway",
    // A Go slice that nobody filled is null.
    ARGOCD_APP_PARAMETERS: JSON.stringify(parameters ?? null),
    ...flattened(parameters ?? []),
    ...Object.fromEntries(Object.entries(env).map(([name, value]) => [`ARGOCD_ENV_${name}`, value])),
  };
  // The server passes nothing on that is empty: environ() in plugin.go.
  const sent = Object.entries(variables).filter(([, value]) => value !== "");
  const home = join(temp, "home");
  return {
    PATH: path,
    HOME: home,
    HELM_CACHE_HOME: home,
    HELM_CONFIG_HOME: home,
    HELM_DATA_HOME: home,
    ...Object.fromEntries(sent),
    ...own,
  };
}

/** Runs a command of plugin.yaml as it stands there. */
export function runPlugin(call: Call = {}): Outcome {
  const { sidecar = plain, command = "generate", source = "charts/kong" } = call;
  const { path = sidecar.path } = call;
  const home = call.repository ?? repository(source);
  const { args = [] } = plugin.spec[command];
  const [shell = "", ...words] = [...plugin.spec[command].command, ...args.map(call.edit ?? ((script) => script))];
  return run(join(path, shell), words, { cwd: join(home, source), env: environment(call, path), input: "" });
}
