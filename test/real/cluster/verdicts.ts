/** What `check` says, without where it stands in which file. */

import { expect } from "vitest";
import { command } from "../../support/command.ts";
import type { Live } from "./live.ts";

interface Judgement {
  verdicts: { gateway: string; service: string; outcome: string }[];
  findings: { code: string; severity: string; where: string }[];
}

export function judged(input: string, settings: readonly string[] = []): Judgement {
  const { status, stdout, stderr } = command(["check", "--format=json", ...settings], { input });
  expect(stderr).toBe("");
  expect([0, 1]).toContain(status);
  return JSON.parse(stdout);
}

/** What Kong sees, each outcome once. */
export const outcomesOf = ({ verdicts }: Judgement): string[] => [...new Set(verdicts.map(({ outcome }) => outcome))];

/** The API server's defaults, status and bookkeeping change nothing of what is judged. */
export function expectSameVerdicts(manifest: string, { json, yaml }: Live, settings: readonly string[] = []): void {
  const said = comparable(judged(manifest, settings));
  expect(comparable(judged(json, settings)), "kubectl get -o json").toEqual(said);
  expect(comparable(judged(yaml, settings)), "kubectl get -o yaml").toEqual(said);
}

/** The API server fills in of which families a Service is, so what a manifest alone leaves open it does not. */
const isOpen = ({ code, severity }: Judgement["findings"][number]) =>
  code === "family-not-trusted" && severity === "note";

/** In an order of their own. A manifest may leave its namespace to Helm or kubectl. */
export function comparable({ verdicts, findings }: Judgement): unknown {
  const sorted = (items: object[]) =>
    items.map((item) => JSON.stringify(item).replace(/"([A-Z]\w+) [a-z0-9-]+\//g, '"$1 ')).sort();
  return {
    verdicts: sorted(verdicts),
    findings: sorted(findings.filter((finding) => !isOpen(finding)).map(({ code, where }) => ({ code, where }))),
  };
}

/** Neither the filter nor `preview` finds anything left to change. */
export function expectSettled({ json, yaml }: Live, settings: readonly string[]): void {
  for (const input of [json, yaml]) {
    const { status, stdout, stderr } = command(settings, { input });
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(input);
    const preview = command(["preview", "--format=json", ...settings], { input });
    expect(JSON.parse(preview.stdout).diffs).toEqual([]);
  }
}
