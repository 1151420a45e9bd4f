/** What a run adds, the API server takes: Services for callers inside the cluster, and NetworkPolicies. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { root } from "../../support/program.ts";
import { describeCluster, kubectlDoes, kubectlTries, newNamespace } from "./cluster.ts";

const corpus = process.env["KONG_CLIENT_IP_CORPUS"] ?? join(root, "../shared/corpus");
/** One renders a controller without a gateway. */
const releases = (existsSync(corpus) ? readdirSync(corpus, { recursive: true, encoding: "utf8" }) : [])
  .filter((file) => file.endsWith(".yaml") && !file.includes("with-konnect-license"))
  .map((file) => join(corpus, file));

const EXAMPLE = join(root, "examples/eks-in-cluster/kong-client-ip.yaml");
const HEADERS = ["--method=http-headers", "--cloud=generic", "--trusted-cidr=10.0.0.0/16,fd00::/8", "--network-policy"];

describeCluster("The API server takes what is added to", () => {
  beforeAll(() => {
    for (const name of ["kong", "kong-test"])
      if (kubectlTries(["get", "namespace", name]).status !== 0) newNamespace(name);
  });

  test.each([join(root, "examples/release.yaml"), ...releases])("%s", (file) => {
    const input = readFileSync(file);
    for (const [args, kinds] of [
      [
        ["--config", EXAMPLE],
        ["networkpolicy.networking.k8s.io", "service"],
      ],
      [HEADERS, ["networkpolicy.networking.k8s.io"]],
    ] as const) {
      const { status, stdout, stderr } = command(["patches", "--format=resources", ...args], { input });
      expect(status, stderr).toBe(0);
      const told = kubectlDoes(["apply", "--server-side", "--dry-run=server", "--filename", "-"], stdout);
      const taken = [...told.matchAll(/^(\S+)\/\S+ serverside-applied \(server dry run\)$/gm)].map(([, kind]) => kind);
      expect([...new Set(taken)].sort()).toEqual(kinds);
      expect(taken).toHaveLength(told.trim().split("\n").length);
    }
  });
});
