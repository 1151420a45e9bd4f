import { json } from "../../escape/json.ts";
import { pointer } from "../../json/values.ts";
import { codes } from "../../judgement/codes.ts";
import type { Finding } from "../../judgement/rule.ts";
import { label } from "../../manifests/read.ts";
import type { Check } from "../../run/check.ts";
import { sharedVerdicts } from "../verdicts.ts";
import type { CheckData, FindingData } from "./data.ts";
import { evidencePlace } from "./place.ts";

/** For programs: stable keys, nothing that depends on the terminal. */
export const checkJson = (check: Check): string => json(checkData(check));

/** The same before it is a text. */
export function checkData({ verdicts, findings, silenced, notes }: Check): CheckData {
  const seen = sharedVerdicts(verdicts).map(({ verdict, services }) => {
    const { front, listener, outcome, forgers, because } = verdict;
    const [gateway, ...others] = verdict.gateways;
    return {
      gateway: label(gateway.workload),
      service: label(front.service),
      listener: { variable: listener.variable, port: listener.port, transport: listener.transport },
      outcome,
      forgers,
      because,
      // It holds for each of these gateways and each of these Services, too.
      ...(others.length > 0 && { alike: { gateways: others.map(({ workload }) => label(workload)), services } }),
    };
  });
  const quiet = silenced.map(({ finding, reason, inManifest }) => ({
    ...findingData(finding),
    reason,
    by: inManifest ? ("manifest" as const) : ("config" as const),
  }));
  return { verdicts: seen, findings: findings.map(findingData), silenced: quiet, notes };
}

const findingData = (finding: Finding): FindingData => ({
  code: finding.code,
  severity: finding.severity,
  where: finding.where,
  ...evidencePlace(finding),
  pointer: pointer(finding.path),
  what: finding.what,
  remedy: finding.remedy,
  source: codes[finding.code].source,
});
