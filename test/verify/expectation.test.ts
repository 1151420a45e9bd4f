import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Config, postrender } from "../../src/index.ts";
import { differencesOf, expectationsOf } from "../../src/verify/expectation.ts";
import type { LiveOutcome, LiveVerdict } from "../../src/verify/verdict.ts";
import { waysOf } from "../../src/verify/way.ts";
import { checked } from "../support/checked.ts";
import { root } from "../support/program.ts";

const RELEASE = readFileSync(join(root, "examples/release.yaml"), "utf8");
const EKS: Config = { cloud: "eks", method: "proxy-protocol", trustedCIDRs: ["10.0.0.0/16"] };

const judged = (manifests: string, config: Partial<Config>) => checked(manifests, { config }).verdicts;
const AFTER = judged(postrender(RELEASE, EKS).stream, EKS);
const BEFORE = judged(RELEASE, { cloud: "eks" });

const promised = (url: string, verdicts = AFTER) => {
  const [way] = waysOf([url], []);
  return way ? expectationsOf(way, verdicts) : [];
};
const differing = (outcome: LiveOutcome, url: string, verdicts = AFTER, directs: string[] = []) => {
  const way = waysOf(directs.length > 0 ? [] : [url], directs).at(-1);
  if (!way) return [];
  const found: LiveVerdict = { way, outcome, believed: [], addresses: [], because: "", isClosed: false };
  return differencesOf(found, expectationsOf(way, verdicts));
};

describe("Of the verdicts on manifests a way is promised", () => {
  test("those behind its port, where a Service has that", () => {
    expect(promised("http://a").map(({ where }) => where)).toEqual(["Service kong/my-kong-kong-proxy, port 8000"]);
    expect(promised("https://a").map(({ where }) => where)).toEqual(["Service kong/my-kong-kong-proxy, port 8443"]);
  });

  test("all of them, where none has it: a load balancer may be before it that is not in the manifests", () => {
    expect(promised("https://a:9999").length).toBe(2);
  });
});

describe("Live and judged", () => {
  test.each<[LiveOutcome, number]>([
    ["client", 0],
    ["hidden", 1],
    ["forgeable", 1],
    ["refused", 1],
    ["unheard", 1],
    ["unproven", 1],
  ])("differ or not, where the client is promised: %s", (outcome, count) => {
    expect(differing(outcome, "https://a")).toHaveLength(count);
  });

  test("differ where it is better than the manifests", () => {
    expect(differing("hidden", "https://a", BEFORE)).toEqual([]);
    expect(differing("client", "https://a", BEFORE)).toEqual([
      {
        way: "https://a",
        where: "Service kong/my-kong-kong-proxy, port 8443",
        judged: "hidden",
        live: "client",
        what: "by the manifests Kong does not see the client (forgeable by nobody), and live it sees the client",
      },
    ]);
  });

  test("differ in nothing that the manifests do not tell", () => {
    for (const outcome of ["client", "hidden", "refused"] as const)
      expect(
        differing(
          outcome,
          "https://a",
          judged(RELEASE, {}).map((verdict) => ({ ...verdict, outcome: "unknown" })),
        ),
      ).toEqual([]);
  });

  test("differ past the load balancer where somebody forges whom nobody trusts", () => {
    const direct = ["10.0.1.5:8443"];
    expect(differing("forgeable", "", BEFORE, direct)).toHaveLength(1);
    expect(differing("forgeable", "", AFTER, direct)).toEqual([]);
    expect(differing("refused", "", AFTER, direct)).toEqual([]);
  });
});
