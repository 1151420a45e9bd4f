/** Streams and configs of extreme size or shape, each grown by a number: what must take time in proportion to it. */

import { release as bytes } from "../../support/case.ts";

export const release = bytes.toString();
const [, service = "", gateway = ""] = release.split(/^---\n/m);

const many = (count: number, make: (index: number) => string, glue = ""): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(glue);

/** Puts lines before the one that starts with a key. */
const before = (text: string, key: string, addition: string): string =>
  text.replace(new RegExp(`^ *${key}:`, "m"), (line) => addition + line);

/** A release with something added to its Service and to its gateway. */
const grown = ({ inService = "", inEnv = "" }) =>
  `---\n${before(service, "spec", inService)}---\n${gateway.replace(/^ *- name: KONG_NGINX_DAEMON\n/m, (line) => inEnv + line)}`;

const document = (kind: string, body: string) =>
  `---\napiVersion: v1\nkind: ${kind}\nmetadata:\n  name: other\n${body}`;

const listen = (value: string) => gateway.replace(/"0.0.0.0:8000,[^"]*"/, JSON.stringify(value));

const serviceNamed = (index: number) => service.replace("demo-kong-proxy", `demo-kong-proxy-${index}`);
const gatewayNamed = (index: number) =>
  gateway.replaceAll("demo-kong", `demo-kong-${index}`).replace(/^metadata:\n/m, `metadata:\n  namespace: n${index}\n`);
const asItem = (text: string) =>
  text
    .replace(/^#.*\n/m, "")
    .replace(/^(?=.)/gm, "  ")
    .replace(/^ {2}/, "- ");

const json = (n: number, indent?: number) => {
  const meta = (name: string) => ({ name, labels: { "app.kubernetes.io/instance": "demo" } });
  const items = [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta("demo-kong-proxy"),
      spec: { type: "LoadBalancer", ports: [{ port: 80, targetPort: 8000 }], selector: { app: "k" } },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta("demo-kong"),
      spec: {
        template: {
          metadata: { labels: { app: "k" } },
          spec: {
            containers: [
              { name: "proxy", image: "kong:3.9", env: [{ name: "KONG_PROXY_LISTEN", value: "0.0.0.0:8000" }] },
            ],
          },
        },
      },
    },
    ...Array.from({ length: n }, (_, index) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: meta(`other-${index}`),
      spec: {
        type: "ClusterIP",
        ports: [{ name: "http", port: 80, targetPort: 8080 }],
        selector: { app: `other-${index}` },
      },
    })),
  ];
  return `${JSON.stringify({ apiVersion: "v1", kind: "List", items }, null, indent)}\n`;
};

export const PROXY = ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"];

export interface Extreme {
  /** A size that takes a second or less. */
  n: number;
  /** What this size may take, on a machine of its own. */
  most?: { seconds: number; megabytes: number };
  /** The stream; a small release by default. */
  text?: (n: number) => string;
  /** A config file, in place of arguments. */
  config?: (n: number) => string;
}

