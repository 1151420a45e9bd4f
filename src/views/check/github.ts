import { workflowCommand } from "../../escape/github.ts";
import type { Finding } from "../../judgement/rule.ts";
import type { Check } from "../../run/check.ts";
import { countsOf } from "./format.ts";
import { evidencePlace } from "./place.ts";

/**
 * For a workflow of GitHub's: annotations on the lines of files, in its log and beside a pull request's diff.
 * docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export const checkGithub = (check: Check): string =>
  [
    ...check.findings.map(annotation),
    ...check.notes.map((note) => workflowCommand("notice", { title: "kong-client-ip" }, note)),
    `${countsOf(check)}\n`,
  ].join("");

function annotation(finding: Finding): string {
  const { severity, code, where, what, remedy } = finding;
  const place = evidencePlace(finding);
  // What is piped in is no file of the repository.
  const spot = place && place.file !== "stdin" && { file: place.file, line: place.line, col: place.column };
  const level = severity === "note" ? "notice" : severity;
  return workflowCommand(level, { ...spot, title: `kong-client-ip: ${code}` }, `${where}: ${what}; ${remedy}`);
}
