/** Pages of documentation: their blocks, a place to run them, and the page as it would read with what they print. */

import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { newDirectory } from "./directory.ts";
import { root, run } from "./tools.ts";

export interface Shell {
  cwd: string;
  exec(script: string): ReturnType<typeof run>;
  end(): void;
}

/**
 * A directory with the packed package installed as users install it, a Helm that knows the repository `kong`, and nothing
 * of the user's own. Charts come from a server on loopback, as `helm repo add kong` would have it.
 */
export async function shell(helm: string | undefined): Promise<Shell> {
  const cwd = newDirectory();
  const bin = join(cwd, ".bin");
  mkdirSync(bin);
  if (helm) symlinkSync(helm, join(bin, "helm"));
  const own = Object.entries(process.env).filter(([key]) => !/^(helm|kube|npm|kong)/i.test(key));
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(own),
    PATH: [bin, join(cwd, ".npm/bin"), process.env["PATH"]].join(delimiter),
    HOME: cwd,
    NO_COLOR: "1",
    KUBECONFIG: join(cwd, ".no-cluster"),
    HELM_DATA_HOME: join(cwd, ".helm/data"),
    HELM_CACHE_HOME: join(cwd, ".helm/cache"),
    HELM_CONFIG_HOME: join(cwd, ".helm/config"),
    npm_config_prefix: join(cwd, ".npm"),
    npm_config_cache: join(cwd, ".npm-cache"),
  };
  const exec = (script: string) => run("bash", ["-euo", "pipefail", "-c", script], { cwd, env });
  const must = (script: string) => {
    const { status, stdout, stderr } = exec(script);
    if (status !== 0) throw new Error(`${script}\n${stderr}`);
    return stdout.trim();
  };
  const tarball = must(`npm pack --ignore-scripts --silent --pack-destination "$HOME" ${JSON.stringify(root)}`);
  must(`npm install --global --offline --silent "./${tarball}" && rm "${tarball}"`);
  const server = helm ? await charts(join(cwd, ".charts"), must) : undefined;
  return { cwd, exec, end: () => server?.kill() };
}

/** Serves the project's chart under the name of Kong's. In a process of its own, as what runs scripts here waits for them. */
async function charts(folder: string, must: (script: string) => string): Promise<ChildProcess> {
  const chart = join(folder, "source/kong");
  cpSync(join(root, "test/real/helm/chart"), chart, { recursive: true });
  const about = readFileSync(join(chart, "Chart.yaml"), "utf8");
  writeFileSync(join(chart, "Chart.yaml"), about.replace(/^name: .*$/m, "name: kong"));
  const serve = `const { createServer } = require("node:http"), { readFile } = require("node:fs");
    const server = createServer(({ url }, response) =>
      readFile("." + url, (error, data) => response.writeHead(error ? 404 : 200).end(data)));
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;
  const server = spawn(process.execPath, ["-e", serve], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<string>((found) => server.stdout.once("data", (data) => found(String(data).trim())));
  must(`cd .charts && helm package source/kong && helm repo index . && helm repo add kong http://127.0.0.1:${port}`);
  return server;
}

/** How the blocks of a page are run that cannot run as they stand, by a text in them. */
export type Special = Record<string, (text: string, shell: Shell) => string>;

/**
 * Runs the blocks of a page in turn: `sh` has to succeed, a `$` line of `console` has to print what follows it, and a
 * `yaml` block that begins with a file's name is that file. Gives the page as it reads with what was printed.
 */
export function replay(page: string, place: Shell, special: Special = {}): string {
  return page.replace(/^```(\w+)\n([\s\S]*?)^```$/gm, (whole, language: string, text: string) => {
    const [, own] = Object.entries(special).find(([mark]) => `${language}\n${text}`.includes(mark)) ?? [];
    if (own) return `\`\`\`${language}\n${own(text, place)}\`\`\``;
    const [, file] = /^# ([\w.-]+\.yaml)\n/.exec(text) ?? [];
    if (language === "yaml" && file) writeFileSync(join(place.cwd, file), text);
    else if (language === "sh") {
      const { status, stderr } = place.exec(text);
      if (status !== 0) throw new Error(`exit ${status}:\n${text}${stderr}`);
    } else if (language === "console") return `\`\`\`console\n${session(text, place)}\`\`\``;
    else throw new Error(`a block that nobody runs:\n${whole}`);
    return whole;
  });
}

const session = (text: string, { exec }: Shell) =>
  [...text.matchAll(/^\$ (.*(?:\\\n.*)*)\n/gm)]
    .map(([line, command = ""]) => {
      const { stdout } = exec(`{ ${command}\n} 2>&1 || true`);
      return `${line}${stdout.replace(/\n?$/, "\n")}`;
    })
    .join("");
