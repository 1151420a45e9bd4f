import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { needing } from "../../support/needs.ts";
import { root, run } from "../../support/tools.ts";
import { read, withLocalPolicy, withProxyProtocol } from "../helm/release.ts";
import { cli, ok } from "../helm/ways.ts";
import { jq, type Parameter, plain, repository, runPlugin, sidecars, temp } from "./sidecar.ts";

const eks: Parameter[] = [
  { name: "method", string: "proxy-protocol" },
  { name: "cloud", string: "eks" },
  { name: "trustedCIDRs", array: ["10.0.0.0/16"] },
];
const gke: Parameter[] = [
  { name: "method", string: "external-traffic-policy" },
  { name: "cloud", string: "gke" },
];

afterAll(() => rmSync(temp, { recursive: true, force: true }));

describe.skipIf(!jq).each(sidecars)(needing("$title", { jq }), (sidecar) => {
  const { helm = "" } = sidecar;
  const skip = !helm;
  /** `helm template` of the tests' chart by hand, in the Application's namespace and for its cluster. */
  const template = (...flags: string[]) =>
    ok(
      run(helm, [
        "template",
        "demo",
        join(root, "test/real/helm/chart"),
        "-n",
        "kong",
        "--kube-version=1.31.0",
        ...flags,
      ]),
    );
  const generate = (parameters: Parameter[], call: Parameters<typeof runPlugin>[0] = {}) =>
    ok(runPlugin({ sidecar, parameters, ...call }));

  test.skipIf(skip)(needing("prints what a pipe prints, to the byte", { Helm: helm }), () => {
    const flags = ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"];
    const piped = ok(run(process.execPath, [cli, ...flags], { input: template() }));
    expect(generate(eks)).toBe(piped);
    expect(read(piped)).toEqual(withProxyProtocol(read(template())));
  });

  test.skipIf(skip)(needing("reads values files in their order, then values, then parameters", { Helm: helm }), () => {
    const files = {
      "charts/kong/a b.yaml": "image: kong:3.8\nproxy: {type: NodePort, http: {servicePort: 1, containerPort: 1}}\n",
      "charts/kong/c,'\"`$d\\.yaml": "image: kong:3.7\nproxy: {http: {servicePort: 2}}\n",
      "shared/e.yaml": "proxy: {http: {servicePort: 3, containerPort: 3}}\n",
    };
    const release = read(
      generate(
        [
          ...gke,
          { name: "values-files", array: ["a b.yaml", "", "c,'\"`$d\\.yaml", "../../shared/e.yaml"] },
          { name: "values", string: "proxy:\n  http:\n    servicePort: 4\n    containerPort: 4\n" },
          {
            name: "helm-parameters",
            map: { "proxy.http.containerPort": "5", "env.log_level": "a,b", "proxy.addresses": "{0.0.0.0}" },
          },
        ],
        { repository: repository("charts/kong", files) },
      ),
    );
    expect(release["Service/demo-kong-proxy"]?.spec).toMatchObject({
      type: "NodePort",
      ports: [{ port: 4, targetPort: 5 }, { port: 443 }],
    });
    const [container] = release["Deployment/demo-kong"]?.spec?.template?.spec.containers.slice(-1) ?? [];
    expect(container).toMatchObject({
      image: "kong:3.7",
      env: { KONG_LOG_LEVEL: { value: "a,b" }, KONG_PROXY_LISTEN: { value: "0.0.0.0:5, 0.0.0.0:8443 http2 ssl" } },
    });
  });

  test.skipIf(skip)(
    needing("gives charts the release, the namespace, the cluster's version and all that it serves", { Helm: helm }),
    () => {
      const text = [
        "apiVersion: v1",
        "kind: ConfigMap",
        "metadata: { name: seen, namespace: {{ .Release.Namespace }} }",
        "data:",
        "  release: {{ .Release.Name }}",
        "  version: {{ .Capabilities.KubeVersion.Version }}",
        '  gateway: {{ .Capabilities.APIVersions.Has "gateway.networking.k8s.io/v1/Gateway" | quote }}',
        '  batch: {{ .Capabilities.APIVersions.Has "batch/v1" | quote }}',
      ].join("\n");
      const crd =
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.example.com}\n";
      const files = { "charts/kong/templates/seen.yaml": text, "charts/kong/crds/a.yaml": crd };
      const seen = (own: Record<string, string>, ...more: Parameter[]) =>
        read(generate([...gke, ...more], { repository: repository("charts/kong", files), own }));
      const release = seen({});
      expect(release).toHaveProperty(["CustomResourceDefinition/a.example.com"]);
      expect(release["ConfigMap/seen"]).toMatchObject({
        metadata: { namespace: "kong" },
        data: { release: "demo", version: "v1.31.0", gateway: "true", batch: "true" },
      });
      const named = seen({}, { name: "release-name", string: "my-kong" });
      expect(named["ConfigMap/seen"]).toMatchObject({ data: { release: "my-kong" } });
      // An Application in a namespace of its own.
      expect(seen({ ARGOCD_APP_NAME: "team_app" })["ConfigMap/seen"]).toMatchObject({ data: { release: "app" } });
      // Argo CD leaves out what it does not know.
      expect(seen({ KUBE_VERSION: "", KUBE_API_VERSIONS: "" })["ConfigMap/seen"]).toMatchObject({
        data: { batch: "true" },
      });
    },
  );

  test.skipIf(skip)(
    needing("takes settings from parameters, then plugin.env, then the sidecar, then the chart's own file", {
      Helm: helm,
    }),
    () => {
      const home = repository("charts/kong", {
        "charts/kong/kong-client-ip.yaml": "method: external-traffic-policy\ncloud: nowhere\n",
        "clouds/gke.yaml": "method: external-traffic-policy\ncloud: gke\n",
      });
      const cloud = (parameters: Parameter[], call = {}) =>
        runPlugin({ sidecar, parameters, repository: home, ...call }).stderr;
      const own = { KONG_CLIENT_IP_CLOUD: "one" };
      const env = { KONG_CLIENT_IP_CLOUD: "two" };
      expect(cloud([])).toContain('kong-client-ip.yaml:2:1: unknown cloud "nowhere"');
      expect(cloud([], { own })).toContain('KONG_CLIENT_IP_CLOUD: unknown cloud "one"');
      expect(cloud([], { own, env })).toContain('ARGOCD_ENV_KONG_CLIENT_IP_CLOUD: unknown cloud "two"');
      expect(cloud([{ name: "cloud", string: "three" }], { own, env })).toContain(
        'ARGOCD_APP_PARAMETERS, cloud: unknown cloud "three"',
      );
      const local = withLocalPolicy(read(template()));
      const file = "../../clouds/gke.yaml";
      expect(read(generate([{ name: "config", string: file }], { repository: home }))).toEqual(local);
      expect(read(generate([], { repository: home, env: { KONG_CLIENT_IP_CONFIG: file } }))).toEqual(local);
    },
  );

  test.skipIf(skip)(
    needing("fetches dependencies that a chart from Git lacks, and leaves others alone", { Helm: helm }),
    () => {
      const chart =
        "apiVersion: v2\nname: outer\nversion: 1.0.0\ndependencies:\n- {name: gateway, version: 1.0.0, repository: file://../kong}\n";
      const home = repository("charts/kong", { "charts/outer/Chart.yaml": chart });
      const call = { sidecar, repository: home, source: "charts/outer", parameters: gke };
      expect(runPlugin(call)).toMatchObject({
        status: 1,
        stdout: "",
        stderr: expect.stringContaining("missing in charts/"),
      });
      for (const lock of [false, true]) {
        ok(runPlugin({ ...call, command: "init" }));
        expect(readdirSync(join(home, "charts/outer")).includes("Chart.lock"), `${lock}`).toBe(true);
        expect(read(ok(runPlugin(call)))).toEqual(withLocalPolicy(read(template())));
        rmSync(join(home, "charts/outer/charts"), { recursive: true });
      }
      ok(runPlugin({ sidecar, command: "init", own: { HELM_REPOSITORY_CONFIG: "/nowhere" } }));
    },
  );
});

