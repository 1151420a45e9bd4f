/** Hosts that run the program themselves, by a command line or a file: that very command, on what they pipe into it. */

import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { blockWith, expectPatched, helms, passed, place, titleOf } from "./page.ts";

const noKong = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n";
const [{ helm: helm3 }] = helms;

describe.skipIf(!helm3)(`Terraform, which has ${titleOf(3, helm3)} inside`, () => {
  const hcl = blockWith("terraform", "resource ");
  const [, binary = ""] = /binary_path = "(.*)"/.exec(hcl) ?? [];
  const args = [...(/args = \[\n([\s\S]*?)\]/.exec(hcl)?.[1] ?? "").matchAll(/^ *"(.*)",$/gm)].map(([, text = ""]) =>
    // What Terraform puts in, from two subnets.
    text.replace(/\$\{join\(",", var\.load_balancer_subnets\)\}/, "10.0.0.0/24,10.0.1.0/24"),
  );

  test("runs the path with the arguments", () => {
    const { exec, render } = place(helm3);
    expect(args).toHaveLength(3);
    const patched = passed(exec(binary, args, render()));
    expectPatched(patched);
    expect(patched).toContain("10.0.0.0/24,10.0.1.0/24");
  });

  test("A refusal is an error of Helm's that tells the reason", () => {
    const { exec, render } = place(helm3);
    const [method = ""] = args;
    const { status, stdout, stderr } = exec(binary, [method], render());
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("cloud");
  });

  test("Its description changes with the config file", () => {
    expect(blockWith("terraform", "description = ")).toMatch(
      /\$\{filesha256\("\$\{path\.module\}\/kong-client-ip\.yaml"\)\}/,
    );
  });
});

for (const { major, helm } of helms) {
  describe.skipIf(!helm)(`Skaffold with ${titleOf(major, helm)}`, () => {
    const { exec, render, write } = place(helm);
    write("kong-client-ip.sh", blockWith("skaffold", "#!/bin/sh"));
    const [flag = ""] = parse(blockWith("skaffold", "kind: Config")).deploy.helm.flags.install;
    const script = flag.replace("--post-renderer=", "");

    test("runs the script without arguments", () => {
      expect(parse(blockWith("skaffold", "kind: Config")).deploy.helm.flags.upgrade).toEqual([flag]);
      passed(exec("chmod", ["+x", script]));
      expectPatched(passed(exec(script, [], render())));
    });

    test("A failure is no manifest, as its exit code would not count", () => {
      const { status, stdout } = exec(script, [], noKong);
      expect(status).toBe(0);
      const documents = parseAllDocuments(stdout).map((document) => "toJS" in document && document.toJS());
      expect(documents).toEqual([[expect.stringContaining("no workload runs Kong's proxy")]]);
    });
  });

  describe.skipIf(!helm)(`argocd-lovely-plugin with ${titleOf(major, helm)}`, () => {
    const application = parse(blockWith("argocd-lovely-plugin", "kind: Application"));
    const [{ name, value }] = application.spec.source.plugin.env;
    const { exec, render, write } = place(helm);

    test("pipes through the commands, each by bash", () => {
      expect(name).toBe("LOVELY_PLUGINS");
      const commands: string[] = value.split(",");
      expect(commands).toHaveLength(1);
      const patched = commands.reduce((text, command) => passed(exec("bash", ["-c", command], text)), render());
      expectPatched(patched);
      expect(patched).toContain("10.0.0.0/16,10.1.0.0/16");
    });

    test("shows the message where a command fails", () => {
      const { status, stdout, stderr } = exec("bash", ["-c", value], noKong);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toContain("no workload runs Kong's proxy");
    });

    test("runs the commands of a directory, with a config that is no manifest to it", () => {
      const [variable] = parse(blockWith("argocd-lovely-plugin", "LOVELY_PLUGINS_YAML"));
      const commands: string[] = parse(variable.value)[application.spec.source.path];
      write(".kong-client-ip.yaml", "{ method: proxy-protocol, cloud: eks, trustedCIDRs: [10.0.0.0/16] }\n");
      expectPatched(commands.reduce((text, command) => passed(exec("bash", ["-c", command], text)), render()));
    });
  });
}

test("Fleet's files have keys that Fleet knows", () => {
  // fleet.rancher.io/ref-fleet-yaml
  const known = { namespace: [], helm: ["releaseName", "repo", "chart", "version"], kustomize: ["dir"] };
  for (const mark of ["# fleet/kong/fleet.yaml", "kustomize:"]) {
    for (const [key, value] of Object.entries(parse(blockWith("fleet", mark)))) {
      expect(Object.keys(known)).toContain(key);
      const inner = typeof value === "object" ? Object.keys(value as object) : [];
      expect(known[key as keyof typeof known]).toEqual(expect.arrayContaining(inner));
    }
  }
});
