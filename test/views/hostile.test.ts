/** Nothing of a document acts in what is printed: whole commands, given the names and lines of somebody who means harm. */

import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { checkSarif } from "../../src/views/check/sarif.ts";
import { hostile, isCommand, isSeen } from "../escape/hostile.ts";
import { runs } from "../manifests/arbitrary.ts";
import { checked } from "../support/checked.ts";
import { command } from "../support/command.ts";

interface Names {
  service: string;
  workload: string;
  namespace: string;
  /** Stands beside what a run changes. */
  comment: string;
}

const names = fc.record({
  service: hostile,
  workload: hostile,
  namespace: hostile,
  // What ends a line for Kubernetes ends the comment, and a document with control characters is refused.
  comment: hostile.map((text) => text.replace(/(?!\t)\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udfff]/gu, "")),
});

const HARMLESS: Names = { service: "my_demo", workload: "my_demo", namespace: "my_space", comment: "a comment" };

/** ASCII alone, since YAML does not let everything stand in quotes as it is. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const manifests = ({ service, workload, namespace, comment }: Names): string => `apiVersion: v1
kind: Service
metadata:
  # ${comment}
  name: ${quoted(service)}
  namespace: ${quoted(namespace)}
spec:
  type: LoadBalancer
  # ${comment}
  selector: {app: kong}
  ports:
  - {name: proxy, port: 80, targetPort: 8000}
  - {name: proxy-tls, port: 443, targetPort: 8443}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${quoted(workload)}
  namespace: ${quoted(namespace)}
spec:
  template:
    metadata: {labels: {app: kong}}
    spec:
      containers:
      - name: proxy
        image: kong:3.9
        env:
        - {name: KONG_PORT_MAPS, value: "80:8000, 443:8443"}
        # ${comment}
        - name: KONG_PROXY_LISTEN
          value: "0.0.0.0:8000, 0.0.0.0:8443 http2 ssl"
        # ${comment}
`;

const SETTINGS = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16"];

const run = (args: readonly string[], given: Names) => command([...args, ...SETTINGS], { input: manifests(given) });

function expectSeen(text: string): void {
  for (const line of text.split("\n")) {
    // Tabs of a manifest stay in its lines.
    expect(isSeen(line.replaceAll("\t", "")), JSON.stringify(line)).toBe(true);
    expect(isCommand(line), JSON.stringify(line)).toBe(false);
  }
}

const linesOf = (text: string): number => text.split("\n").length;

describe("Whatever a document has for names and comments", () => {
  test.each([
    ["preview", ["preview"]],
    ["check", ["check"]],
    ["a run", []],
    ["a run of a release that is not there", ["--service", "nobody"]],
    ["patches", ["patches"]],
  ])("%s says it in as many lines, all of which are seen, and commands nothing", (_, args) => {
    const usual = run(args, HARMLESS);
    fc.assert(
      fc.property(names, (given) => {
        const { status, stdout, stderr } = run(args, given);
        // Kubernetes knows no empty name, so there is nothing to be targeted.
        if (args[0] === "patches" && status === 1) return expectSeen(stderr);
        expect(status, stderr).toBe(usual.status);
        expectSeen(stderr);
        expect(linesOf(stderr)).toBe(linesOf(usual.stderr));
        // Manifests and patches are data, and their names are as they were.
        if (args.length === 0 || args[0] === "patches") return;
        expectSeen(stdout);
        expect(linesOf(stdout)).toBe(linesOf(usual.stdout));
      }),
      runs(100),
    );
  });

  test("a diff in Markdown, by a reader like GitHub's, has the same headings, fences, cells and items", () => {
    const skeleton = (text: string): string =>
      micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })
        .replace(/<code>[^<]*<\/code>/g, "")
        .replace(/[^<>]+(?=<|$)/g, "");
    const usual = skeleton(run(["preview", "--format", "markdown"], HARMLESS).stdout);
    expect(usual).toContain("<table><thead><tr><th>");
    fc.assert(
      fc.property(names, (given) => {
        const { status, stdout } = run(["preview", "--format", "markdown"], given);
        expect(status).toBe(0);
        expectSeen(stdout);
        expect(skeleton(stdout)).toBe(usual);
      }),
      runs(100),
    );
  });

  test("a page has the same elements, each closed, and attributes of ours alone", () => {
    const tags = (text: string) => text.match(/<[^>]*>/g)?.map((tag) => tag.replace(/ aria-label="[^"]*"/, ""));
    const usual = tags(run(["preview", "--format", "html"], HARMLESS).stdout);
    expect(usual).toContain("<summary>");
    fc.assert(
      fc.property(names, (given) => {
        const { status, stdout } = run(["preview", "--format", "html"], given);
        expect(status).toBe(0);
        expectSeen(stdout);
        expect(tags(stdout)).toEqual(usual);
      }),
      runs(100),
    );
  });

  test("JSON has the names as they are", () => {
    fc.assert(
      fc.property(names, (given) => {
        // An empty namespace is none.
        const where = given.namespace === "" ? given.workload : `${given.namespace}/${given.workload}`;
        const preview = run(["preview", "--format", "json"], given).stdout;
        const check = run(["check", "--format", "json"], given).stdout;
        for (const text of [preview, check]) expectSeen(text);
        expect(JSON.parse(preview).diffs.flatMap(({ resources }: { resources: string[] }) => resources)).toContain(
          `Deployment ${where}`,
        );
        for (const { gateway } of JSON.parse(check).verdicts) expect(gateway).toBe(`Deployment ${where}`);
      }),
      runs(100),
    );
  });

  test("SARIF has messages without links, placeholders or line breaks", () => {
    const usual = JSON.parse(run(["check", "--format", "sarif"], HARMLESS).stdout);
    fc.assert(
      fc.property(names, (given) => {
        const { stdout } = run(["check", "--format", "sarif"], given);
        expectSeen(stdout);
        const log = JSON.parse(stdout);
        expect(log.runs[0].tool).toEqual(usual.runs[0].tool);
        expect(log.runs[0].results).toHaveLength(usual.runs[0].results.length);
        for (const { message } of log.runs[0].results) {
          expect(Object.keys(message)).toEqual(["text"]);
          expect(isSeen(message.text)).toBe(true);
          expect(message.text).not.toContain("](");
          expect(message.text).toMatch(/^(?:[^{}]|\{\{|\}\})*$/);
        }
      }),
      runs(100),
    );
  });
});

describe("Whatever the command line or a config says", () => {
  test.each<[string, (text: string) => ReturnType<typeof command>]>([
    ["a cloud", (text) => command(["check", `--cloud=${text}`], { input: manifests(HARMLESS) })],
    ["a CIDR", (text) => command([...SETTINGS, `--trusted-cidr=${text}x`], { input: manifests(HARMLESS) })],
    ["a key", (text) => command([], { config: `${quoted(`${text}x`)}: 1`, input: manifests(HARMLESS) })],
    ["a method", (text) => command([], { config: `method: ${quoted(`${text}x`)}`, input: manifests(HARMLESS) })],
    ["a command", (text) => command([`x${text}`])],
    ["a flag", (text) => command([`--x${text}`])],
    ["a cloud to look up", (text) => command(["clouds", `x${text}`])],
    ["a finding to explain", (text) => command(["check", `--explain=x${text}`])],
  ])("%s of that name is refused on one line, which is seen", (_, refused) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { status, stdout, stderr } = refused(text);
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
        expect(stderr).toMatch(/^kong-client-ip: error: .*\n$/);
        expectSeen(stderr);
      }),
      runs(100),
    );
  });
});

describe("Names of files", () => {
  test.each([
    ["a b.yaml", "a%20b.yaml"],
    ["javascript:alert(1).yaml", "./javascript:alert(1).yaml"],
    ["//evil.example/a.yaml", "file:///evil.example/a.yaml"],
    ["C:\\a\\b.yaml", "file:///C:/a/b.yaml"],
    ["a#b?c.yaml", "a%23b%3Fc.yaml"],
  ])("%s is %s in SARIF", (file, uri) => {
    const { runs: told } = JSON.parse(
      checkSarif(checked(manifests(HARMLESS), { config: { cloud: "eks" }, file }), "0.0.0"),
    );
    const [{ locations }] = told[0].results;
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });
});
