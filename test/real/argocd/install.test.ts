import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { argocdSettings } from "../../../src/config/argocd.ts";
import { SETTINGS } from "../../../src/config/table.ts";
import { needing } from "../../support/needs.ts";
import { kubectl, root, run } from "../../support/tools.ts";
import { ok } from "../helm/ways.ts";
import { jq, type Parameter, plain, plugin, runPlugin, temp } from "./sidecar.ts";

const folder = join(root, "examples/argocd");
const text = (file: string) => readFileSync(join(folder, file), "utf8");

afterAll(() => rmSync(temp, { recursive: true, force: true }));

/** Source: Argo CD, cmpserver/plugin/config.go (ValidatePluginConfig) and repository.proto (ParameterAnnouncement). */
test("plugin.yaml is what Argo CD's server for plugins accepts", () => {
  expect(plugin).toMatchObject({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ConfigManagementPlugin",
    metadata: { name: "kong-client-ip" },
  });
  expect(Object.keys(plugin.spec)).toEqual(["init", "generate", "parameters"]);
  for (const { command, args } of [plugin.spec.init, plugin.spec.generate]) {
    expect([...command, ...(args ?? [])]).toEqual(["sh", "-euc", expect.any(String)]);
  }
  const keys = ["name", "title", "tooltip", "required", "itemType", "collectionType", "string", "array", "map"];
  for (const announced of plugin.spec.parameters.static) {
    expect(keys).toEqual(expect.arrayContaining(Object.keys(announced)));
    expect(announced).toMatchObject({
      name: expect.any(String),
      title: expect.any(String),
      tooltip: expect.any(String),
    });
    expect(["string", "array", "map"]).toContain(announced.collectionType ?? "string");
    expect(typeof (announced.string ?? "")).toBe("string");
  }
});

test("The form shows every setting in its shape, and Helm's parameters are none of ours", () => {
  const announced = plugin.spec.parameters.static;
  const names = announced.map(({ name }) => name);
  expect(names).toEqual([
    ...new Set(SETTINGS.map(({ path }) => path[0])),
    ...["config", "release-name", "values-files", "values", "helm-parameters"],
  ]);
  const filled = announced.map(({ name, collectionType = "string", itemType }): Parameter => {
    const value = itemType === "boolean" ? "true" : "a";
    const values = { string: value, array: [value], map: { release: value } };
    return { name, [collectionType]: values[collectionType as keyof typeof values] };
  });
  const { layers, config } = argocdSettings({ ARGOCD_APP_PARAMETERS: JSON.stringify(filled) });
  expect(layers[1]?.value).toEqual({
    ...Object.fromEntries(names.slice(0, -5).map((name) => [name, "a"])),
    ...{ trustedCIDRs: ["a"], realIPRecursive: true, allowTrustAll: true, target: { release: "a" } },
    ...{ inCluster: true, networkPolicy: true, nodePorts: true, sourceRanges: ["a"] },
  });
  expect(config).toBe("a");
});

interface Container {
  name: string;
  volumeMounts: { name: string; mountPath: string }[];
}

