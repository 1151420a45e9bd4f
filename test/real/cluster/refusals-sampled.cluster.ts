/** Services drawn at random: what the API server refuses is what `check` says it refuses, in both ways of applying. */

import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { manifests, type Setup } from "../../views/check/manifests.ts";
import { describeCluster, kubectlTries, newNamespace } from "./cluster.ts";

const NAMESPACE = "refusals-sampled";

/** Mostly left out, as one mistake hides no other then. */
const some = (...values: unknown[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...values) });
const present = (entries: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

const port = fc
  .record({
    name: some("again", "proxy", "Again", "a-name-that-is-longer-than-fifteen", "1", "a--b", ""),
    port: some(80, 81, 443, "81", 0, 65535, 65536),
    protocol: some("TCP", "UDP", "tcp", "SCTP"),
    targetPort: some(8000, "8000", "proxy", "Proxy", 0, 70000, "a-name-of-more-than-15"),
  })
  .map(({ name = "again", port = 81, ...rest }) => present({ name: name || undefined, port, ...rest }));

const setup: fc.Arbitrary<Setup> = fc
  .record({
    type: some("ClusterIP", "NodePort", "Loadbalancer"),
    annotation: some(
      ["example.com/a", "b"],
      ["Example.com/a", ""],
      ["a b", "c"],
      ["example.com/a", true],
      ["a/b/c", ""],
    ),
    port: fc.option(port),
    service: fc
      .record({
        externalTrafficPolicy: some("Local", "Cluster", "local"),
        internalTrafficPolicy: some("Local", "cluster"),
        sessionAffinity: some("ClientIP", "clientIP"),
        ipFamilyPolicy: some("PreferDualStack", "dual"),
        loadBalancerClass: some("example.com/a", "a", "A B", "Example.com/a"),
        loadBalancerSourceRanges: some(
          [],
          ["10.0.0.0/8"],
          [" 10.0.0.0/8 "],
          ["10.0.0.0"],
          ["10.0.0.0/33"],
          ["010.0.0.0/8"],
        ),
        allocateLoadBalancerNodePorts: some(true, false),
        healthCheckNodePort: some(0, 31000),
      })
      .map(present),
  })
  .map(({ type, annotation, port, service }) => ({
    ...(typeof type === "string" && { type }),
    ...(annotation !== undefined && {
      annotations: JSON.parse(JSON.stringify(Object.fromEntries([annotation as [string, string]]))),
    }),
    ...(port && { ports: [port] }),
    service,
  }));

const CODES = ["refused-manifest", "local-needs-exposure"];
const isFound = (stream: string): boolean => {
  const { stdout } = command(["check", "--format=json"], { input: stream });
  return JSON.parse(stdout).findings.some(({ code }: { code: string }) => CODES.includes(code));
};

const taken = (services: string[], ...args: string[]): Set<string> =>
  new Set(
    kubectlTries(
      [...args, "--dry-run=server", "--namespace", NAMESPACE, "--output=name", "--filename", "-"],
      services.join("\n---\n"),
    ).stdout.split("\n"),
  );

describeCluster("Of Services drawn at random the API server refuses", () => {
  beforeAll(() => {
    newNamespace(NAMESPACE);
  });

  test("those that a check says it refuses, and no others", () => {
    const drawn = fc.sample(setup, { numRuns: 500, seed: 1 });
    const streams = drawn.map((each) => manifests(each));
    const services = streams.map(
      (stream, index) => stream.split("\n---\n")[0]?.replace('"kong-proxy"', `"s${index}"`) ?? "",
    );
    const [server, client] = [taken(services, "apply", "--server-side"), taken(services, "create")];
    const told = streams.map((stream, index) => ({
      setup: drawn[index],
      refused: [isFound(stream), !server.has(`service/s${index}`), !client.has(`service/s${index}`)],
    }));
    expect(told.filter(({ refused: [ours, ...theirs] }) => theirs.some((refused) => refused !== ours))).toEqual([]);
    const refused = told.filter(({ refused: [ours] }) => ours).length;
    expect(refused).toBeGreaterThan(100);
    expect(drawn.length - refused).toBeGreaterThan(100);
  });
});
