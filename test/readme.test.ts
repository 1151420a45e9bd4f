import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { helm3, helm4, root, run } from "./support/tools.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));

const home = mkdtempSync(join(tmpdir(), "kong-client-ip-readme-"));
const chart = join(root, "test/real/helm/chart");

/** A shell in a directory with the README's config, where `helm` is the given one and npm installs under `home`. */
function shell(script: string, helm: string | undefined) {
  const bin = join(home, helm === helm4 ? "helm4" : "helm3");
  mkdirSync(bin, { recursive: true });
  if (helm && !run("ls", [bin]).stdout) symlinkSync(helm, join(bin, "helm"));
  const own = Object.entries(process.env).filter(([key]) => !/^(helm|kube|npm|kong)/i.test(key));
  const env = {
    ...Object.fromEntries(own),
    PATH: [bin, join(home, "npm/bin"), process.env["PATH"]].join(delimiter),
    HOME: home,
    HELM_DATA_HOME: join(bin, "data"),
    HELM_CACHE_HOME: join(bin, "cache"),
    npm_config_prefix: join(home, "npm"),
    npm_config_cache: join(home, "cache"),
  };
  return run("bash", ["-euo", "pipefail", "-c", script], { cwd: home, env });
}

/** What stands in for the chart that only a network has, and for the cluster. */
const local = (script: string) =>
  script.replaceAll("kong/kong", chart).replaceAll("helm upgrade --install", "helm template");

const passes = (script: string, helm = helm3) => {
  const outcome = shell(local(script), helm);
  expect(outcome.status, outcome.stderr).toBe(0);
  return outcome.stdout;
};

/** How each block is run, by a text that is in it. */
const RUNS: Record<string, (text: string) => void> = {
  "> kong.yaml": (text) => {
    passes(text);
    expect(readFileSync(join(home, "kong.yaml"), "utf8")).toContain("proxy_protocol");
  },
  "--- release.yaml": (text) => {
    expect(text).toBe(readFileSync(join(root, "examples/eks-proxy-protocol/expected.diff"), "utf8"));
  },
  "npm run example": (text) => {
    expect(text).toBe("npm ci && npm run example\n");
    const { stdout } = run("npm", ["run", "--silent", "example:show"], { cwd: root });
    expect(stdout).toContain('"0.0.0.0:8000 proxy_protocol, [::]:8000 proxy_protocol');
  },
  "npm install --global": (text) => {
    expect(text).toBe("npm install --global kong-client-ip\n");
    expect(passes("kong-client-ip --version")).toMatch(/^\d+\.\d+\.\d+\n$/);
  },
  "method: proxy-protocol\ncloud: eks": (text) => {
    writeFileSync(join(home, "kong-client-ip.yaml"), text);
    passes(`kong-client-ip < ${join(root, "examples/release.yaml")}`);
  },
  "helm plugin install": (text) => {
    expect(passes(text, helm4)).toContain("KONG_TRUSTED_IPS");
  },
  "helm upgrade": (text) => {
    expect(passes(text)).toContain("KONG_TRUSTED_IPS");
  },
  "kong-client-ip values": (text) => {
    writeFileSync(join(home, "values.yaml"), "proxy:\n  tls:\n    parameters: [http2] # gRPC\n");
    const chartOf = "chart: { spec: { chart: kong, version: 2.38.0 } }";
    const api = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n";
    writeFileSync(join(home, "helm-release.yaml"), `${api}spec:\n  ${chartOf}\n  values: {}\n`);
    writeFileSync(join(home, "kustomization.yaml"), "resources: [kong.yaml]\n");
    passes(`helm template my-kong ${chart} > kong.yaml; ${text}`);
    expect(readFileSync(join(home, "new-release.yaml"), "utf8")).toContain("proxy_protocol");
    expect(readFileSync(join(home, "new-values.yaml"), "utf8")).toContain("[http2, proxy_protocol] # gRPC\n");
    expect(passes(`helm template my-kong ${chart} --values new-values.yaml`)).toContain("8000 proxy_protocol");
    expect(parse(readFileSync(join(home, "new.yaml"), "utf8")).patches).toHaveLength(2);
  },
  'import { postrender } from "kong-client-ip"': (text) => {
    const script = `const manifests = (await import("node:fs")).readFileSync(0, "utf8");\n${text}\nconsole.log(stream === manifests, changes.length, warnings.length);`;
    const { stdout, stderr, status } = run(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `process.argv; ${script.replace('"kong-client-ip"', JSON.stringify(join(root, "dist/index.js")))}`,
      ],
      {
        input: readFileSync(join(root, "examples/release.yaml"), "utf8"),
      },
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toBe("false 1 0\n");
  },
  "kong-client-ip preview": (text) => {
    expect(passes(`cd ${root}; export KONG_CLIENT_IP_CONFIG=${join(home, "kong-client-ip.yaml")}; ${text}`)).toContain(
      "the client",
    );
  },
  "KONG SEES": (text) => {
    const { stdout } = run(
      process.execPath,
      [join(root, "dist/cli.cjs"), "check", "--cloud", "eks", "examples/release.yaml"],
      { cwd: root },
    );
    expect(stdout).toBe(text);
  },
  "npm ci && npm test": (text) => {
    // This very run; .ci/run starts with the same two.
    expect(text).toBe("npm ci && npm test\n");
    expect(readFileSync(join(root, ".ci/run"), "utf8")).toMatch(/^npm ci\n[\s\S]*^npm test\n/m);
  },
};

beforeAll(() => {
  const tarball = run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", home], { cwd: root });
  const install = run("npm", [
    "install",
    "--global",
    "--offline",
    "--prefix",
    join(home, "npm"),
    join(home, tarball.stdout.trim()),
  ]);
  expect(install.status, install.stderr).toBe(0);
  writeFileSync(join(home, "kong-client-ip.yaml"), "method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\n");
});

test.each(blocks)("the README's block works: $text", ({ text }) => {
  const runs = Object.entries(RUNS).find(([mark]) => text.includes(mark));
  expect(runs, "a block that no test runs").toBeDefined();
  if (!helm3 && /\bhelm\b/.test(text)) return;
  runs?.[1](text);
});

test("the README keeps to links and files that exist", () => {
  for (const [, path = ""] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    expect(run("ls", [join(root, path)]).status, path).toBe(0);
  }
});
