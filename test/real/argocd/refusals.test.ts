import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { needing } from "../../support/needs.ts";
import { ok } from "../helm/ways.ts";
import { type Call, jq, type Parameter, pathWith, plain, repository, runPlugin, temp } from "./sidecar.ts";

const gke: Parameter[] = [
  { name: "method", string: "external-traffic-policy" },
  { name: "cloud", string: "gke" },
];
const error = "kong-client-ip plugin: error:";
const skip = !jq || !plain.helm;

afterAll(() => rmSync(temp, { recursive: true, force: true }));

interface Refusal extends Call {
  title: string;
  says: string;
  status?: number;
}

const extra = (...parameters: Parameter[]) => ({ parameters: [...gke, ...parameters] });
const chartWith = (files: Record<string, string>) => ({
  parameters: gke,
  repository: repository(
    "charts/kong",
    Object.fromEntries(Object.entries(files).map(([k, v]) => [`charts/kong/${k}`, v])),
  ),
});
/** A chart that renders what is given, and nothing else. */
const chartOf = (template: string) => {
  const home = repository("unused", {
    "charts/kong/Chart.yaml": "apiVersion: v2\nname: other\nversion: 1.0.0\n",
    "charts/kong/templates/all.yaml": template,
  });
  return { parameters: gke, repository: home };
};
const pass: Parameter = { name: "ifNoKong", string: "pass" };

const refusals: Refusal[] = [
  // Wrong parameters of ours.
  {
    title: "a slip in a parameter's name",
    parameters: [{ name: "metod", string: "x" }],
    says: 'there is no parameter "metod"; did you mean method?',
  },
  {
    title: "a parameter of another shape",
    parameters: [{ name: "method", array: ["x"] }],
    says: 'parameter "method" is an array; give it as a string',
  },
  { title: "no parameters", says: "method is missing" },
  {
    title: "a slip in plugin.env",
    env: { KONG_CLIENT_IP_METODH: "x" },
    says: "did you mean ARGOCD_ENV_KONG_CLIENT_IP_METHOD?",
  },
  {
    title: "a config file of the sidecar",
    ...extra({ name: "config", string: "/etc/passwd" }),
    says: "outside of the repository",
  },
  // Wrong parameters of Helm's.
  {
    title: "a slip in a name of Helm's",
    ...extra({ name: "valueFiles", array: [] }),
    says: `${error} there is no parameter "valueFiles"; did you mean values-files?`,
  },
  {
    title: "one values file as a string",
    ...extra({ name: "values-files", string: "a" }),
    says: `${error} parameter values-files is of type string; make it a parameter of type array`,
  },
  {
    title: "values as a map",
    ...extra({ name: "values", map: { a: "b" } }),
    says: `${error} parameter values is of type map; make it a parameter of type string`,
  },
  {
    title: "a parameter twice",
    ...extra({ name: "values", string: "a: 1" }, { name: "values", string: "a: 2" }),
    says: `${error} parameter values stands twice; remove one`,
  },
  {
    title: "parameters that are none",
    own: { ARGOCD_APP_PARAMETERS: "{" },
    says: `${error} ARGOCD_APP_PARAMETERS is not a list of parameters`,
  },
  ...["absent.yaml", "/etc/passwd", "../../../outside.yaml", "https://example.com/values.yaml", "-", "templates"].map(
    (name): Refusal => ({
      title: `the values file ${name}`,
      ...extra({ name: "values-files", array: ["values.yaml", name] }),
      says: `${error} values file ${name} is not in the repository; name it as seen from the chart`,
    }),
  ),
  { title: "values that are no YAML", ...extra({ name: "values", string: "a: [" }), status: 1, says: "values.yaml" },
  {
    title: "a release name that Helm does not take",
    ...extra({ name: "release-name", string: "My Kong" }),
    status: 1,
    says: "invalid release name",
  },
  // Helm and its charts.
  {
    title: "no Helm",
    ...extra(),
    path: pathWith({ helm: undefined }),
    says: `${error} helm is not on the PATH; add it to the image of the sidecar`,
  },
  {
    title: "no kong-client-ip",
    ...extra(),
    path: pathWith({ "kong-client-ip": undefined }),
    says: `${error} kong-client-ip is not on the PATH`,
  },
  {
    title: "a chart that cannot be rendered",
    ...chartWith({ "templates/bad.yaml": '{{ fail "no way" }}' }),
    status: 1,
    says: "no way",
  },
  {
    title: "a chart with a template that is no YAML",
    ...chartWith({ "templates/bad.yaml": "a: [" }),
    status: 1,
    says: "YAML parse error",
  },
  {
    title: "no chart",
    parameters: gke,
    repository: repository("other", { "charts/kong/README.md": "" }),
    status: 1,
    says: "Chart.yaml file is missing",
  },
  {
    title: "Helm that ends half way",
    ...extra(),
    path: pathWith({ helm: `"${join(plain.path, "helm")}" "$@" | sed 200q; exit 9` }),
    status: 9,
    says: "",
  },
  {
    title: "kong-client-ip that ends half way",
    ...extra(),
    path: pathWith({ "kong-client-ip": "echo 'kind: Service'; exit 1" }),
    status: 1,
    says: "",
  },
  // What Argo CD would take for an Application without resources.
  { title: "a chart without manifests", ...chartOf(""), status: 1, says: "kong-client-ip: error:" },
  {
    title: "a chart without manifests, where Kong need not be",
    ...chartOf(""),
    ...extra(pass),
    repository: chartOf("").repository,
    says: `${error} the chart renders no resources`,
  },
  {
    title: "a chart of comments, where Kong need not be",
    ...extra(pass),
    repository: chartOf("# kind: Service\n").repository,
    says: `${error} the chart renders no resources`,
  },
  {
    title: "a chart without Kong",
    ...chartOf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
    status: 1,
    says: "no workload runs Kong's proxy",
  },
];

describe.skipIf(skip)(needing("Nothing is printed, and the fault is told, for", { jq, Helm: plain.helm }), () => {
  test.each(refusals)("$title", ({ status = 2, says, title, ...call }) => {
    const outcome = runPlugin(call);
    expect(outcome).toMatchObject({ status, stdout: "", stderr: expect.stringContaining(says) });
    expect(outcome.stderr).not.toContain("do-not-print-me");
    expect(outcome.stderr).not.toContain("root:");
  });
});

test.skipIf(skip)(needing("A chart without Kong is printed where that is allowed", { jq, Helm: plain.helm }), () => {
  const { repository } = chartOf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
  expect(ok(runPlugin({ ...extra(pass), repository }))).toContain("kind: ConfigMap");
});
