import { describe, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { manifests } from "./manifests.ts";
import { refusals } from "./risks/refusals.ts";
import type { Risk } from "./risks/risk.ts";
import { spoofing } from "./risks/spoofing.ts";
import { traps } from "./risks/traps.ts";

describe.each(Object.entries({ spoofing, refusals, traps }))("%s", (_, risks) => {
  test.each(Object.entries(risks).map(([id, risk]) => [id, risk.what, risk] as const))("%s: %s", (_, __, risk) => {
    const { finds, besides = [] } = risk;
    const found = findingsOf(risk);
    const isBesides = (finding: string) => besides.includes(finding.split(" ")[1] ?? "");
    expect(found.filter((finding) => !isBesides(finding)).sort()).toEqual([...finds].sort());
    expect(found.filter(isBesides)).toHaveLength(besides.length);
  });
});

function findingsOf({ setup, args = [] }: Risk): string[] {
  const { stdout, stderr } = command(["check", "--format", "json", ...args], { input: manifests(setup) });
  expect(stderr).toBe("");
  const { findings } = JSON.parse(stdout) as { findings: Record<string, string>[] };
  return findings.map(({ severity, code, where, pointer }) => `${severity} ${code} ${where}#${pointer}`);
}
