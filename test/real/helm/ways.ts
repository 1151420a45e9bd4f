/** The ways people run the program inside Helm, each with a home of its own: the user's Helm and npm stay out of it. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect } from "vitest";
import { executable } from "../../support/program.ts";
import { helm3, helm4, type Outcome, root, run } from "../../support/tools.ts";

export const chart = join(root, "test/real/helm/chart");
export const cli = join(root, "dist/cli.cjs");

/** Every path in here has spaces in it. */
export const temp = mkdtempSync(join(tmpdir(), "kong client ip "));

const npmPrefix = join(temp, "npm prefix");

interface Way {
  title: string;
  major: 3 | 4;
  helm: string | undefined;
  /** What `--post-renderer` is given. */
  renderer: string;
  /** Helm 4: the directory to install as a plugin. */
  plugin?: string;
  env: NodeJS.ProcessEnv;
}

const npm: Way[] = [
  {
    title: "Helm 3 with the path of the checkout's program",
    major: 3,
    helm: helm3,
    renderer: cli,
    env: environment("3 checkout"),
  },
  {
    title: "Helm 3 with the npm package's program on the PATH",
    major: 3,
    helm: helm3,
    renderer: "kong-client-ip",
    env: environment("3 npm"),
  },
  {
    title: "Helm 4 with the checkout as its plugin",
    major: 4,
    helm: helm4,
    renderer: "kong-client-ip",
    plugin: root,
    env: environment("4 checkout"),
  },
  {
    title: "Helm 4 with the npm package as its plugin",
    major: 4,
    helm: helm4,
    renderer: "kong-client-ip",
    plugin: join(npmPrefix, "node_modules/kong-client-ip"),
    env: environment("4 npm"),
  },
];

/** The folder of an executable is what its archive holds. */
const standalone = (file: string): Way[] => [
  {
    title: "Helm 3 with the executable",
    major: 3,
    helm: helm3,
    renderer: file,
    env: environment("3 executable"),
  },
  {
    title: "Helm 4 with the executable's folder as its plugin",
    major: 4,
    helm: helm4,
    renderer: "kong-client-ip",
    plugin: dirname(file),
    env: environment("4 executable"),
  },
];

export const ways: Way[] = executable ? standalone(executable) : npm;

/** A title that says why the test is skipped where it is. */
export function titled(title: string, { major, helm }: Pick<Way, "major" | "helm">): string {
  return helm ? title : `${title} (skipped: no Helm ${major} for this platform or on the PATH)`;
}

export function environment(name: string): NodeJS.ProcessEnv {
  const home = join(temp, name);
  const own = Object.entries(process.env).filter(([key]) => !/^(helm|kube|npm|kong)/i.test(key));
  return {
    ...Object.fromEntries(own),
    PATH: [join(npmPrefix, "node_modules/.bin"), process.env.PATH].join(delimiter),
    HOME: home,
    KUBECONFIG: join(home, "no cluster"),
    HELM_CACHE_HOME: join(home, "cache"),
    HELM_CONFIG_HOME: join(home, "config"),
    HELM_DATA_HOME: join(home, "data"),
    npm_config_cache: join(home, "npm"),
  };
}

/** Packs the checkout as it is built and installs the tarball as a user would. There is nothing to download. */
export function installNpmPackage(): void {
  const env = environment("npm");
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", temp];
  const tarball = join(temp, ok(run("npm", pack, { cwd: root, env })).trim());
  const install = ["install", "--offline", "--no-audit", "--no-fund", "--prefix", npmPrefix];
  ok(run("npm", [...install, tarball], { cwd: temp, env }));
}

/** The standard output of a run that must have succeeded. */
export function ok({ status, stdout, stderr }: Outcome): string {
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}
