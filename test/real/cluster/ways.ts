/** The Helms, the two ways in which they apply, and the programs that they run. */

import { dirname } from "node:path";
import { standalone } from "../../support/program.ts";
import { helm3, helm4, root } from "../../support/tools.ts";
import { cli, environment } from "../helm/ways.ts";
import { inCluster } from "./cluster.ts";

export interface Way {
  title: string;
  helm: string;
  /** What `--post-renderer` is given. */
  renderer: string;
  /** Helm 4: the directory to install as a plugin. */
  plugin?: string;
  /** Of every upgrade and rollback. */
  flags: readonly string[];
  /** Whether a few steps do, as the program is the same in another form. */
  isShort?: true;
  env: NodeJS.ProcessEnv;
}

const three = (title: string, renderer: string): Way => ({
  title: `Helm 3 ${title}`,
  helm: helm3 ?? "",
  renderer,
  flags: [],
  env: inCluster(environment(`3 ${title}`)),
});
const four = (title: string, plugin: string, flags: readonly string[] = []): Way => ({
  title: `Helm 4 ${title}`,
  helm: helm4 ?? "",
  renderer: "kong-client-ip",
  plugin,
  flags,
  env: inCluster(environment(`4 ${title}`)),
});

export const THREE = three("with the bundle, which merges three ways", cli);
export const FOUR = four("with the bundle, which applies on the server", root);

export const WAYS: readonly Way[] = [
  THREE,
  { ...three("with the executable", standalone), isShort: true },
  FOUR,
  four("with the bundle, which merges three ways", root, ["--server-side=false"]),
  { ...four("with the executable", dirname(standalone)), isShort: true },
];

/** For a release that was begun with a three-way merge, to which Helm 4 otherwise keeps. */
export const FOUR_ON_THE_SERVER: Way = { ...FOUR, flags: ["--server-side=true", "--force-conflicts"] };
