import { describe, expect, test } from "vitest";
import { postrender } from "../../src/index.ts";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";

const SPEAKING = postrender(release.toString(), {
  method: "proxy-protocol",
  cloud: "generic",
  trustedCIDRs: ["10.0.0.0/8"],
}).stream;

const verdictsOf = (input: string) => {
  const { stdout } = command(["check", "--format=json", "--cloud=generic", "--method=external-traffic-policy"], {
    input,
  });
  const { verdicts }: { verdicts: Record<string, unknown>[] } = JSON.parse(stdout);
  return verdicts.map(({ outcome, forgers }) => ({ outcome, forgers }));
};

describe("Where honest clients send no PROXY header and Kong expects one", () => {
  test("with Cluster any client may write its own, as the node's word", () => {
    const verdict = { outcome: "broken", forgers: "any client" };
    expect(verdictsOf(SPEAKING)).toEqual([verdict, verdict]);
  });

  test("with Local only trusted peers may", () => {
    const verdict = { outcome: "broken", forgers: "trusted peers" };
    const local = SPEAKING.replace("  type: LoadBalancer\n", "$&  externalTrafficPolicy: Local\n");
    expect(local).not.toBe(SPEAKING);
    expect(verdictsOf(local)).toEqual([verdict, verdict]);
  });

  test("who may is not known where settings are hidden", () => {
    const verdict = { outcome: "broken", forgers: "unknown" };
    const hidden = SPEAKING.replace(/^( +)env:\n/m, "$1envFrom: [{secretRef: {name: hidden}}]\n$&");
    expect(hidden).not.toBe(SPEAKING);
    expect(verdictsOf(hidden)).toEqual([verdict, verdict]);
  });
});
