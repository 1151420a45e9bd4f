/** What holds of every step, with every load balancer that there is and every method that it carries. */

import { describe, expect, test } from "vitest";
import { profilesOf } from "../../src/clouds/profiles.ts";
import { postrender } from "../../src/index.ts";
import { PROFILES } from "../real/nginx/profiles.ts";
import { fitted, RELEASE } from "../real/nginx/release.ts";
import { command } from "../support/command.ts";
import { guided } from "./guided.ts";

describe.each(PROFILES)("$title", ({ config, front }) => {
  const input = Buffer.from(fitted(RELEASE, front));
  const { guide, steps } = guided(input, config);

  test("the last step is what a run writes", () => {
    expect(steps.at(-1)?.toString()).toBe(postrender(input.toString(), config).stream);
  });

  test("on the result of a step the plan goes on with the next one, to the same end", () => {
    for (const [index, bytes] of steps.entries()) {
      const later = guided(bytes, config);
      if (later.steps.length > 0) expect([later.guide.total, later.guide.done]).toEqual([guide.total, index + 1]);
      expect(later.guide.steps.map(({ title }) => title)).toEqual(
        guide.steps.slice(index + 1).map(({ title }) => title),
      );
      expect(later.steps.map(String)).toEqual(steps.slice(index + 1).map(String));
    }
  });

  test("no step lets clients forge their address, or breaks a way", () => {
    const { cloud, loadBalancer } = config;
    const profile = profilesOf(cloud).find((each) => each.loadBalancer === loadBalancer);
    // Of one that sends PROXY headers by itself, a config says so of all Services.
    const flags = profile?.sendsProxyProtocol ? [] : [`--cloud=${cloud}`, `--load-balancer=${loadBalancer}`];
    for (const bytes of steps) {
      const { stdout } = command(["check", "--format=json", ...flags], { input: bytes });
      const { verdicts, findings } = JSON.parse(stdout);
      const outcomes = verdicts.map(({ outcome }: { outcome: string }) => outcome);
      expect(outcomes.filter((outcome: string) => outcome === "forgeable" || outcome === "broken")).toEqual([]);
      expect(findings.filter(({ severity }: { severity: string }) => severity === "error")).toEqual([]);
    }
  });

  test("behind the last step Kong sees the client", () => {
    expect(guide.steps.at(-1)?.checks.at(-1)?.finds).toBe("client");
  });
});
