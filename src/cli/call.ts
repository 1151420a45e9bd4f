import type { Command, Output } from "./commands/command.ts";
import { inputOf, type System, type When } from "./input.ts";

/** What a command line asks for: a command, and what stands on the line for it, by the names that it knows. */
export interface Call {
  command: string;
  asked: Readonly<Record<string, unknown>>;
  colour: When;
  run(system: System): Output;
}

export const callOf = (command: Command, asked: Call["asked"], colour: When): Call => ({
  command: command.name,
  asked,
  colour,
  run: (system) => command.run(asked, inputOf(system)),
});
