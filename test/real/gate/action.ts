/** The steps of action.yml, run as GitHub's runner runs those of a composite action. docs.github.com, "Metadata syntax" */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { type Outcome, root, run } from "../../support/tools.ts";

interface Action {
  inputs: Record<string, { default: string }>;
  outputs: Record<string, { value: string }>;
  runs: {
    using: string;
    steps: { id?: string; if?: string; shell: string; env: Record<string, string>; run: string }[];
  };
}

export const action: Action = parse(readFileSync(join(root, "action.yml"), "utf8"));

/** What `shell: bash` means, docs.github.com, "jobs.<job_id>.steps[*].shell". */
export const bash = ["--noprofile", "--norc", "-eo", "pipefail", "-c"];

interface Runner {
  cwd: string;
  /** What steps put on the PATH stays there for those that come. */
  env: NodeJS.ProcessEnv;
}

/** What an expression between `${{` and `}}` is, of those that the action has. */
type Context = Record<string, string>;

const evaluated = (text: string, context: Context): string =>
  text.replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
    if (context[name] === undefined) throw new Error(`${name} is not known`);
    return context[name];
  });

/** Conditions that the action has: whether an input is empty. */
function holds(condition: string | undefined, context: Context): boolean {
  if (condition === undefined) return true;
  const [, name = ""] = /^([\w.-]+) != ''$/.exec(condition) ?? [];
  if (context[name] === undefined) throw new Error(`${condition} is not known`);
  return context[name] !== "";
}

/**
 * Runs the action to its end, or to the first step that fails.
 *
 * @param given inputs, as strings
 * @param from the repository that the action comes from, none for `uses: ./`; and where it lies
 */
export function runAction(
  { cwd, env }: Runner,
  given: Record<string, string> = {},
  { from = "", checkout = root }: { from?: string; checkout?: string } = {},
): { outcome: Outcome; outputs: Record<string, string> } {
  const temp = join(cwd, "runner temp");
  mkdirSync(temp, { recursive: true });
  const files = Object.fromEntries(["GITHUB_PATH", "GITHUB_OUTPUT"].map((name) => [name, join(temp, name)]));
  const context: Context = { "github.action_repository": from };
  for (const [name, input] of Object.entries(action.inputs)) context[`inputs.${name}`] = given[name] ?? input.default;
  let outcome: Outcome = { status: 0, stdout: "", stderr: "" };
  for (const step of action.runs.steps) {
    if (!holds(step.if, context)) continue;
    for (const file of Object.values(files)) writeFileSync(file, "");
    const own = Object.entries(step.env).map(([name, value]) => [name, evaluated(value, context)]);
    const runner = { GITHUB_ACTION_PATH: checkout, RUNNER_TEMP: temp };
    outcome = run("bash", [...bash, step.run], {
      cwd,
      env: { ...runner, ...files, ...env, ...Object.fromEntries(own) },
    });
    const lines = (name: string) =>
      readFileSync(files[name] ?? "", "utf8")
        .split("\n")
        .filter(Boolean);
    env["PATH"] = [...lines("GITHUB_PATH"), env["PATH"]].join(delimiter);
    for (const line of lines("GITHUB_OUTPUT")) {
      const [, name = "", value = ""] = /^(.*?)=(.*)$/.exec(line) ?? [];
      context[`steps.${step.id}.outputs.${name}`] = value;
    }
    if (outcome.status !== 0) break;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => {
    const [, of = ""] = /^\$\{\{ (.*) \}\}$/.exec(value) ?? [];
    return [name, context[of] ?? ""];
  });
  return { outcome, outputs: Object.fromEntries(outputs) };
}