test.skipIf(!kubectl)(needing("kubectl kustomize adds the sidecar to a repo server", { kubectl }), () => {
  const home = mkdtempSync(join(temp, "kustomize "));
  cpSync(folder, join(home, "kong-client-ip"), { recursive: true });
  const server =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: argocd-repo-server}\nspec:\n  template:\n    spec:\n      containers:\n      - name: argocd-repo-server\n        image: argocd\n        volumeMounts: [{name: tmp, mountPath: /tmp}]\n      volumes: [{name: var-files, emptyDir: {}}, {name: plugins, emptyDir: {}}, {name: tmp, emptyDir: {}}]\n";
  writeFileSync(join(home, "server.yaml"), server);
  writeFileSync(
    join(home, "kustomization.yaml"),
    /```yaml\n( *resources:[\s\S]*?)```/.exec(text("README.md"))?.[1]?.replace(/https:\S+/, "server.yaml") ?? "",
  );
  const built = ok(run(kubectl ?? "", ["kustomize", home]));
  const [config, deployment] = parseAllDocuments(built).map((document) => document.toJS());
  expect(config).toMatchObject({ kind: "ConfigMap", metadata: { namespace: "argocd" } });
  expect(config.data["plugin.yaml"]).toBe(text("plugin.yaml"));
  const { containers, volumes } = deployment.spec.template.spec;
  expect(containers.map(({ name }: Container) => name).sort()).toEqual(["argocd-repo-server", "kong-client-ip"]);
  expect(containers.find(({ name }: Container) => name === "argocd-repo-server").image).toBe("argocd");
  const sidecar = containers.find(({ name }: Container) => name === "kong-client-ip");
  expect(sidecar).toMatchObject({
    image: "registry.example.com/kong-client-ip-argocd:0.1.0",
    command: ["/var/run/argocd/argocd-cmp-server"],
    securityContext: {
      runAsUser: 999,
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    },
  });
  const mounts = Object.fromEntries(
    sidecar.volumeMounts.map(({ mountPath, name }: Container["volumeMounts"][0]) => [mountPath, name]),
  );
  expect(mounts).toEqual({
    "/var/run/argocd": "var-files",
    "/home/argocd/cmp-server/plugins": "plugins",
    "/home/argocd/cmp-server/config/plugin.yaml": "kong-client-ip-plugin",
    "/tmp": "kong-client-ip-tmp",
  });
  const byName = Object.fromEntries(volumes.map(({ name, ...volume }: { name: string }) => [name, volume]));
  expect(Object.keys(byName)).toEqual(expect.arrayContaining(Object.values(mounts)));
  expect(byName["kong-client-ip-plugin"]).toEqual({ configMap: { name: config.metadata.name } });
  expect(config.metadata.name).toMatch(/^kong-client-ip-plugin-\w+$/);
});

test("The image has what the commands need, of versions that are pinned, and runs as Argo CD's user", () => {
  const file = text("Containerfile");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(file).toContain(`ARG PACKAGE=kong-client-ip-${version}.tgz\n`);
  for (const name of [file, text("README.md")]) expect(name).toContain(`kong-client-ip-argocd:${version}`);
  expect(file).toMatch(/apt-get install .*\bjq\b/);
  expect(file.trimEnd()).toMatch(/\nUSER 999$/);
  const [, helm = ""] = /^ARG HELM=(.*)$/m.exec(file) ?? [];
  const sums = [...file.matchAll(/"([\da-f]{64}) {2}helm-v(.*)-linux-(\w+)\.tar\.gz"/g)];
  expect(sums.map(([, , ...rest]) => rest)).toEqual([
    [helm, "amd64"],
    [helm, "arm64"],
  ]);
});

interface Source {
  path: string;
  plugin: { name: string; parameters: Parameter[] };
}

/** The Applications of the examples, a generator's elements filled in as Argo CD does with plain keys. */
function applications(): [name: string, source: Source][] {
  const set = parse(text("applicationset.yaml")).spec;
  const elements: Record<string, string>[] = set.generators[0].list.elements;
  return [
    ["my-kong", parse(text("application.yaml")).spec.source],
    ...elements.map((element): [string, Source] => {
      const filled = JSON.stringify(set.template).replace(/\{\{ \.(\w+) \}\}/g, (_, key: string) => {
        expect(element, "missingkey=error").toHaveProperty([key]);
        return element[key] ?? "";
      });
      const { metadata, spec } = JSON.parse(filled);
      return [metadata.name, spec.source];
    }),
  ];
}

const balancer = "Service kong/my-kong-kong-proxy";
const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const CHANGES: Record<string, string[]> = {
  "my-kong": [
    `${balancer}: ${["type", "nlb-target-type", "proxy-protocol", "scheme"].map((name) => AWS + name).join(", ")}, externalTrafficPolicy`,
    "Deployment kong/my-kong-kong: KONG_PROXY_LISTEN, KONG_REAL_IP_HEADER, KONG_TRUSTED_IPS",
  ],
  "kong-eks-frankfurt": [
    `${balancer}: ${["type", "nlb-target-type", "proxy-protocol", "scheme"].map((name) => AWS + name).join(", ")}, externalTrafficPolicy`,
    "Deployment kong/my-kong-kong: KONG_PROXY_LISTEN, KONG_REAL_IP_HEADER, KONG_TRUSTED_IPS",
  ],
  "kong-gke-belgium": [`${balancer}: externalTrafficPolicy`],
  "kong-eks-dublin": [
    `${balancer}: ${["type", "nlb-target-type", "proxy-protocol", "scheme"].map((name) => AWS + name).join(", ")}`,
    "Deployment kong/my-kong-kong: KONG_PROXY_LISTEN, KONG_REAL_IP_HEADER, KONG_TRUSTED_IPS",
  ],
};

