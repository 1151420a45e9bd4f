import { suggest } from "../../config/suggest.ts";
import { EXIT, Failure } from "../../failure.ts";
import { codes, type FindingCode, isFindingCode } from "../../judgement/codes.ts";
import { type Finding, SEVERITIES } from "../../judgement/rule.ts";
import { checkOf } from "../../run/check.ts";
import { explain as storyOf } from "../../views/check/format.ts";
import { checkFormats } from "../../views/check/formats.ts";
import { command } from "./command.ts";

/** Settings that say which gateway is meant, and what stands before it. */
export const JUDGED = [
  "method",
  "cloud",
  "loadBalancer",
  "target.release",
  "target.namespace",
  "target.workload",
  "target.container",
  "target.service",
  "ifNoKong",
] as const;

/** Manifests in, findings out; with `--explain` the story of a finding. */
export const check = command({
  name: "check",
  summary: "judge manifests as they are: whose address Kong sees",
  arguments: ["[files...]"],
  settings: JUDGED,
  formats: checkFormats,
  options: {
    "--fail-on <severity>": { help: "error, warning or note", choices: SEVERITIES, default: "error" },
    "--expect <outcome>": { help: "client: that Kong does not see it is an error", choices: ["client"] },
    "--explain [code]": { help: "tell the long story of a finding" },
  },
  examples: {
    Pipe: "helm template my-kong kong/kong | kong-client-ip check",
    CI: "kong-client-ip check --format sarif rendered.yaml > kong.sarif",
    GitHub: "kong-client-ip check --format github rendered.yaml",
  },
  details: `
Needs no config; --cloud, --load-balancer and --method help where the manifests
do not show them. The other settings of a run may stand there, and change
nothing.

Silence a finding with the annotation kong-client-ip/silence on the resource
that it names ("one-replica: a development cluster"), or with silence in the
config. The last line counts the silenced ones, JSON and SARIF have them all.

Exit code: 0 clean; 1 findings; 2 wrong flags or config; 3 a bug; 4 stdin cannot
           be read, or stdout not be written.
`,
  run({ files, format, failOn, expect, explain, given }, input) {
    if (explain !== undefined) return { stdout: storyOf(codeOf(explain), input.style(1)) };
    const result = checkOf(input.layers(given), input.sources(files), input.today, expect !== undefined);
    const isFailure = ({ severity }: Finding) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
    const stdout = checkFormats[format](result, { style: input.style(1), version: input.version, isFailure });
    return { stdout, exitCode: result.findings.some(isFailure) ? EXIT.refused : EXIT.ok };
  },
});

/** The code that is to be explained; undefined for all. */
function codeOf(word: string | true): FindingCode | undefined {
  if (word === true) return undefined;
  if (isFindingCode(word)) return word;
  const what = `there is no finding ${JSON.stringify(word)}`;
  throw new Failure("usage", "--explain", what, suggest(word, Object.keys(codes)));
}
