/** The patches as people read them, to the letter, and what is said where there are none. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { release } from "../../support/case.ts";
import { command } from "../../support/command.ts";
import { needing } from "../../support/needs.ts";
import { root } from "../../support/program.ts";
import { kubectl } from "../../support/tools.ts";
import { flux, inFolder, kustomize, printed } from "./hosts.ts";

const EXAMPLE = ["--config", "examples/eks-proxy-protocol/kong-client-ip.yaml", "examples/release.yaml"];
const LOCAL = ["--method", "external-traffic-policy", "--cloud", "generic"];
const PROXY = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16"];
const EMPTY = { "json-patch": "[]\n", kustomize: "patches: []\n", flux: "spec:\n  postRenderers: []\n" };
const formats = Object.keys(EMPTY) as (keyof typeof EMPTY)[];

describe.each(formats)("As %s", (format) => {
  const patches = (args: readonly string[], input?: string | Buffer) =>
    command(["patches", "--format", format, ...args], input === undefined ? {} : { input });

  test("the example is as accepted", async () => {
    const { status, stdout } = patches(EXAMPLE);
    expect(status).toBe(0);
    await expect(stdout).toMatchFileSnapshot(join(root, `test/hosts/patches/golden/${format}.txt`));
  });

  test("changes and warnings go to stderr as those of a run, or nowhere", () => {
    const { stderr } = command(EXAMPLE.slice(0, 2), { input: readFileSync(join(root, "examples/release.yaml")) });
    expect(patches(EXAMPLE).stderr).toBe(stderr);
    expect(patches([...EXAMPLE, "--quiet"]).stderr).toBe("");
  });

  test("what is right already needs none", () => {
    const patched = printed(LOCAL, { input: release });
    expect(patches(LOCAL, patched)).toEqual({
      status: 0,
      stdout: EMPTY[format],
      stderr: "kong-client-ip: changed: nothing, all is as it should be\n",
    });
  });

  test("manifests without Kong are refused, or need none where that may be", () => {
    const input = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";
    const refused = command(LOCAL, { input });
    expect(refused.status).toBe(1);
    expect(patches(LOCAL, input)).toEqual(refused);
    expect(patches(LOCAL, "")).toEqual(command(LOCAL, { input: "" }));
    expect(patches([...LOCAL, "--if-no-kong", "pass"], input)).toEqual({
      status: 0,
      stdout: EMPTY[format],
      stderr: "kong-client-ip: note: no workload runs Kong's proxy, so nothing was changed\n",
    });
  });

  test("several files are one release", () => {
    const files = ["test/views/preview/service.yaml", "test/views/preview/deployment.yaml"];
    const input = files.map((file) => readFileSync(join(root, file), "utf8")).join("---\n");
    const flags = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16"];
    expect(patches([...flags, ...files])).toEqual(patches(flags, input));
  });

  test("a Service without a name is refused", () => {
    const input = release.toString().replace(/( {2})name: (demo-kong-proxy\n)/, "$1generateName: $2");
    expect(patches(LOCAL, input)).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "kong-client-ip: error: Service (without a name): a patch cannot find it; name it in the chart's template\n",
    });
  });

  test("a Service that is there twice is refused but as data", () => {
    const { status, stdout, stderr } = patches(LOCAL, `${release}---\n${release}`);
    if (format === "json-patch") expect(JSON.parse(stdout)).toHaveLength(2);
    else
      expect({ status, stdout, stderr }).toEqual({
        status: 1,
        stdout: "",
        stderr:
          "kong-client-ip: error: Service demo-kong-proxy: it is there twice, and Kustomize reads it once alone; " +
          "patch the streams one by one, or use --format json-patch\n",
      });
  });
});

test("JSON patches are the ones that the library tells, and what others print are they", () => {
  const [json, yaml, release] = formats.map((format) =>
    printed(["patches", "--format", format, "--quiet", ...EXAMPLE]),
  ) as [string, string, string];
  const wanted = (JSON.parse(json) as { target: object }[]).map(({ target }) => target);
  expect(parse(yaml).patches.map((item: { target: object }) => item.target)).toEqual(wanted);
  const unmarked = parse(yaml.replaceAll(/^ *# kong-client-ip\n/gm, ""));
  expect(parse(release).spec.postRenderers).toEqual([{ kustomize: { patches: unmarked.patches } }]);
});

test("Texts stay texts for readers of YAML 1.1", () => {
  const args = ["--method", "http-headers", "--cloud", "generic", "--no-real-ip-recursive", "--trusted-cidr", "::1"];
  const text = printed(["patches", "--format", "kustomize", ...args], { input: release });
  expect(text).toContain('          value: "off"\n');
  const [patch] = parse(text, { version: "1.1" }).patches.map((item: { patch: string }) => item.patch);
  const [operations] = parseAllDocuments(patch, { version: "1.1" }).map((document) => document.toJS());
  expect(operations).toEqual(JSON.parse(printed(["patches", ...args], { input: release }))[0].patch);
});

describe.skipIf(!kubectl)(needing("No patches", { kubectl }), () => {
  test("are what Kustomize and Flux accept", () => {
    const { stdout, status } = kustomize(release, EMPTY.kustomize);
    expect(status).toBe(0);
    expect(flux(release, EMPTY.flux)).toEqual({ status: 0, stdout: release.toString(), stderr: "" });
    expect(stdout).toBe(kustomize(release).stdout);
  });
});

describe("What a run adds", () => {
  const ADDING = ["--quiet", ...PROXY, "--in-cluster", "release.yaml"];
  const said = (format: string, files: Record<string, string> = {}, ...more: string[]) =>
    inFolder({ "release.yaml": release, ...files }, (cwd) =>
      command(["patches", "--format", format, ...ADDING, ...more], { cwd }),
    );

  test("is a file of its own, which a kustomization lists", () => {
    expect(said("resources").stdout).toMatch(
      /^---\napiVersion: v1\nkind: Service\nmetadata:\n {2}name: demo-kong-proxy-in-cluster\n/,
    );
    expect(said("kustomize").stdout).toContain("resources:\n  - added-by-kong-client-ip.yaml\npatches:\n");
  });

  test.each(["", "# mine", "resources:\n- a.yaml # mine\n", "resources: [a.yaml]\n", "namespace: a\n"])(
    "is listed once, whatever else a kustomization has: %j",
    (before) => {
      const into = (text: string) => said("kustomize", { "k.yaml": text }, "--into", "k.yaml").stdout;
      const once = into(before);
      const { resources, patches } = parse(once);
      expect(resources).toEqual([...(parse(before)?.resources ?? []), "added-by-kong-client-ip.yaml"]);
      expect(patches).toHaveLength(2);
      expect(into(once)).toBe(once);
    },
  );

  test.each(["json-patch", "flux"])("cannot be said as %s, until it is there", (format) => {
    const { status, stdout, stderr } = said(format);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/demo-kong-proxy-in-cluster: .* adds no resource; print it with --format resources/);
    expect(said(format, { "added.yaml": said("resources").stdout }, "added.yaml").stdout).toContain("8009");
  });
});
