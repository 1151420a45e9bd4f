/** The pages of `examples/hosts` and `examples/gate`, and a place to run what stands in them. */

import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, delimiter, extname, join } from "node:path";
import { expect } from "vitest";
import { newDirectory } from "../../support/directory.ts";
import { helm3, helm4, root, run } from "../../support/tools.ts";

export const chart = join(root, "test/real/helm/chart");

interface Block {
  language: string;
  text: string;
}

/** Files of both folders, as seen from the checkout. */
export const pageFiles = ["examples/hosts", "examples/gate"].flatMap((folder) =>
  readdirSync(join(root, folder)).map((file) => join(folder, file)),
);

/** All pages, by name. A file that is no Markdown is one block. */
export const pages: Record<string, { text: string; blocks: Block[] }> = Object.fromEntries(
  pageFiles.map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const extension = extname(file);
    const blocks = extension === ".md" ? blocksOf(text) : [{ language: extension.slice(1), text }];
    return [basename(file, extension), { text, blocks }];
  }),
);

/** Fenced blocks, those in lists without their indentation. */
function blocksOf(markdown: string): Block[] {
  const fences = markdown.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm);
  return [...fences].map(([, indent = "", language = "", text = ""]) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** The block of a page that holds a mark. */
export function blockWith(page: string, mark: string): string {
  const block = pages[page]?.blocks.find(({ text }) => text.includes(mark));
  if (!block) throw new Error(`${page}: no block with ${mark}`);
  return block.text;
}

/** What stands in for the chart that only a network has. */
export const local = (script: string) =>
  script.replaceAll("kong --repo https://charts.konghq.com", chart).replaceAll("my-kong kong/kong", `my-kong ${chart}`);

export const helms = [
  { major: 3, helm: helm3 },
  { major: 4, helm: helm4 },
] as const;

export const titleOf = (major: number, helm: string | undefined) =>
  helm ? `Helm ${major}` : `Helm ${major} (skipped: not for this platform, nor on the PATH)`;

/** A directory of its own, with the built program and a Helm on the PATH, and nothing of the user's Helm and npm. */
export function place(helm: string | undefined) {
  const cwd = newDirectory();
  const bin = join(cwd, ".bin");
  mkdirSync(bin);
  symlinkSync(join(root, "dist/cli.cjs"), join(bin, "kong-client-ip"));
  if (helm) symlinkSync(helm, join(bin, "helm"));
  const global = join(cwd, ".npm/lib/node_modules");
  mkdirSync(global, { recursive: true });
  symlinkSync(root, join(global, "kong-client-ip"));
  const own = Object.entries(process.env).filter(([key]) => !/^(helm|kube|npm|kong)/i.test(key));
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(own),
    PATH: [bin, process.env["PATH"]].join(delimiter),
    HOME: cwd,
    KUBECONFIG: join(cwd, "no cluster"),
    HELM_DATA_HOME: join(cwd, ".helm/data"),
    HELM_CACHE_HOME: join(cwd, ".helm/cache"),
    HELM_CONFIG_HOME: join(cwd, ".helm/config"),
    npm_config_prefix: join(cwd, ".npm"),
  };
  const file = (name: string) => readFileSync(join(cwd, name), "utf8");
  return {
    cwd,
    env,
    file,
    write: (name: string, text: string) => writeFileSync(join(cwd, name), text),
    exec: (program: string, args: readonly string[], input = "") => run(program, args, { cwd, env, input }),
    /** The stream of `helm template`. */
    render: () => passed(run("helm", ["template", "my-kong", chart], { cwd, env })),
  };
}

/** The standard output of a run that must have succeeded. */
export function passed({ status, stdout, stderr }: ReturnType<typeof run>): string {
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

/** Whether manifests are those of the chart with PROXY protocol in all three places. */
export function expectPatched(manifests: string): void {
  expect(manifests).toContain("0.0.0.0:8000 proxy_protocol");
  expect(manifests).toContain("KONG_TRUSTED_IPS");
  expect(manifests).toContain("aws-load-balancer-proxy-protocol");
}
