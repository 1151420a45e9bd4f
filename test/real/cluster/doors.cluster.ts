/** What the API server makes of a Service whose side doors a run closes, and of what the run says to do besides. */

import { beforeAll, describe, expect, test } from "vitest";
import type { Config } from "../../../src/generated/config.ts";
import { postrender } from "../../../src/index.ts";
import { release } from "../../support/case.ts";
import { run } from "../../support/tools.ts";
import { describeCluster, inCluster, kubectlDoes, newNamespace } from "./cluster.ts";

const SERVICE = "demo-kong-proxy";
const CONFIG: Config = { method: "external-traffic-policy", cloud: "metallb" };
const before = postrender(release, CONFIG).stream.toString();
const closed = postrender(release, { ...CONFIG, nodePorts: false, sourceRanges: ["203.0.113.7"] });
const after = closed.stream.toString();

/** How an upgrade gets to the API server. */
const WAYS = {
  "merged, as kubectl and Helm 3 do": [],
  "merged on the server, as Helm 4 does": ["--server-side", "--force-conflicts"],
};

describeCluster("Side doors, before the API server", () => {
  for (const [index, [title, flags]] of Object.entries(WAYS).entries()) {
    describe(title, () => {
      const namespace = `doors-${index}`;
      const apply = (text: string) =>
        kubectlDoes(["apply", "--namespace", namespace, "--filename", "-", ...flags], text);
      const spec = () =>
        JSON.parse(kubectlDoes(["get", "service", SERVICE, "--namespace", namespace, "--output=json"])).spec;
      const nodePorts = (): number[] => spec().ports.flatMap(({ nodePort }: { nodePort?: number }) => nodePort ?? []);

      beforeAll(() => {
        newNamespace(namespace);
        apply(before);
      });

      test("a Service keeps its node ports until they are taken out as the run says, and then gets no more", () => {
        const had = nodePorts();
        expect(had.length).toBeGreaterThan(0);
        apply(after);
        expect(spec().allocateLoadBalancerNodePorts).toBe(false);
        expect(spec().loadBalancerSourceRanges).toEqual(["203.0.113.7/32"]);
        expect(nodePorts()).toEqual(had);

        const [command] = closed.notes.flatMap((note) => /kubectl patch .*/.exec(note) ?? []);
        const { status, stderr } = run("sh", ["-c", `${command} --namespace ${namespace}`], { env: inCluster() });
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
        expect(nodePorts()).toEqual([]);
        apply(after);
        expect(nodePorts()).toEqual([]);
      });

      test("a new Service has none", () => {
        const fresh = newNamespace(`${namespace}-new`);
        kubectlDoes(["apply", "--namespace", fresh, "--filename", "-", ...flags], after);
        const { ports } = JSON.parse(
          kubectlDoes(["get", "service", SERVICE, "--namespace", fresh, "--output=json"]),
        ).spec;
        expect(ports.filter(({ nodePort }: { nodePort?: number }) => nodePort !== undefined)).toEqual([]);
      });

      test("node ports that are asked for stay, whatever the field says", () => {
        const asking = newNamespace(`${namespace}-asking`);
        // Among the lowest, which the API server keeps for who asks: KEP-3668.
        const asked = 30020 + index;
        const text = after.replace(
          /( +)(targetPort: 8000\b|- port: 80\b)/,
          (line, blanks) => `${line}\n${blanks}nodePort: ${asked}`,
        );
        expect(text).not.toBe(after);
        kubectlDoes(["apply", "--namespace", asking, "--filename", "-", ...flags], text);
        const { ports } = JSON.parse(
          kubectlDoes(["get", "service", SERVICE, "--namespace", asking, "--output=json"]),
        ).spec;
        expect(ports.map(({ nodePort }: { nodePort?: number }) => nodePort)).toContain(asked);
      });
    });
  }
});
