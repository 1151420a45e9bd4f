/** Patches go into a kustomization that has its own, and Kustomize makes of it what it made before, and the change. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { command } from "../../support/command.ts";
import { diff } from "../../support/diff.ts";
import { newDirectory } from "../../support/directory.ts";
import { needing } from "../../support/needs.ts";
import { root } from "../../support/program.ts";
import { kubectl, run } from "../../support/tools.ts";
import { objectsIn, printed } from "./hosts.ts";

const RELEASE = readFileSync(join(root, "examples/release.yaml"));
const WAY = ["--method", "proxy-protocol", "--cloud", "hetzner", "--trusted-cidr", "10.0.0.0/16"];
const OTHER = ["--method", "proxy-protocol", "--cloud", "hetzner", "--trusted-cidr", "10.1.0.0/16"];
const HEAD = "resources:\n- release.yaml\n";
const TEAM = `- target: {kind: Service, name: my-kong-kong-proxy}   # ours alone
  patch: |-
    - {op: add, path: /metadata/labels/team, value: edge}
`;

function folder(kustomization: string) {
  const home = newDirectory();
  writeFileSync(join(home, "release.yaml"), RELEASE);
  writeFileSync(join(home, "kustomization.yaml"), kustomization);
  const merge = (way = WAY) => {
    const args = [
      "patches",
      "--quiet",
      "--format",
      "kustomize",
      "--into",
      "kustomization.yaml",
      ...way,
      "release.yaml",
    ];
    return command(args, { cwd: home });
  };
  const accept = (text: string) => writeFileSync(join(home, "kustomization.yaml"), text);
  const build = () => {
    const { status, stdout, stderr } = run(kubectl ?? "", ["kustomize", home]);
    expect(status, stderr).toBe(0);
    return objectsIn(stdout);
  };
  return { merge, accept, build };
}

/** A kustomization, and whether it labels the Service by a patch of its own. */
const KUSTOMIZATIONS: Record<string, string> = {
  "has no patches": HEAD,
  "does not end its last line": HEAD.trimEnd(),
  "has an empty list": `patches: []   # none yet\n${HEAD}`,
  "has nothing behind patches": `patches:\n# none yet\n${HEAD}`,
  "has patches of its own": `# all of it\n${HEAD}patches:\n# the team\n${TEAM}\n# the end\nnamePrefix: ""\n`,
  "has them indented": `patches:\n${TEAM.replace(/^/gm, "    ").trimEnd()}\n${HEAD}`,
  "has them in a flow list": `patches: [{target: {kind: Service, name: my-kong-kong-proxy}, patch: '[{"op": "add", "path": "/metadata/labels/team", "value": "edge"}]'}]\n${HEAD}`,
  "has the older patchesJson6902": `${HEAD}patchesJson6902:\n- target: {version: v1, kind: Service, name: my-kong-kong-proxy, namespace: kong}\n  patch: |-\n    - {op: add, path: /metadata/labels/team, value: edge}\n`,
  "is JSON": `{"resources": ["release.yaml"]}\n`,
  "has windows line ends": `${HEAD}patches:\n${TEAM}`.replaceAll("\n", "\r\n"),
  "names its kind": `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${HEAD}`,
};

