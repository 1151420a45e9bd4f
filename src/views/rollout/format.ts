import { json } from "../../escape/json.ts";
import { visible } from "../../escape/text.ts";
import type { Outcome } from "../../judgement/verdict.ts";
import type { Guide } from "../../rollout/guide.ts";
import type { Step, StepCheck } from "../../rollout/step.ts";
import { paint, type Style, wrap } from "../terminal.ts";
import { seenText } from "../verdicts.ts";

/** For a person: the steps that are left, each with what to apply, to check and to do, and how to go back. */
function rolloutText({ method, total, done, steps, lacks, atOnce }: Guide, style: Style): string {
  if (steps.length === 0) return `nothing to do: the release is as ${method} wants it\n`;
  const lacking = lacks.map(({ where, what }) => item("lacks", `${where}: ${what}`, style));
  const costs = atOnce.map((text) => item("at once", text, style));
  const left = done === 0 ? `${total}` : `${total - done} more`;
  const logs = [...new Set(steps.flatMap(({ checks }) => checks.flatMap(({ stdin }) => stdin ?? [])))];
  return [
    `${method} in ${left} step${left === "1" ? "" : "s"}\n`,
    [
      item("files", "kong.yaml stands for these manifests, and each command takes the same settings", style),
      ...logs.map((command) => line("log", `${LOG}() { ${command}; }`, style)),
    ].join(""),
    ...section("Before that, since pods are exchanged", lacking),
    ...steps.map((step) => stepText(step, style)),
    ...section("All at once instead", costs),
  ].join("\n");
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${title}\n${lines.join("")}`];

/** Columns of the words that stand before what is told. */
const WIDTH = 9;

const item = (word: string, text: string, style: Style): string =>
  `  ${paint(word.padEnd(WIDTH), "dim", style)}${wrap(text, style, 2 + WIDTH, 2 + WIDTH)}\n`;

/** A command stands on one line, for being copied. */
const line = (word: string, command: string, style: Style): string =>
  `  ${paint(word.padEnd(WIDTH), "dim", style)}${visible(command)}\n`;

function stepText({ number, title, changes, commands, checks, acts, back }: Step, style: Style): string {
  return [
    `${paint(`Step ${number}: ${visible(title)}`, "bold", style)}\n`,
    ...commands.map((command) => line("run", command, style)),
    ...changes.map((text) => item("", text, style)),
    ...checks.flatMap((check) => [line("check", checkCommand(check), style), ...findsText(check, style)]),
    ...acts.map((text) => item("then", text, style)),
    ...back.acts.map((text) => item("back", text, style)),
    ...back.commands.map((command) => line("back", command, style)),
  ].join("");
}

/** What follows Kong's log, as a function of the shell, so that it need not be written out for each check. */
const LOG = "kong_log";

const checkCommand = ({ command, stdin }: StepCheck): string => (stdin === undefined ? command : `${LOG} | ${command}`);

const findsText = ({ finds }: StepCheck, style: Style): string[] =>
  finds === "done" ? [] : [item("", `Kong sees ${seenText({ outcome: finds })}${ENDS[finds]}`, style)];

/** What `verify` ends with, and why that is as it should be. */
const ENDS: Record<Outcome, string> = {
  client: " (exit code 0)",
  hidden: ", as before (exit code 1)",
  forgeable: ", as before (exit code 1)",
  broken: ", as before (exit code 1)",
  unknown: " by the manifests, so see that it is as before",
};

/** How the steps can be printed; the first is the default. JSON has stable keys. */
export const rolloutFormats = { text: rolloutText, json } satisfies Record<
  string,
  (guide: Guide, style: Style) => string
>;