/** Serves a directory until it is killed, and prints its address. */
const SERVER = `
  const { createServer } = require("node:http"), { readFileSync } = require("node:fs");
  const server = createServer(({ url }, answer) => answer.end(readFileSync("." + url)));
  server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port));`;

test.skipIf(!plain.helm)(
  needing("Dependencies come from the Helm repository that the chart names, with a lock or without", {
    Helm: plain.helm,
  }),
  async () => {
    const served = mkdtempSync(join(temp, "served "));
    const server = spawn(process.execPath, ["-e", SERVER], { cwd: served });
    try {
      const [line] = await once(server.stdout, "data");
      const url = String(line).trim();
      const helm = plain.helm ?? "";
      ok(run(helm, ["package", join(root, "test/real/helm/chart")], { cwd: served }));
      ok(run(helm, ["repo", "index", ".", "--url", url], { cwd: served }));
      const chart = `apiVersion: v2\nname: outer\nversion: 1.0.0\ndependencies:\n- {name: gateway, version: 1.0.0, repository: "${url}"}\n`;
      const home = repository("unused", { "charts/kong/Chart.yaml": chart });
      for (const sidecar of sidecars.filter((each) => each.helm)) {
        for (const lock of [false, true]) {
          expect(existsSync(join(home, "charts/kong/Chart.lock"))).toBe(lock);
          ok(runPlugin({ sidecar, repository: home, command: "init" }));
          expect(readdirSync(join(home, "charts/kong/charts"))).toEqual(["gateway-1.0.0.tgz"]);
          rmSync(join(home, "charts/kong/charts"), { recursive: true });
        }
        rmSync(join(home, "charts/kong/Chart.lock"));
      }
    } finally {
      server.kill();
    }
  },
);

test.skipIf(!jq || !plain.helm)(
  needing("A link in the repository counts for where it leads", { jq, Helm: plain.helm }),
  () => {
    const home = repository();
    mkdirSync(join(home, "shared"));
    writeFileSync(join(home, "shared/a.yaml"), "proxy: {type: NodePort}\n");
    symlinkSync("../../shared/a.yaml", join(home, "charts/kong/inside.yaml"));
    writeFileSync(join(temp, "outside.yaml"), "proxy: {type: NodePort}\n");
    symlinkSync(join(temp, "outside.yaml"), join(home, "charts/kong/outside.yaml"));
    const files = (name: string) =>
      runPlugin({ repository: home, parameters: [...gke, { name: "values-files", array: [name] }] });
    expect(ok(files("inside.yaml"))).toContain("type: NodePort");
    expect(files("outside.yaml")).toMatchObject({ status: 2, stdout: "" });
  },
);
