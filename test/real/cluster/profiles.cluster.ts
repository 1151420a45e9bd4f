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

/** The release as a profile leaves it; undefined where it wants another kind of Service. */
function patched({ config }: Pair): string | undefined {
  try {
    return postrender(release.toString(), config).stream;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
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
