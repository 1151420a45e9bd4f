/** The package as those see it who import it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filter } from "../src/cli/commands/filter.ts";
import { commands } from "../src/cli/commands/index.ts";
import { FORMS } from "../src/config/short.ts";
import type { Config, Failure } from "../src/index.ts";
import { release } from "./support/case.ts";
import { kongClientIp, root } from "./support/program.ts";

const library: typeof import("../src/index.ts") = await import(join(root, "dist/index.js"));
const config: Config = { method: "proxy-protocol", cloud: "eks", trustedCIDRs: ["10.0.0.0/16"] };

function failureOf(stream: string, wrong: unknown): Failure {
  try {
    library.postrender(stream, wrong as Config);
  } catch (error) {
    return error as Failure;
  }
  throw new Error("it does not fail");
}

test("Text gives text, bytes give bytes, and both say the same as the program", () => {
  const bytes = library.postrender(new Uint8Array(release), config);
  const text = library.postrender(release.toString(), config);
  expect(bytes.stream).toBeInstanceOf(Uint8Array);
  expect(text.stream).toBe(bytes.stream.toString());
  expect({ ...text, stream: "" }).toEqual({ ...bytes, stream: "" });
  const flags = ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"];
  expect(kongClientIp(flags, { input: release }).stdout.equals(bytes.stream)).toBe(true);
});

test("A result tells the patches it made, and its warnings", () => {
  const { changes, warnings } = library.postrender(release.toString(), config);
  expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "Service demo-kong-proxy",
    "Deployment demo-kong",
  ]);
  expect(changes[0]?.patch).toContainEqual({ op: "add", path: "/spec/externalTrafficPolicy", value: "Cluster" });
  expect(warnings.length).toBeGreaterThan(0);
  for (const warning of warnings)
    expect(warning).toEqual({
      code: expect.stringMatching(/^\S+$/),
      where: expect.stringMatching(/^(Service|Deployment) demo-kong/),
      what: expect.any(String),
      remedy: expect.any(String),
    });
});

test("A byte order mark and Windows line ends survive in text, too", () => {
  const text = `\uFEFF${release.toString().replaceAll("\n", "\r\n")}`;
  const { stream } = library.postrender(text, { method: "external-traffic-policy", cloud: "gke" });
  expect(stream.replace("  externalTrafficPolicy: Local\r\n", "")).toBe(text);
});

test("A Uint8Array that is a window of a larger one is read as such", () => {
  const window = new Uint8Array(Buffer.concat([Buffer.from("xxx"), release, Buffer.from("yyy")])).subarray(3, -3);
  const { stream } = library.postrender(window, config);
  expect(stream.toString()).toBe(library.postrender(release.toString(), config).stream);
});

test("Neither the stream nor the config is changed", () => {
  const stream = new Uint8Array(release);
  const patches = [{ target: "service" as const, patch: [{ op: "add" as const, path: "/spec/a", value: { b: [1] } }] }];
  const given: Config = { ...config, patches, target: { release: "demo" } };
  const before = structuredClone(given);
  library.postrender(stream, given);
  expect(Buffer.from(stream).equals(release)).toBe(true);
  expect(given).toEqual(before);
});

test("A failure has a code, a place, what is wrong, what to do, and an exit code", () => {
  const failure = failureOf(release.toString(), { ...config, cloud: "eek" });
  expect(failure).toBeInstanceOf(library.Failure);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).toMatchObject({
    name: "Failure",
    code: "config",
    where: "config/cloud",
    what: 'unknown cloud "eek"',
    remedy: "did you mean eks?",
    message: 'config/cloud: unknown cloud "eek"; did you mean eks?',
    exitCode: 2,
  });
  expect(failureOf("", config)).toMatchObject({ code: "empty-input", where: "stdin", exitCode: 1 });
  expect(failureOf(release.toString(), {})).toMatchObject({ code: "config", exitCode: 2 });
});

describe("The other functions say what the commands say", () => {
  const text = release.toString();
  const flags = ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"];
  const printed = (...args: string[]) => kongClientIp([...args, ...flags], { input: release }).stdout.toString();
  const today = new Date().toISOString().slice(0, 10);

  test("check", () => {
    const { trustedCIDRs: _, ...told } = config;
    expect(library.check(text, told, { today })).toEqual(JSON.parse(printed("check", "--format=json")));
    expect(library.check(text)).toEqual(
      JSON.parse(kongClientIp(["check", "--format=json"], { input: text }).stdout.toString()),
    );
  });

  test("preview", () => {
    expect(library.preview(text, config, { today })).toEqual(JSON.parse(printed("preview", "--format=json")));
  });

  test("patches", () => {
    const { patches, text: json, changes } = library.patches(text, config);
    expect(patches).toEqual(JSON.parse(json));
    expect(json).toBe(printed("patches"));
    for (const format of ["kustomize", "flux", "resources"] as const)
      expect(library.patches(text, config, { format }).text).toBe(printed("patches", `--format=${format}`));
    expect(changes.map(({ name }) => name)).toEqual(patches.map(({ target }) => target.name));
  });

  test("values", () => {
    const own = "# mine\nreplicaCount: 2\n";
    const options = { chart: "ingress", under: ["apps", "kong"] } as const;
    const given = kongClientIp(["values", "--chart=ingress", "--under=apps.kong", ...flags], { input: own });
    expect(given.status).toBe(0);
    expect(library.values(own, config, options).stream).toBe(given.stdout.toString());
  });

  test("Without Kong, where that may be, there is nothing to show", () => {
    const none = "kind: ConfigMap\n";
    expect(library.preview(none, { ...config, ifNoKong: "pass" })).toMatchObject({ diffs: [], after: [] });
    expect(library.patches(none, { ...config, ifNoKong: "pass" })).toMatchObject({ patches: [], changes: [] });
    expect(library.check(none, { ifNoKong: "pass" })).toMatchObject({ verdicts: [], findings: [] });
  });

  test("Errors name the file that was given", () => {
    const named = { file: "kong.yaml" };
    for (const call of [library.postrender, library.check, library.preview, library.patches])
      expect(() => call("kind: ConfigMap\n", config, named)).toThrow(/^kong\.yaml: no workload runs Kong's proxy: /);
  });
});

describe("Wrong arguments are failures", () => {
  const itself: Record<string, unknown> = { ...config };
  itself["target"] = itself;
  const holed = new Array(1);

  /** What a caller without types may do, and what is said of it. */
  const wrong: [what: string, args: unknown[], code: string, message: RegExp][] = [
    ["no manifests", [], "usage", /^stdin: it is neither text nor bytes; give a string or a Uint8Array$/],
    ["a number", [5, config], "usage", /^stdin: it is neither text nor bytes; /],
    ["lines", [["a", "b"], config], "usage", /^stdin: it is neither text nor bytes; /],
    ["an ArrayBuffer", [new ArrayBuffer(2), config], "usage", /^stdin: it is neither text nor bytes; /],
    ["null for a config", ["", null], "config", /^config: it is no object; /],
    ["a text for a config", ["", "eks"], "config", /^config: it is no object; /],
    ["a list for a config", ["", []], "config", /^config: it is no object; /],
    [
      "an unknown key",
      ["", { ...config, clowd: 1 }],
      "config",
      /^config(?:\/clowd)?: unknown key "clowd"; did you mean cloud\?$/,
    ],
    [
      "a function in a config",
      ["", { ...config, cloud: () => "eks" }],
      "config",
      /^config\/cloud: it is no JSON value; /,
    ],
    ["a BigInt in a config", ["", { ...config, inCluster: { http: 8009n } }], "config", /^config\/inCluster\/http: /],
    ["a Map for a config", ["", new Map(Object.entries(config))], "config", /^config: it is no JSON value; /],
    ["a config that holds itself", ["", itself], "config", /^config\/target: it holds itself; /],
    ["a list with a hole", ["", { ...config, trustedCIDRs: holed }], "config", /^config\/trustedCIDRs\/0: /],
    ["half a character", ["", { ...config, cloud: "\ud800" }], "config", /^config\/cloud: half of a surrogate pair /],
    [
      "half a character in text",
      ["kind: \ud800", config],
      "usage",
      /^stdin: half of a surrogate pair .*; give it as bytes$/,
    ],
    ...[() => 1, 1n, Number.NaN, new Date(0), itself, [undefined]].map((value): [string, unknown[], string, RegExp] => [
      `a patch of ${typeof value}`,
      ["", { ...config, patches: [{ target: "service", patch: [{ op: "add", path: "/x", value }] }] }],
      "config",
      /^config\/patches\/0\/patch\/0\/value/,
    ]),
    ["null for options", ["", config, null], "usage", /^options: they are no object; /],
    ["a number for a file", ["", config, { file: 1 }], "usage", /^options\.file: it is no text; /],
    ["a day that is none", ["", config, { today: "yesterday" }], "usage", /^options\.today: it is no date; /],
    [
      "a day that is in no calendar",
      ["", config, { today: "2026-02-30" }],
      "usage",
      /^options\.today: it is no date; /,
    ],
    ["a Date", ["", config, { today: new Date(0) }], "usage", /^options\.today: it is no date; /],
  ];
  const functions = ["postrender", "check", "preview", "values", "patches"] as const;

  test.each(functions.flatMap((name) => wrong.map((row) => [name, ...row] as const)))(
    "%s: %s",
    (name, _, args, code, message) => {
      const call = () => Reflect.apply(library[name], undefined, args);
      expect(call).toThrow(library.Failure);
      expect(call).toThrow(message);
      expect(call).toThrow(expect.objectContaining({ code, exitCode: 2 }));
    },
  );

  test.each([
    [{ chart: "nginx" }, /^options\.chart: it is not known; use one of: kong, ingress$/],
    [{ chart: 1 }, /^options\.chart: /],
    [{ chartVersion: 2.5 }, /^options\.chartVersion: it is no text; /],
    [{ under: "apps.kong" }, /^options\.under: it is no list of keys; /],
    [{ under: [1] }, /^options\.under: it is no list of keys; /],
  ])("values: %j", (options, message) => {
    const call = () => Reflect.apply(library.values, undefined, ["", config, options]);
    expect(call).toThrow(library.Failure);
    expect(call).toThrow(message);
  });
});

