import { xml } from "../../escape/xml.ts";
import { pointer } from "../../json/values.ts";
import type { Finding } from "../../judgement/rule.ts";
import type { Check } from "../../run/check.ts";
import { evidencePlace, placeText } from "./place.ts";

/**
 * For reports of tests: a finding is a case, which fails where the check does. A silenced one is skipped.
 *
 * Elements and attributes are those of jenkinsci/xunit-plugin junit-10.xsd, which names no file of a case; it stands in
 * the text.
 *
 * @param isFailure whether the check fails for a finding
 */
export function checkJunit({ findings, silenced }: Check, isFailure: (finding: Finding) => boolean): string {
  const failures = findings.filter(isFailure).length;
  const cases = [
    ...findings.map((finding) => caseOf(finding, outcomeOf(finding, isFailure(finding)))),
    ...silenced.map(({ finding, reason }) => caseOf(finding, `<skipped message="${xml(reason)}"/>`)),
  ];
  // Readers take a report without cases for one that went wrong.
  if (cases.length === 0) cases.push('    <testcase classname="kong-client-ip" name="check" time="0"/>');
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kong-client-ip" ${counts} time="0">
  <testsuite name="kong-client-ip check" ${counts} skipped="${silenced.length}" time="0">
${cases.join("\n")}
  </testsuite>
</testsuites>
`;
}

const caseOf = ({ code, where }: Finding, outcome: string): string =>
  `    <testcase classname="${xml(where)}" name="${code}" time="0">\n      ${outcome}\n    </testcase>`;

function outcomeOf(finding: Finding, isFailure: boolean): string {
  const { severity, path, what, remedy } = finding;
  const place = evidencePlace(finding);
  const told = xml(`${what}; ${remedy}`);
  const spot = xml(`${place ? `${placeText(place)}, ` : ""}${pointer(path) || "/"}`);
  if (!isFailure) return `<system-out>${severity}: ${told} (${spot})</system-out>`;
  return `<failure type="${severity}" message="${told}">${spot}</failure>`;
}
