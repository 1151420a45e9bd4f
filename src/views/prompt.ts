import type { Prompt } from "../init/interview.ts";
import { paint, type Style, wrap } from "./terminal.ts";

/** So many choices stand with what they mean; more are listed by name. */
const FEW = 12;

/** A question for a terminal; asked again, the fault in the answer alone. */
export function promptText({ question, choices, proposed, by, fault }: Prompt, style: Style): string {
  const prefix = proposed === undefined ? "> " : `[${proposed}] > `;
  if (fault !== undefined) return `${wrap(fault, style, 0, 0)}\n${prefix}`;
  const width = Math.max(0, ...choices.map(({ answer }) => answer.length));
  const list =
    choices.length > FEW
      ? `  ${wrap(choices.map(({ answer }) => answer).join(", "), style, 2, 2)}\n`
      : choices
          .map(
            ({ answer, means }) =>
              `  ${paint(answer.padEnd(width), "bold", style)}  ${wrap(means, style, width + 4, width + 4)}\n`,
          )
          .join("");
  const why =
    by === undefined || proposed === undefined ? "" : `${wrap(`${proposed}, as ${by} shows.`, style, 0, 0)}\n`;
  return `\n${wrap(question, style, 0, 0)}\n${list}${why}${prefix}`;
}
