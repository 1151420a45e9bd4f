/** The outputs for other hosts, applied on the server: the same Kong as the filter's, and nothing refused. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { kongClientIP, resourceListIn, WRAPS } from "../../hosts/krm/lists.ts";
import { applied, flux, kustomize, objectsIn, type Patch } from "../../hosts/patches/hosts.ts";
import { command } from "../../support/command.ts";
import { newDirectory } from "../../support/directory.ts";
import { helm3, run } from "../../support/tools.ts";
import { chart, ok } from "../helm/ways.ts";
import { describeCluster, kubectlDoes, newNamespace } from "./cluster.ts";
import { liveIn } from "./live.ts";
import { managedIn } from "./managed.ts";
import { expectSameVerdicts, expectSettled } from "./verdicts.ts";

const trust = { trustedCIDRs: ["10.0.0.0/16", "fd00::/16"] };
const CONFIGS = {
  local: { method: "external-traffic-policy", cloud: "gke" },
  proxy: { method: "proxy-protocol", cloud: "eks", ...trust },
  headers: { method: "http-headers", cloud: "generic", ...trust },
};
/** By resource: a load balancer that is there, and pods that are ready. */
const STATUS = {
  "service/demo-kong-proxy": { loadBalancer: { ingress: [{ ip: "203.0.113.7", ipMode: "VIP" }] } },
  "deployment/demo-kong": {
    observedGeneration: 1,
    replicas: 2,
    updatedReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
    conditions: [{ type: "Available", status: "True", reason: "MinimumReplicasAvailable" }],
  },
};
const stream = (objects: readonly unknown[]) => objects.map((object) => JSON.stringify(object)).join("\n---\n");

describeCluster("Applied on the server,", () => {
  for (const [name, settings] of Object.entries(CONFIGS)) {
    describe(`the change for ${settings.method}`, () => {
      const config = join(newDirectory(), "config.yaml");
      writeFileSync(config, stringify(settings));
      const program = (input: string, ...args: string[]) => {
        const { status, stdout, stderr } = command([...args, "--config", config], { input });
        expect({ status, stderr }).toMatchObject({ status: 0 });
        return stdout;
      };
      const render = (namespace: string) =>
        ok(run(helm3 ?? "", ["template", "demo", chart, "--no-hooks", "--namespace", namespace]));
      const patches = (release: string, format: string) => program(release, "patches", "--format", format);

      const OUTPUTS: Record<string, (release: string) => string> = {
        "as the filter's stream": (release) => program(release),
        "as a KRM function's items": (release) => {
          const list = WRAPS["YAML made anew"]?.(release, kongClientIP(settings)) ?? "";
          return stream(resourceListIn(command([], { input: list }).stdout).items ?? []);
        },
        "as Kustomize's patches": (release) => ok(kustomize(release, patches(release, "kustomize"))),
        "as Flux's post-renderers": (release) => ok(flux(release, patches(release, "flux"))),
        "as JSON patches": (release) =>
          stream(applied(objectsIn(release), JSON.parse(patches(release, "json-patch")) as Patch[])),
      };

      for (const [index, [title, output]] of Object.entries(OUTPUTS).entries()) {
        test(title, () => {
          const namespace = newNamespace(`hosts-${name}-${index}`);
          const release = render(namespace);
          const manifests = output(release);
          kubectlDoes(["apply", "--server-side", "--namespace", namespace, "--filename", "-"], manifests);
          const live = liveIn(namespace);
          const flags = ["--config", config];
          expect(managedIn(live.json)).toEqual(managedIn(program(release)));
          expectSameVerdicts(manifests, live, flags);
          expectSettled(live, flags);
        });
      }

      test("with the status that controllers would write", () => {
        const namespace = newNamespace(`hosts-${name}-status`);
        const manifests = program(render(namespace));
        kubectlDoes(["apply", "--server-side", "--namespace", namespace, "--filename", "-"], manifests);
        for (const [resource, status] of Object.entries(STATUS)) {
          const args = ["patch", resource, "--namespace", namespace, "--subresource=status", "--type=merge"];
          kubectlDoes([...args, "--patch", JSON.stringify({ status })]);
        }
        const live = liveIn(namespace);
        expect(live.json).toContain("203.0.113.7");
        expect(live.json).toContain("managedFields");
        expectSameVerdicts(manifests, live, ["--config", config]);
        expectSettled(live, ["--config", config]);
      });

      test("as JSON patches that kubectl sends to what is there", () => {
        const namespace = newNamespace(`hosts-${name}-patch`);
        kubectlDoes(["apply", "--server-side", "--filename", "-"], render(namespace));
        const found = liveIn(namespace);
        for (const { target, patch } of JSON.parse(patches(found.json, "json-patch")) as Patch[]) {
          const args = ["patch", target.kind, target.name, "--namespace", namespace, "--type=json"];
          kubectlDoes([...args, "--patch", JSON.stringify(patch)]);
        }
        expect(managedIn(liveIn(namespace).json)).toEqual(managedIn(program(render(namespace))));
      });
    });
  }
});
