import { CommanderError, Command as Parser } from "commander";
import { closestMatch } from "leven";
import { FORMS } from "../config/short.ts";
import { suggest } from "../config/suggest.ts";
import { Failure } from "../failure.ts";
import type { Output } from "./commands/command.ts";
import { filter } from "./commands/filter.ts";
import { commands } from "./commands/index.ts";
import type { Input } from "./input.ts";
import { longOf, type Take, teach } from "./parser.ts";

/** What a command line asks for: a command, and what stands on the line for it, by the names that it knows. */
interface Call {
  command: string;
  asked: Readonly<Record<string, unknown>>;
  run(input: Input): Output;
}

/**
 * What a command line (without node and script) asks for; --help and --version ask to print.
 *
 * @throws Failure (usage) for flags and commands that do not exist or lack a value
 */
export function parseArguments(argv: readonly string[], version: string): Call {
  let text = "";
  let call: Call | undefined;
  const take: Take = (command, asked) => {
    call = { command: command.name, asked, run: (input) => command.run(asked, input) };
  };
  const program = new Parser(filter.name)
    .usage("[options] < manifests > patched")
    .version(version, "-V, --version", "print the version")
    .configureHelp({ helpWidth: 80 })
    .configureOutput({
      writeOut: (printed) => {
        text += printed;
      },
      writeErr: () => {},
    })
    .exitOverride()
    .allowExcessArguments(false);
  teach(program, filter, take);
  // A plain run does without the other commands, whose making takes as long as reading its own flags.
  if (argv.some((word) => word === "-h" || word === "--help" || commands.some(({ name }) => name === word)))
    for (const command of commands) teach(program.command(command.name), command, take);
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0)
      throw error.code === "commander.excessArguments" ? unknownCommand(program) : usage(error.message, program);
  }
  return call ?? { command: "print", asked: {}, run: () => ({ stdout: text }) };
}

/** Flags of all commands, for guessing what was meant. */
const flagsOf = (program: Parser): string[] => [
  "--help",
  "--format",
  ...Object.values(FORMS).map(({ flags }) => longOf(flags)),
  ...program.options.flatMap(({ long }) => long ?? []),
  ...commands.flatMap(({ options }) => Object.keys(options).flatMap((flags) => /--[\w-]+/.exec(flags) ?? [])),
];

function usage(message: string, program: Parser): Failure {
  const [what = ""] = message
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .split("\n");
  const [, flag] = /^unknown option '(--[^'=]+)/.exec(what) ?? [];
  const near = flag === undefined ? undefined : closestMatch(flag, flagsOf(program), { maxDistance: 3 });
  return new Failure(
    "usage",
    "command line",
    what.replace(/=.*'$/, "'"),
    near === undefined ? "see kong-client-ip --help" : `did you mean ${near}?`,
  );
}

function unknownCommand({ args }: Parser): Failure {
  const name = args[0] ?? "";
  const known = commands.map((command) => command.name);
  return new Failure("usage", "command line", `unknown command ${JSON.stringify(name)}`, suggest(name, known));
}
