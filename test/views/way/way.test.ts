import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../../src/judgement/verdict.ts";
import { lines } from "../../../src/views/way/lay.ts";
import { wayPairs } from "../../../src/views/way/pairs.ts";
import { waySvg } from "../../../src/views/way/svg.ts";
import { waysText } from "../../../src/views/way/text.ts";
import { wayOf } from "../../../src/views/way/way.ts";
import { hostile, isSeen } from "../../escape/hostile.ts";
import { checked } from "../../support/checked.ts";
import { root } from "../../support/program.ts";
import { manifests, PROXY } from "../check/manifests.ts";
import { streams } from "../check/streams.ts";
import { isWellFormed } from "./xml.ts";

const verdictsOf = (bytes: Buffer): Verdict[] => {
  try {
    return checked(bytes).verdicts;
  } catch {
    return [];
  }
};
const all = streams.flatMap(([, bytes]) => verdictsOf(bytes));

describe("The way of a client's packets", () => {
  test("is there for every outcome", () => {
    expect(new Set(all.map(({ outcome }) => outcome))).toEqual(
      new Set(["client", "forgeable", "hidden", "broken", "unknown"]),
    );
  });

  test("carries the client's address to Kong just where Kong can see it", () => {
    for (const verdict of all) {
      const { hops, outcome, sees } = wayOf(verdict);
      const last = hops.at(-2)?.sends;
      if (outcome === "client") expect([last?.carries, sees]).toEqual(["client", "203.0.113.7, the client"]);
      if (outcome === "forgeable") expect(last?.carries).toBe("forged");
      if (outcome === "hidden" && last?.carries === "nothing") expect(last.from).toMatch(/^192\.0\.2\.[12]0$/);
      if (outcome === "hidden") expect(sees).not.toContain("203.0.113.7");
      if (outcome === "broken" || outcome === "unknown") expect(sees).toBeUndefined();
    }
  });

  test("goes wrong at one hop, where the address is lost", () => {
    for (const verdict of all) {
      const { hops, outcome } = wayOf(verdict);
      const faults = hops.filter(({ isFault }) => isFault).map(({ who }) => who);
      const expected = { client: 0, unknown: 0, hidden: 1, broken: 1, forgeable: 2 }[outcome];
      expect({ outcome, because: verdict.because, faults: faults.length }).toEqual({
        outcome,
        because: verdict.because,
        faults: expected,
      });
    }
  });

  test("is told once for all listeners and Services that share it", () => {
    const { verdicts } = checked(manifests({ inside: true }));
    const pairs = wayPairs(verdicts, verdicts);
    expect(pairs.flatMap(({ places }) => places.flatMap(({ ports }) => ports)).length).toBe(verdicts.length);
    expect(pairs.length).toBeLessThan(verdicts.length);
    for (const { before, after } of pairs) expect(before).toEqual(after);
  });

  test("says who gets in past the load balancer", async () => {
    const env = { KONG_PROXY_LISTEN: PROXY, KONG_REAL_IP_HEADER: "proxy_protocol", KONG_TRUSTED_IPS: "10.0.0.0/16" };
    const annotations = { "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol": "*" };
    const type = { "service.beta.kubernetes.io/aws-load-balancer-type": "external" };
    const target = { "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "instance" };
    const text = manifests({ env, annotations: { ...annotations, ...type, ...target } });
    const [pair] = wayPairs(verdictsOf(Buffer.from(text)));
    const told = waysText(pair ? [pair] : [], { colour: false, columns: 80 });
    await expect(told).toMatchFileSnapshot(join(root, "test/views/way/proxy.txt"));
  });
});

describe("A picture of it", () => {
  test("is well-formed, says in words what it shows, and stays inside its edges", () => {
    const drawn = new Set<string>();
    for (const verdict of all) {
      const way = wayOf(verdict);
      const svg = waySvg(way, "Now");
      if (drawn.has(svg)) continue;
      drawn.add(svg);
      expect(isWellFormed(svg)).toBe(true);
      const [, words] = /<desc>([^<]*)<\/desc>/.exec(svg) ?? [];
      for (const { who, sends } of way.hops) {
        expect(words).toContain(who);
        if (sends?.from) expect(words).toContain(sends.from);
      }
      const height = Number(/ height="(\d+)"/.exec(svg)?.[1]);
      for (const [, y] of svg.matchAll(/<text[^>]* y="(\d+)"/g)) expect(Number(y)).toBeLessThan(height);
    }
    expect(drawn.size).toBeGreaterThan(20);
  });

  test("is well-formed whatever a name says", () => {
    const [verdict] = all;
    if (!verdict) throw new Error("no verdict");
    const way = wayOf(verdict);
    fc.assert(
      fc.property(hostile, hostile, (name, because) => {
        const hops = way.hops.map((hop) => ({ ...hop, name }));
        const svg = waySvg({ ...way, hops, because }, name);
        expect(isWellFormed(svg)).toBe(true);
        expect(isSeen(svg)).toBe(true);
      }),
    );
  });
});

test("Lines of a picture fit, and lose nothing of the text", () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 80, max: 400 }), (text, width) => {
      const broken = lines(text, width, 13);
      const room = Math.floor(width / (13 * 0.56));
      for (const line of broken) expect([...line].length).toBeLessThanOrEqual(room);
      expect(broken.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});
