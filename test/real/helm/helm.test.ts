/**
 * Real Helm 3 and real Helm 4 render a real chart through the program.
 *
 * What cannot be done here: Helm 3's `install`, and either Helm's `upgrade` of a release that exists, ask the API server
 * for its version even with `--dry-run=client`, and there is no cluster. `helm template` runs the same install action
 * with the same post-renderer, and with `--is-upgrade` it renders what an upgrade would, hooks included.
 */

import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { executable, program } from "../../support/program.ts";
import { helm3, helm4, root, run } from "../../support/tools.ts";
import { read, withLocalPolicy, withProxyProtocol } from "./release.ts";
import { chart, environment, installNpmPackage, ok, temp, titled, ways } from "./ways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const eks = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16"];
const gke = ["--method", "external-traffic-policy", "--cloud", "gke"];
const config = "method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\n";
const message = /^ *kong-client-ip: /m;
const configFile = join(temp, "my config.yaml");
const workDir = join(temp, "work dir");
const noReleases = join(temp, "no releases.yaml");

beforeAll(async () => {
  await mkdir(workDir);
  await writeFile(join(workDir, "kong-client-ip.yaml"), config);
  await writeFile(configFile, config);
  await writeFile(noReleases, "[]\n");
  if (!executable && (helm3 || helm4)) installNpmPackage();
});

afterAll(() => rm(temp, { recursive: true, force: true }));

test("The plugin has the version of the package", () => {
  const text = (file: string) => readFileSync(join(root, file), "utf8");
  expect(parse(text("plugin.yaml")).version).toBe(JSON.parse(text("package.json")).version);
});

const renders = [
  { title: "renders PROXY protocol on EKS", args: eks, expected: withProxyProtocol },
  { title: "renders the Local policy on GKE", args: gke, expected: withLocalPolicy },
  {
    title: "passes arguments with spaces",
    args: ["--config", configFile],
    expected: withProxyProtocol,
  },
  {
    title: "runs it where Helm was started, so that a config file there is found",
    args: [],
    cwd: workDir,
    expected: withProxyProtocol,
  },
  {
    title: "renders an upgrade and leaves the hook Jobs' listeners alone",
    flags: ["--is-upgrade"],
    args: eks,
    expected: withProxyProtocol,
  },
];

const refusals = [
  { title: "trusted CIDRs are missing", args: eks.slice(0, 4), code: 2, says: /trusted/i },
  {
    title: "the release has no proxy Service",
    flags: ["--set", "proxy.enabled=false"],
    args: eks,
    code: 1,
    says: /Service/,
  },
];

for (const way of ways) {
  const { helm = "", major, renderer, env, plugin } = way;
  describe.skipIf(!helm)(titled(way.title, way), () => {
    const plain = (...flags: string[]) => read(ok(run(helm, ["template", "demo", chart, ...flags], { env })));
    const rendered = (command: string, flags: string[], args: string[], options = {}) => {
      const each = args.flatMap((arg) => ["--post-renderer-args", arg]);
      const all = [command, "demo", chart, ...flags, "--post-renderer", renderer, ...each];
      return run(helm, all, { cwd: temp, env, ...options });
    };

    if (plugin) {
      beforeAll(() => {
        ok(run(helm, ["plugin", "install", plugin], { env }));
      });

      test("lists the plugin and warns of nothing", () => {
        const { stdout, stderr } = run(helm, ["plugin", "list"], { env });
        expect(stdout).toMatch(/^kong-client-ip\s.*\spostrenderer\/v1\s/m);
        expect(stderr).toBe("");
      });
    }

    for (const { title, args, flags = [], cwd = temp, expected } of renders) {
      test(title, () => {
        const before = plain(...flags);
        expect(Object.keys(before)).toContain("Job/demo-kong-pre-upgrade-migrations");
        expect(read(ok(rendered("template", flags, args, { cwd })))).toEqual(expected(before));
      });
    }

    test("still finds a template by its name", () => {
      const flags = ["--show-only", "templates/services-proxy.yaml"];
      const release = read(ok(rendered("template", flags, gke)));
      expect(Object.keys(release)).toEqual(["Service/demo-kong-proxy"]);
      expect(release["Service/demo-kong-proxy"]?.spec?.externalTrafficPolicy).toBe("Local");
    });

    for (const { title, flags = [], args, code, says } of refusals) {
      test(`stops and shows our message when ${title}`, () => {
        const { status, stdout, stderr } = rendered("template", flags, args);
        expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
        expect(stderr).toMatch(message);
        expect(stderr).toMatch(says);
        expect(stderr).not.toContain("do-not-print-me");
        if (major === 3) expect(stderr).toContain(`exit status ${code}`);
      });
    }

    for (const command of major === 4 ? ["install", "upgrade --install"] : []) {
      test(`renders helm ${command}, where the hooks are in the same stream`, () => {
        const [name = "", ...flags] = `${command} --dry-run=client --output json`.split(" ");
        // Kept in memory, so that `upgrade` need not ask a cluster which releases there are: none.
        const memory = { ...env, HELM_DRIVER: "memory", HELM_MEMORY_DRIVER_DATA: noReleases };
        const printed: Printed = JSON.parse(ok(rendered(name, flags, eks, { env: memory })));
        const manifests = [printed.manifest, ...printed.hooks.map(({ manifest }) => manifest)];
        expect(read(manifests.join("\n---\n"))).toEqual(withProxyProtocol(plain()));
        const refused = rendered(name, flags, eks.slice(0, 4), { env: memory });
        expect(refused).toMatchObject({ status: 1, stderr: expect.stringMatching(message) });
      });
    }
  });
}

for (const [major, helm = ""] of [[3, helm3] as const, [4, helm4] as const]) {
  test.skipIf(!helm)(titled(`A pipe from Helm ${major} carries hooks too`, { major, helm }), () => {
    const env = environment("pipe");
    const input = ok(run(helm, ["template", "demo", chart, "--is-upgrade"], { env }));
    const before = read(input);
    expect(Object.keys(before)).toContain("Job/demo-kong-post-upgrade-migrations");
    const stdout = ok(run(program[0], [...program.slice(1), ...eks], { input, cwd: temp, env }));
    expect(read(stdout)).toEqual(withProxyProtocol(before));
  });
}

interface Printed {
  manifest: string;
  hooks: { manifest: string }[];
}
