import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Config, check, postrender } from "../src/index.ts";
import { command } from "./support/command.ts";
import { needing } from "./support/needs.ts";
import { root } from "./support/program.ts";

/** Releases as Helm 3 and Helm 4 render them, and this project's own. */
const corpus = process.env["KONG_CLIENT_IP_CORPUS"] ?? join(root, "../shared/corpus");
const hasCorpus = existsSync(corpus);
const streams = hasCorpus
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"))
  : [];
/** It renders an Ingress controller without a gateway. */
const WITHOUT_KONG = /with-konnect-license/;
const releases = [
  "examples/release.yaml",
  ...streams.filter((file) => !WITHOUT_KONG.test(file)).map((file) => join(corpus, file)),
].map((file) => ({ file, text: readFileSync(join(file.startsWith("/") ? "" : root, file), "utf8") }));
const isDefault = ({ file }: { file: string }) => /^examples|[a-z]-[\d.]+(?:-default-values)?\.yaml$/.test(file);

type Way = Pick<Config, "method" | "cloud">;

/** The ways of three clouds that their recommended load balancers can go. */
const WAYS: readonly Way[] = [
  { cloud: "eks", method: "external-traffic-policy" },
  { cloud: "gke", method: "external-traffic-policy" },
  { cloud: "aks", method: "external-traffic-policy" },
  { cloud: "eks", method: "proxy-protocol" },
  { cloud: "eks", method: "http-headers" },
  { cloud: "gke", method: "http-headers" },
  { cloud: "aks", method: "http-headers" },
];

/** What bites with a Kong or a chart of years ago, whatever the way: move to a newer one. */
const OF_AGE = ["long-proxy-header", "no-http2"];

const needsTrust = ({ method }: Way) => method !== "external-traffic-policy";

/** The load balancer for headers is an Ingress, before which the chart's own one would be a side door. */
const inputOf = (text: string, { method }: Way) =>
  method === "http-headers" ? text.replaceAll("type: LoadBalancer", "type: ClusterIP") : text;

describe(needing("A run on a chart's defaults", { corpus: hasCorpus }), () => {
  describe.each(WAYS)("$method with what $cloud recommends", (way) => {
    const args = [`--cloud=${way.cloud}`, `--method=${way.method}`];
    if (needsTrust(way)) args.push("--trusted-cidr=10.0.0.0/16");

    test.each(releases.filter(isDefault))("$file", ({ text }) => {
      const input = inputOf(text, way);
      const lines = (more: string[]) =>
        command([...args, ...more], { input })
          .stderr.replace(/\n$/, "")
          .split("\n");
      const exposure = way.method === "http-headers" ? [] : ["--exposure=internet-facing"];
      const kinds = lines(exposure).flatMap((line) => {
        const [, kind = line, code = ""] =
          /^kong-client-ip: (changed|warning|note): .*?(?:\[([a-z0-9-]+)\])?$/.exec(line) ?? [];
        return OF_AGE.includes(code) ? [] : [line.includes("--explain shows") ? "count" : kind];
      });
      expect(kinds.join(" ")).toMatch(/^changed(?: changed)*(?: warning){0,2}(?: count)?$/);
      // Who leaves open how public it shall be, is told what it becomes.
      const notes = lines([]).filter((line) => line.includes(": note: ") && !line.includes("--explain shows"));
      expect(notes.filter((line) => !line.includes("set exposure"))).toEqual([]);
    });
  });
});

/** What is left to do on best results, each with what in the manifests asks for it. */
const LEFT: Record<string, RegExp> = {
  "one-replica": /replicas: 1$/m,
  "long-proxy-header": /image: "?\S*kong\S*:(?:[12]\.|3\.[0-5]\b)/,
  "no-http2": /name: KONG_PROXY_LISTEN\n *value: (?!.*http2)/,
  "family-not-trusted": /ipFamil/,
  "plain-callers": /name: KONG_STREAM_LISTEN\n *value: (?!"?off)/,
  "uncovered-ports": /name: KONG_STREAM_LISTEN\n *value: (?!"?off)/,
};

describe(needing("With callers inside and a NetworkPolicy", { corpus: hasCorpus }), () => {
  test.each(WAYS)("$method with what $cloud recommends is clean, or tells what its manifests lack", (way) => {
    const config: Config = {
      ...way,
      ...(needsTrust(way) && { trustedCIDRs: ["10.0.0.0/16"], networkPolicy: true }),
      ...(way.method === "proxy-protocol" && { inCluster: true }),
    };
    const clean = releases.filter(({ file, text }) => {
      const { stream, warnings } = postrender(inputOf(text, way), config);
      const found = check(stream, config, { file }).findings.filter(({ severity }) => severity !== "note");
      expect(found.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(found.map(({ code }) => code).sort()).toEqual(warnings.map(({ code }) => code).sort());
      for (const { code } of warnings) expect(LEFT[code]?.test(text), `${code} in ${file}`).toBe(true);
      return warnings.length === 0;
    });
    const share = { "external-traffic-policy": 0, "proxy-protocol": 0.7, "http-headers": 0.85 }[way.method];
    expect(clean.length).toBeGreaterThanOrEqual(share * releases.length);
  });

  test("A run with several replicas has nothing to warn about", () => {
    for (const { file, text } of releases) {
      const input = text.replaceAll(/^( *)replicas: 1$/gm, "$1replicas: 2");
      for (const cloud of ["eks", "gke", "aks"])
        expect(postrender(input, { cloud, method: "external-traffic-policy" }).warnings, file).toEqual([]);
    }
  });
});