export const extremes: Record<string, Extreme> = {
  ...both("lines", 200_000, (n) => `data:\n${many(n, (index) => `  key-${index}: value ${index}\n`)}`),
  ...both("block-depth", 1_000, (n) => many(n, (index) => `${" ".repeat(index)}a:\n`)),
  ...both("flow-depth", 1_000, (n) => `data: ${"{a: ".repeat(n)}1${"}".repeat(n)}\n`),
  ...both("list-depth", 1_000, (n) => `data: ${"[".repeat(n)}${"]".repeat(n)}\n`),
  ...both("dash-depth", 1_000, (n) => `data:\n  ${"- ".repeat(n)}x\n`),
  ...both("long-plain", 4_000_000, (n) => `data: ${"x".repeat(n)}\n`),
  ...both("long-words", 4_000_000, (n) => `data: ${"x ".repeat(n / 2)}x\n`),
  ...both("long-single", 4_000_000, (n) => `data: '${"x".repeat(n)}'\n`),
  ...both("long-single-quotes", 4_000_000, (n) => `data: '${"''".repeat(n / 2)}'\n`),
  ...both("long-double", 4_000_000, (n) => `data: "${"x\\n".repeat(n / 3)}"\n`),
  ...both("long-block", 4_000_000, (n) => `data: |\n${"  some text of a line\n".repeat(n / 22)}`),
  ...both("long-folded", 4_000_000, (n) => `data: >\n${"  some text of a line\n".repeat(n / 22)}`),
  ...both("long-comment", 4_000_000, (n) => `# ${"x".repeat(n)}\ndata: x # ${"y".repeat(n)}\n`),
  ...both("many-comments", 200_000, (n) => `${"# some comment\n".repeat(n)}data: x\n`),
  ...both("blank-lines", 400_000, (n) => `${"\n".repeat(n)}data: x\n`),
  ...both("blanks", 4_000_000, (n) => `data: x${" ".repeat(n)}\n${" ".repeat(n)}\n`),
  ...both("flow-list", 400_000, (n) => `data: [${many(n, () => "a", ", ")}]\n`),
  ...both("flow-map", 100_000, (n) => `data: {${many(n, (index) => `a${index}: b`, ", ")}}\n`),
  ...both("multiline-plain", 100_000, (n) => `data: a\n${"  b\n".repeat(n)}`),
  ...both("multiline-double", 100_000, (n) => `data: "a\n${"  b\n".repeat(n)}"\n`),
  ...both("staircase", 1_000, (n) => `data:\n${many(n, (index) => `${" ".repeat((index % 40) + 1)}a${index}:\n`)}`),
  ...both("unclosed", 400_000, (n) => `data: ${"[".repeat(50)}${"a, ".repeat(n)}\n`),
  ...both("unclosed-quote", 400_000, (n) => `data: "${"x\n ".repeat(n)}\n`),
  ...both(
    "bombs",
    12,
    (n) =>
      `data:\n  a0: &a0 [x, x, x]\n${many(n, (index) => `  a${index + 1}: &a${index + 1} [${many(9, () => `*a${index}`, ", ")}]\n`)}`,
  ),
  ...both(
    "anchors",
    50_000,
    (n) => `data:\n${many(n, (index) => `  a${index}: &a${index} x\n  b${index}: *a${index}\n`)}`,
  ),
  ...both(
    "merges",
    1_000,
    (n) =>
      `base: &base\n${many(n, (index) => `  k${index}: x\n`)}data:\n${many(n / 10, (index) => `  d${index}:\n    <<: *base\n`)}`,
  ),
  ...both("document-ends", 50_000, (n) => `data: x\n${"...\n".repeat(n)}`),
  ...both("carriage-returns", 200_000, (n) => `data: x\n${"\r\n".repeat(n)}`),
  separators: { n: 200_000, text: (n) => release + "---\n".repeat(n) },
  "small-services": {
    n: 10_000,
    text: (n) => release + many(n, (index) => document("Service", `spec:\n  ports:\n  - port: ${index}\n`)),
  },
  "small-configmaps": {
    n: 50_000,
    text: (n) => release + many(n, (index) => document("ConfigMap", `data:\n  a: b${index}\n`)),
  },
  "kind-line": { n: 4_000_000, text: (n) => `${release}---\napiVersion: v1\nkind: ${"Service".repeat(n / 7)}\n` },
  "kind-lines": { n: 200_000, text: (n) => `${release}---\n${"kind: ConfigMap\n".repeat(n)}` },
  "env-entries": {
    n: 20_000,
    text: (n) => grown({ inEnv: many(n, (index) => `        - name: OTHER_${index}\n          value: "${index}"\n`) }),
  },
  "env-of-kong": {
    n: 20_000,
    text: (n) =>
      grown({
        inEnv: many(
          n,
          (index) => `        - name: KONG_${"X".repeat(index % 20)}_${index}\n          value: "${index}"\n`,
        ),
      }),
  },
  "env-duplicates": {
    n: 20_000,
    text: (n) => grown({ inEnv: many(n, () => `        - name: KONG_TRUSTED_IPS\n          value: 10.0.0.0/8\n`) }),
  },
  "env-first-duplicates": {
    n: 20_000,
    text: (n) =>
      `---\n${service}---\n${gateway.replace(/ {8}env:\n/, (line) => line + many(n, () => `        - name: KONG_TRUSTED_IPS\n          value: 10.0.0.0/8\n`))}`,
  },
  annotations: {
    n: 20_000,
    text: (n) => grown({ inService: `  annotations:\n${many(n, (index) => `    example.com/a${index}: b\n`)}` }),
  },
  silences: {
    n: 20_000,
    text: (n) =>
      grown({
        inService: `  annotations:\n    kong-client-ip/silence: "${many(n, (index) => `code-${index}: because`, "; ")}"\n`,
      }),
  },
  "silence-blanks": {
    n: 20_000,
    text: (n) => grown({ inService: `  annotations:\n    kong-client-ip/silence: "code: a${" ".repeat(n)}b"\n` }),
  },
  labels: { n: 20_000, text: (n) => grown({ inService: many(n, (index) => `    l${index}: x\n`) }) },
  listeners: {
    n: 2_000,
    text: (n) =>
      `---\n${service.replace(/^ {2}ports:\n/m, (line) => line + many(n, (index) => `  - port: ${index + 10000}\n    name: p${index}\n`))}---\n${listen(many(n, (index) => `0.0.0.0:${index + 10000}`, ", "))}`,
  },
  "stream-listeners": {
    n: 2_000,
    text: (n) =>
      `---\n${service.replace(/^ {2}ports:\n/m, (line) => line + many(n, (index) => `  - port: ${index + 10000}\n    name: p${index}\n`))}---\n${gateway.replace(/"off"/, JSON.stringify(many(n, (index) => `0.0.0.0:${index + 10000}`, ", ")))}`,
  },
  "named-ports": {
    n: 2_000,
    text: (n) =>
      `---\n${service.replace(/^ {2}ports:\n/m, (line) => line + many(n, (index) => `  - port: ${index + 10000}\n    targetPort: p${index}\n`))}---\n${listen(many(n, (index) => `0.0.0.0:${index + 10000}`, ", "))}${many(n, (index) => `        - name: p${index}\n          containerPort: ${index + 10000}\n`)}`,
  },
  "listener-blanks": {
    n: 20_000,
    text: (n) => `---\n${service}---\n${listen(`0.0.0.0:8000 ${" ".repeat(n)}reuseport, 0.0.0.0:8443 ssl http2`)}`,
  },
  "listener-flags": {
    n: 20_000,
    text: (n) =>
      `---\n${service}---\n${listen(`0.0.0.0:8000 ${many(n, (index) => `backlog=${index}`, " ")}, 0.0.0.0:8443 ssl http2`)}`,
  },
  image: { n: 20_000, text: (n) => `---\n${service}---\n${gateway.replace("kong:3.9", `${":1.1".repeat(n)}/kong`)}` },
  trusted: {
    n: 2_000,
    text: (n) =>
      grown({
        inEnv: `        - name: KONG_TRUSTED_IPS\n          value: "${many(n, (index) => `10.${index >> 8}.${index & 255}.0/24`, ",")}"\n`,
      }),
  },
  "front-services": { n: 2_000, text: (n) => `---\n${gateway}${many(n, (index) => `---\n${serviceNamed(index)}`)}` },
  "front-services-list": {
    n: 2_000,
    text: (n) =>
      `---\n${gateway}---\napiVersion: v1\nkind: List\nitems:\n${many(n, (index) => asItem(serviceNamed(index)))}`,
  },
  "front-services-of-many-gateways": {
    n: 1_000,
    most: { seconds: 2, megabytes: 500 },
    text: (n) =>
      many(n, (index) => `---\n${serviceNamed(index)}---\n${gateway.replace("name: demo-kong", `$&-${index}`)}`),
  },
  "other-services": {
    n: 10_000,
    text: (n) =>
      `${release}${many(n, (index) => `---\n${serviceNamed(index).replace("app: demo-kong", `app: other-${index}`)}`)}`,
  },
  gateways: {
    n: 1_000,
    text: (n) =>
      many(n, (index) => `---\n${service.replaceAll("demo-kong", `demo-kong-${index}`)}---\n${gatewayNamed(index)}`),
  },
  "gateways-of-one-label": {
    n: 500,
    text: (n) =>
      many(
        n,
        (index) =>
          `---\n${service.replace(/^metadata:\n/m, `metadata:\n  namespace: n${index}\n`)}---\n${gateway.replace(/^metadata:\n/m, `metadata:\n  namespace: n${index}\n`)}`,
      ),
  },
  "gateways-list": {
    n: 500,
    text: (n) =>
      `---\napiVersion: v1\nkind: List\nitems:\n${many(n, (index) => asItem(service.replaceAll("demo-kong", `demo-kong-${index}`)) + asItem(gatewayNamed(index)))}`,
  },
  "list-items": {
    n: 10_000,
    text: (n) =>
      `${release}---\napiVersion: v1\nkind: List\nitems:\n${many(n, (index) => `- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: c${index}\n`)}`,
  },
  "json-line": { n: 10_000, text: (n) => json(n, undefined) },
  "json-pretty": { n: 10_000, text: (n) => json(n, 2) },
  hooks: {
    n: 5_000,
    text: (n) =>
      many(n, (index) => `---\nkind: Job\nmetadata:\n  name: j${index}\n  annotations:\n    helm.sh/hook: test\n`),
  },
  "no-kong": {
    n: 20_000,
    text: (n) => many(n, (index) => document("ConfigMap", `data:\n  a: helm.sh/hook ${index}\n`)),
  },
  blank: { n: 10_000_000, text: (n) => " ".repeat(n) },
  zeros: { n: 10_000_000, text: (n) => `${release}${"\0".repeat(n)}` },
  "config-cidrs": {
    n: 2_000,
    config: (n) =>
      `method: proxy-protocol\ncloud: eks\ntrustedCIDRs:\n${many(n, (index) => `- 10.${index >> 8}.${index & 255}.0/24\n`)}`,
  },
  "config-providers": {
    n: 500,
    config: (n) =>
      `method: http-headers\ncloud: cloudflare\ntrustedCIDRs:\n${many(n, () => "- provider:cloudflare\n")}`,
  },
  "config-keys": {
    n: 10_000,
    config: (n) => `method: proxy-protocol\ncloud: eks\n${many(n, (index) => `k${index}: x\n`)}`,
  },
  "config-key": { n: 1_000_000, config: (n) => `method: proxy-protocol\ncloud: eks\n${"k".repeat(n)}: x\n` },
  "config-method": { n: 1_000_000, config: (n) => `method: ${"proxy".repeat(n / 5)}\ncloud: eks\n` },
  "config-cidr": {
    n: 1_000_000,
    config: (n) => `method: proxy-protocol\ncloud: eks\ntrustedCIDRs: ["${"1.".repeat(n / 2)}"]\n`,
  },
  "config-depth": { n: 1_000, config: (n) => `patches: ${"[".repeat(n)}\n` },
  "config-patches": {
    n: 1_000,
    config: (n) =>
      `method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\npatches:\n${many(n, (index) => `- target: service\n  patch: [{op: add, path: /metadata/labels/l${index}, value: x}]\n`)}`,
  },
  "config-silences": {
    n: 2_000,
    config: (n) =>
      `method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\nsilence:\n${many(n, () => "- { code: one-replica, reason: because }\n")}`,
  },
};

/** A body in a document that cannot matter, and in one that can. */
function both(name: string, n: number, body: (n: number) => string): Record<string, Extreme> {
  const kinds = ["ConfigMap", "Service"];
  return Object.fromEntries(
    kinds.map((kind) => [`${name}-${kind}`, { n, text: (size: number) => release + document(kind, body(size)) }]),
  );
}
