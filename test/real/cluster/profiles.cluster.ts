/** What every load balancer needs for every method, before the API server's own judgement. */

import { beforeAll, expect, test } from "vitest";
import { Failure, postrender } from "../../../src/index.ts";
import { type Pair, supported } from "../../clouds/pairs.ts";
import { release } from "../../support/case.ts";
import { describeCluster, kubectlDoes, kubectlTries, newNamespace } from "./cluster.ts";

const NEW = "profiles-new";
const OLD = "profiles-old";
const apply = (input: string, namespace: string, ...flags: string[]) =>
  kubectlTries(["apply", "--namespace", namespace, "--filename", "-", ...flags], input);
const onTheServer = ["--server-side", "--force-conflicts", "--dry-run=server"];
const merging = ["--dry-run=server"];

const asNodePort = (text: string) => text.replace("type: LoadBalancer", "type: NodePort");
const asPlain = (text: string) => text.replace("targetPort: 8443", "targetPort: 8000");
const small = release.toString();

/** The small release; with a load balancer that stands before its Service; with TLS that ends there; with both. */
const RELEASES = [small, asNodePort(small), asPlain(small), asPlain(asNodePort(small))];

/** The release as a profile leaves it; undefined where it wants another one. */
function patched({ config }: Pair): string | undefined {
  for (const input of RELEASES) {
    try {
      return postrender(input, config).stream;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return undefined;
}

describeCluster("The API server takes", () => {
  beforeAll(() => {
    for (const namespace of [NEW, OLD]) newNamespace(namespace);
    kubectlDoes(["apply", "--namespace", OLD, "--filename", "-"], release.toString());
  });

  for (const pair of supported) {
    const stream = patched(pair);
    const title = `${pair.title}${stream === undefined ? " (refused by the program: not on this Service)" : ""}`;
    test.skipIf(stream === undefined)(title, () => {
      expect(apply(stream ?? "", NEW, ...onTheServer)).toMatchObject({ status: 0, stderr: "" });
      // A Service keeps the class that it was made with.
      const refusal =
        pair.support.loadBalancerClass === undefined ? undefined : "spec.loadBalancerClass: Invalid value";
      for (const flags of [onTheServer, merging]) {
        const { status, stderr } = apply(stream ?? "", OLD, ...flags);
        expect(status, stderr).toBe(refusal === undefined ? 0 : 1);
        expect(stderr).toContain(refusal ?? "");
      }
    });
  }

  test("some profile of each kind", () => {
    expect(supported.filter((pair) => patched(pair) !== undefined).length).toBeGreaterThan(60);
    expect(supported.some(({ support }) => support.loadBalancerClass)).toBe(true);
  });
});