describe.each(Object.entries(KUSTOMIZATIONS))("A kustomization that %s", (_, kustomization) => {
  const { merge, accept, build } = folder(kustomization);
  const { status, stdout, stderr } = merge();

  test("gets the patches, and keeps every line of its own", async () => {
    expect(status, stderr).toBe(0);
    const gone = diff(Buffer.from(kustomization), Buffer.from(stdout)).match(/^-.*/gm) ?? [];
    // Where nothing is to be kept, what says so goes.
    expect(gone.filter((line) => !/patches: ?\[|^-\{"|release\.yaml$/.test(line))).toEqual([]);
  });

  test("is the same after a second run, and has none of the old ones after another", () => {
    accept(stdout);
    expect(merge().stdout).toBe(stdout);
    const changed = merge(OTHER).stdout;
    expect(changed).toContain("10.1.0.0/16");
    expect(changed).not.toContain("10.0.0.0/16");
    accept(changed);
    expect(merge().stdout).toBe(stdout);
  });

  test.skipIf(!kubectl)(needing("builds what it built, changed as by the filter", { kubectl }), () => {
    accept(kustomization);
    const before = build();
    accept(stdout);
    const input = before.map((object) => `---\n${JSON.stringify(object)}\n`).join("");
    expect(build()).toEqual(objectsIn(printed(["--quiet", ...WAY], { input })));
  });
});

test("Patches that were printed before they were marked are known as well", () => {
  const plain = printed(["patches", "--quiet", "--format", "kustomize", ...WAY], { input: RELEASE });
  const { merge } = folder(HEAD + plain.replaceAll(/^ *# kong-client-ip\n/gm, ""));
  expect(merge().stdout).toBe(HEAD + plain);
});

test("Patches that are needed no more go", () => {
  const { merge, accept } = folder(`${HEAD}patches:\n${TEAM}`);
  accept(merge().stdout);
  const done = folder(merge().stdout);
  expect(
    done.merge(["--method", "proxy-protocol", "--cloud", "generic", "--trusted-cidr", "10.0.0.0/16"]).stdout,
  ).toContain(TEAM);
});

const REFUSED: Record<string, [string, RegExp]> = {
  "with patches twice": [`${HEAD}patches: []\npatches: []\n`, /:3:1: .*twice/],
  "of two documents": [`${HEAD}---\n${HEAD}`, /several documents/],
  "of another kind": ["kind: HelmRelease\n", /HelmRelease/],
  "whose patches are a map": [`${HEAD}patches: {a: 1}\n`, /not a list/],
  "that is no YAML": ["patches: [\n", /:\d+:\d+: /],
};

test.each(Object.entries(REFUSED))("A file %s is refused", (_, [text, says]) => {
  const { status, stdout, stderr } = folder(text).merge();
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(says);
});

test("Patches of another format go into no kustomization", () => {
  const { status, stderr } = command(["patches", "--into", "kustomization.yaml", ...WAY], { input: RELEASE });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: "kong-client-ip: error: --into: it is for patches of Kustomize's; add --format kustomize\n",
  });
});

describe("Flux's Kustomization", () => {
  const HEAD_OF_FLUX =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: edge}\nspec:\n  path: ./edge # of the team\n";
  const its = (text: string): unknown[] => parse(text).spec.patches;

  test.each([
    ["has no patches", HEAD_OF_FLUX],
    ["has some of its own", `${HEAD_OF_FLUX}  patches:\n${TEAM.replace(/^/gm, "    ").trimEnd()}\n  prune: true\n`],
    ["is JSON", JSON.stringify(parse(HEAD_OF_FLUX))],
  ])("that %s gets the patches that a kustomization gets, once", (_, text) => {
    const [flux, plain] = [folder(text), folder(HEAD)];
    const { status, stdout, stderr } = flux.merge();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const added = parse(plain.merge().stdout).patches;
    expect(its(stdout).slice(-added.length)).toEqual(added);
    expect(its(stdout)).toHaveLength(added.length + (text.includes("team, value") ? 1 : 0));
    if (!text.startsWith("{")) expect(stdout).toContain("path: ./edge # of the team\n");
    flux.accept(stdout);
    expect(flux.merge().stdout).toBe(stdout);
    expect(its(flux.merge(OTHER).stdout)).toHaveLength(its(stdout).length);
  });

  test("with patches twice is refused, as a kustomization is", () => {
    const { status, stdout, stderr } = folder(`${HEAD_OF_FLUX}  patches: []\n  patches: []\n`).merge();
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("patches stands there twice");
  });

  test("lists no resources, so one that is added is refused", () => {
    const { status, stdout, stderr } = folder(HEAD_OF_FLUX).merge([...WAY, "--in-cluster"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("Flux's Kustomization lists no resources");
  });
});