describe("Of the command line nothing is in the library", () => {
  const dist = (file: string) => readFileSync(join(root, "dist", file), "utf8");
  const code = dist("index.js");
  const program = dist("cli.cjs") + dist("commands.cjs");
  const all = [filter, ...commands];
  /** Lines that are nobody else's words, and ASCII, as bundles escape the rest. */
  const own = (texts: string[]) =>
    texts
      .flatMap((text) => text.split("\n"))
      .filter((line) => /^[ -~]{41,}$/.test(line) && !/http-headers$/.test(line));
  const words: [what: string, words: string[]][] = [
    ["parser and variables", ["exitOverride", "CommanderError", "process.argv", "KONG_CLIENT_IP_"]],
    ["flags and what they take", Object.values(FORMS).flatMap(({ flags }) => (flags.includes("<") ? [flags] : []))],
    ["what help says of flags", own(Object.values(FORMS).map(({ help }) => help))],
    ["what help says of commands", own(all.flatMap(({ summary, details = "" }) => [summary, details]))],
    ["their options", own(all.flatMap(({ options }) => Object.values(options).map(({ help }) => help)))],
    ["their examples", own(all.flatMap(({ examples }) => Object.values(examples)))],
  ];

  test.each(words)("%s", (_, each) => {
    expect(each.length).toBeGreaterThan(2);
    for (const word of each) {
      expect(code.includes(word), word).toBe(false);
      expect(program.includes(word), word).toBe(true);
    }
  });
});

test("The library needs nothing but Node", () => {
  const code = readFileSync(join(root, "dist/index.js"), "utf8");
  const imported = [...code.matchAll(/(?:^|[;}])import(?:[^"';]*from)?["']([^"']+)["']/g)].map(([, name]) => name);
  for (const name of imported) expect(name).toMatch(/^node:/);
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(dependencies).toBeUndefined();
});