describe.skipIf(!jq || !plain.helm)(needing("The Application", { jq, Helm: plain.helm }), () => {
  test.each(applications())("%s is rendered as its parameters say", (name, source) => {
    expect(source.plugin.name).toBe(plugin.metadata.name);
    const call = { source: source.path, parameters: source.plugin.parameters, own: { ARGOCD_APP_NAME: name } };
    const { status, stdout, stderr } = runPlugin(call);
    expect(status, stderr).toBe(0);
    const { array, string = "" } = source.plugin.parameters.find((item) => item.name === "trustedCIDRs") ?? {};
    expect(stdout).toContain(array?.join() ?? string);
    const changes = [...stderr.matchAll(/^kong-client-ip: changed: (.*)$/gm)].map(([, change]) => change);
    expect(changes).toEqual(CHANGES[name]);
  });
});

test("The README is short, and names files that exist", () => {
  const lines = text("README.md").split("\n");
  expect(lines.length).toBeLessThanOrEqual(66);
  for (const [, path = ""] of text("README.md").matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    expect(existsSync(join(folder, path)), path).toBe(true);
  }
});

describe("Values first", () => {
  /** Runs the block of a page with a text in it, as it stands, beside some files. */
  const runBlock = (page: string, mark: string, files: Record<string, string>) => {
    const directory = mkdtempSync(join(temp, "values-"));
    mkdirSync(join(directory, ".bin"));
    symlinkSync(join(root, "dist/cli.cjs"), join(directory, ".bin/kong-client-ip"));
    for (const [name, content] of Object.entries({ "kong-client-ip.yaml": settings, ...files })) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content);
    }
    const markdown = readFileSync(join(root, page), "utf8");
    const [, block = ""] =
      [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].find(([text]) => text.includes(mark)) ?? [];
    const env = { ...process.env, PATH: `${join(directory, ".bin")}:${process.env["PATH"]}` };
    ok(run("sh", ["-euc", block], { cwd: directory, env }));
    return (name: string) => readFileSync(join(directory, name), "utf8");
  };
  const settings = "method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\n";

  test("the Application with several sources names the chart and the file that the page's command changes", () => {
    const [chart, values] = parse(text("multi-source.yaml")).spec.sources;
    expect(values.ref).toBe("values");
    const [file = ""] = chart.helm.valueFiles;
    const name = file.replace("$values/", "");
    const command = `--chart-version ${chart.targetRevision} < ${name} > new.yaml`;
    const read = runBlock("examples/argocd/README.md", command, { [name]: "replicaCount: 2 # for Local\n" });
    expect(read(name)).toMatch(/^replicaCount: 2 # for Local\n/);
    expect(parse(read(name)).env).toEqual({ real_ip_header: "proxy_protocol", trusted_ips: "10.0.0.0/16" });
  });

  test("a HelmRelease of Flux is changed in place", () => {
    const spec = "spec:\n  chart: { spec: { chart: kong, version: 2.38.0 } } # Kong's own\n";
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n${spec}`;
    const read = runBlock("examples/flux/README.md", "values helm-release", {
      "helm-release.yaml": `${release}  values: {}\n`,
    });
    expect(read("helm-release.yaml")).toContain(release);
    expect(parse(read("helm-release.yaml")).spec.values.env.trusted_ips).toBe("10.0.0.0/16");
  });
});

/** Source: argo-helm, charts/argo-cd/templates/argocd-repo-server/deployment.yaml (extraContainers, volumes). */
test("The values of the Helm chart argo-cd make the same sidecar as the patch", () => {
  const { extraContainers, volumes } = parse(text("argo-helm-values.yaml")).repoServer;
  expect({ containers: extraContainers, volumes }).toEqual(parse(text("sidecar.yaml")).spec.template.spec);
});
