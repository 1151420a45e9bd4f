/** Hosts that run Helm, or have it inside: the command line that they make of a page, run with the real Helm. */

import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { blockWith, chart, expectPatched, helms, passed, place, titleOf } from "./page.ts";

interface HelmfileRelease {
  name: string;
  namespace: string;
  chart: string;
  postRenderer: string;
  postRendererArgs: string[];
}

/** Helmfile's rule, pkg/state/helmx.go: appendPostRenderFlags and appendPostRenderArgsFlags. */
function helmfileFlags({ postRenderer, postRendererArgs }: HelmfileRelease, major: number): string[] {
  const script = /([^/]*)\.(?:sh|bash)$/.exec(postRenderer);
  const renderer = major === 4 && script ? (script[1] ?? "") : postRenderer;
  return ["--post-renderer", renderer, ...postRendererArgs.map((arg) => `--post-renderer-args=${arg}`)];
}

for (const { major, helm } of helms) {
  describe.skipIf(!helm)(`Helmfile with ${titleOf(major, helm)}`, () => {
    const helmfile = parse(blockWith("helmfile", "postRenderer: kong-client-ip"));
    const release: HelmfileRelease = helmfile.releases[0];
    const { exec, write } = place(helm);
    const template = (flags: string[]) =>
      exec("helm", ["template", release.name, chart, "--namespace", release.namespace, ...flags]);

    test("hands over the post-renderer and its arguments", () => {
      expect(release.chart).toBe(`${helmfile.repositories[0].name}/kong`);
      if (major === 4) passed(exec("sh", ["-c", blockWith("helmfile", "helm plugin install")]));
      expectPatched(passed(template(helmfileFlags(release, major))));
    });

    test("makes of a script's path the plugin's name for Helm 4 alone", () => {
      write("kong-client-ip.sh", '#!/bin/sh\necho "# by the script"\nexec kong-client-ip "$@"\n');
      passed(exec("chmod", ["+x", "kong-client-ip.sh"]));
      const flags = helmfileFlags({ ...release, postRenderer: "./kong-client-ip.sh" }, major);
      const stdout = passed(template(flags));
      expectPatched(stdout);
      expect(stdout.includes("# by the script")).toBe(major === 3);
    });
  });
}

const [{ helm: helm3 }] = helms;

describe.skipIf(!helm3)(`Pulumi, which has ${titleOf(3, helm3)} inside`, () => {
  /** What a program says to Pulumi: the name and arguments of its one resource. */
  function resourceOf(program: string): [string, Record<string, unknown>] {
    const { code } = transformSync(program.replace(/^import .*$/m, ""), { loader: "ts" });
    const said: [string, Record<string, unknown>][] = [];
    class Resource {
      constructor(name: string, args: Record<string, unknown>) {
        said.push([name, args]);
      }
    }
    new Function("kubernetes", code)({ helm: { v3: { Release: Resource }, v4: { Chart: Resource } } });
    expect(said).toHaveLength(1);
    return said[0] as [string, Record<string, unknown>];
  }

  test("A v4 Chart runs the command with its arguments, and leaves hooks out", () => {
    const [name, { postRenderer }] = resourceOf(blockWith("pulumi", "helm.v4.Chart"));
    const { command, args } = postRenderer as { command: string; args: string[] };
    const flags = ["--no-hooks", "--post-renderer", command, ...args.map((arg) => `--post-renderer-args=${arg}`)];
    expectPatched(passed(place(helm3).exec("helm", ["template", name, chart, ...flags])));
  });

  test("A v3 Release runs a command alone, with settings from the environment", () => {
    const [name, { postrender }] = resourceOf(blockWith("pulumi", "helm.v3.Release"));
    const script = `${blockWith("pulumi", "export KONG")}\nexec helm template "$@"`;
    const render = (command: string) =>
      place(helm3).exec("sh", ["-euc", script, "sh", name, chart, "--post-renderer", command]);
    expectPatched(passed(render(String(postrender))));
    expect(render(`${postrender} --quiet`).stderr).toContain("unable to find binary");
  });
});
