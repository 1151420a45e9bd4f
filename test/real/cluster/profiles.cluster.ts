/** What every load balancer needs for every method, before the API server's own judgement. */

import { beforeAll, describe, expect, test } from "vitest";
import { postrender } from "../../../src/index.ts";
import { fitting } from "../../clouds/fitting.ts";
import { supported } from "../../clouds/pairs.ts";
import { release } from "../../support/case.ts";
import { describeCluster, kubectlDoes, kubectlTries, newNamespace } from "./cluster.ts";

const NEW = "profiles-new";
const OLD = "profiles-old";
const onTheServer = ["--server-side", "--force-conflicts", "--dry-run=server"];
const WAYS = {
  "as something new": [NEW, ...onTheServer],
  "on the server over the release without it": [OLD, ...onTheServer],
  "merged into the release without it": [OLD, "--dry-run=server"],
};

/** Each pair's release has names of its own, so one call to kubectl tries all of them. */
const releases = supported.map((pair, index) => {
  const own = fitting(pair.config, release).toString().replaceAll("demo", `p${index}`);
  return { ...pair, index, before: own, after: postrender(own, pair.config).stream.toString() };
});
const all = (state: "before" | "after") => releases.map((each) => each[state]).join("\n---\n");

describeCluster("The API server takes", () => {
  beforeAll(() => {
    for (const namespace of [NEW, OLD]) newNamespace(namespace);
    kubectlDoes(["apply", "--server-side", "--namespace", OLD, "--filename", "-"], all("before"));
  });

  for (const [title, [namespace = "", ...flags]] of Object.entries(WAYS)) {
    describe(title, () => {
      let taken: string[] = [];
      let refused = "";

      beforeAll(() => {
        const { stdout, stderr } = kubectlTries(
          ["apply", "--namespace", namespace, "--filename", "-", "--output=name", ...flags],
          all("after"),
        );
        taken = stdout.split("\n");
        refused = stderr;
      });

      for (const { title, index, support } of releases) {
        test(title, () => {
          expect(taken).toContain(`deployment.apps/p${index}-kong`);
          if (namespace === OLD && support.loadBalancerClass !== undefined) {
            // A Service keeps the class that it was made with.
            expect(taken).not.toContain(`service/p${index}-kong-proxy`);
            expect(refused).toMatch(new RegExp(`"p${index}-kong-proxy" is invalid:\\s.*spec\\.loadBalancerClass: `));
          } else {
            expect(refused).not.toContain(`"p${index}-`);
            expect(taken).toContain(`service/p${index}-kong-proxy`);
          }
        });
      }
    });
  }

  test("load balancers with a class of their own, too", () => {
    expect(releases.some(({ support }) => support.loadBalancerClass)).toBe(true);
  });
});
