/** The life of a release in a cluster: whatever came before, each step leaves what it asks for and nothing else. */

import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { edited, read } from "../helm/release.ts";
import { chart, ok, temp } from "../helm/ways.ts";
import { describeCluster, kubectlTries, newNamespace } from "./cluster.ts";
import { type Live, liveIn } from "./live.ts";
import { managedIn } from "./managed.ts";
import { installPlugin, type Release, releaseOf } from "./release.ts";
import { ROLLBACKS, STEPS, type Step, withLocalPolicy, withProxyProtocol } from "./steps.ts";
import { expectSameVerdicts, expectSettled, judged, outcomesOf } from "./verdicts.ts";
import { FOUR_ON_THE_SERVER, THREE, WAYS } from "./ways.ts";

/** @returns what then is in the cluster */
function expectStep(release: Release, { settings, edits, adds = [] }: Step): Live {
  const manifest = release.manifest();
  const live = liveIn(release.namespace);
  const resources = [...Object.values(edited(read(release.plain()), edits)), ...adds];
  const wanted = managedIn(resources.map((resource) => JSON.stringify(resource, listEnvironment)).join("\n---\n"));
  expect(managedIn(manifest)).toEqual(wanted);
  expect(managedIn(live.json)).toEqual(wanted);
  expect(live.healthCheckNodePorts).toHaveLength(edits.externalTrafficPolicy === "Local" ? 1 : 0);
  expect(outcomesOf(judged(manifest, settings))).toEqual(["client"]);
  expectSameVerdicts(manifest, live, settings);
  expectSettled(live, settings);
  for (const flags of [[], ["--server-side", "--force-conflicts"]]) {
    const args = ["diff", ...flags, "--namespace", release.namespace, "--filename", "-"];
    expect(kubectlTries(args, manifest)).toEqual({ status: 0, stdout: "", stderr: "" });
  }
  return live;
}

/** `read` made maps of environments. */
function listEnvironment(key: string, value: unknown): unknown {
  if (key !== "env") return value;
  return Object.entries(value as Record<string, object>).map(([name, rest]) => ({ name, ...rest }));
}

afterAll(() => rmSync(temp, { recursive: true, force: true }));

describeCluster("A release", () => {
  for (const [index, way] of WAYS.entries()) {
    describe(`of ${way.title}`, () => {
      const namespace = `upgrades-${index}`;
      const release = releaseOf(way, chart, namespace);
      const revisions = new Map<string, number>();
      let nodePorts: unknown[] = [];

      beforeAll(() => {
        newNamespace(namespace);
        installPlugin(way);
      });

      for (const step of way.isShort ? STEPS.slice(0, 3) : STEPS) {
        test(`gets ${step.title}, and once more changes nothing`, () => {
          ok(release.upgrade(step.settings));
          revisions.set(step.title, release.revision());
          const first = expectStep(release, step);
          if (step === withProxyProtocol) nodePorts = first.nodePorts;
          expect(first.nodePorts).toEqual(nodePorts);
          ok(release.upgrade(step.settings));
          const { versions, healthCheckNodePorts } = liveIn(namespace);
          expect({ versions, healthCheckNodePorts }).toEqual({
            versions: first.versions,
            healthCheckNodePorts: first.healthCheckNodePorts,
          });
        });
      }

      test("stays as it is where the program refuses", () => {
        const before = [liveIn(namespace).versions, release.manifest()];
        const { status, stderr } = release.upgrade(["--method=proxy-protocol", "--cloud=eks"]);
        expect(status).toBe(1);
        expect(stderr).toContain("kong-client-ip: ");
        expect([liveIn(namespace).versions, release.manifest()]).toEqual(before);
      });

      test("loses the change in silence where the program is forgotten, and a check finds that", () => {
        ok(release.upgrade(undefined));
        const [manifest, live] = [release.manifest(), liveIn(namespace)];
        expect(managedIn(live.json)).toEqual(managedIn(release.plain()));
        const { verdicts, findings } = judged(manifest, withProxyProtocol.settings);
        expect(outcomesOf({ verdicts, findings })).toEqual(["hidden"]);
        expect(findings.map(({ code }) => code)).toContain("address-hidden");
        expectSameVerdicts(manifest, live, withProxyProtocol.settings);
      });

      for (const step of way.isShort ? ROLLBACKS.slice(0, 1) : ROLLBACKS) {
        test(`goes back to ${step.title}`, () => {
          ok(release.rollback(revisions.get(step.title) ?? 0));
          expect(expectStep(release, step).nodePorts).toEqual(nodePorts);
        });
      }

      test("leaves nothing behind", () => {
        ok(release.uninstall());
        expect(liveIn(namespace).items).toEqual([]);
      });
    });
  }

  test("goes over from Helm 3 to Helm 4", () => {
    const release = releaseOf(THREE, chart, newNamespace("upgrades-3-to-4"));
    ok(release.upgrade(withLocalPolicy.settings));
    for (const step of [withProxyProtocol, withLocalPolicy, withProxyProtocol]) {
      ok(release.upgrade(step.settings, FOUR_ON_THE_SERVER));
      expectStep(release, step);
    }
  });
});
