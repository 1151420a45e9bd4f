import { CommanderError, Command as Parser } from "commander";
import { closestMatch } from "leven";
import { suggest } from "../config/suggest.ts";
import { Failure } from "../failure.ts";
import { type Call, callOf } from "./call.ts";
import { filter } from "./commands/filter.ts";
import { commands } from "./commands/index.ts";
import { wordsOf } from "./completion/words.ts";
import { type Take, teach } from "./parser.ts";

/**
 * What a command line (without node and script) asks for; --help and --version ask to print.
 *
 * @throws Failure (usage) for flags and commands that do not exist or lack a value
 */
export function parseArguments(argv: readonly string[], version: string): Call {
  let text = "";
  let call: Call | undefined;
  const take: Take = (command, asked, colour = "auto", stray) => {
    if (stray !== undefined) throw usage(`unknown option '${stray}'`);
    call = callOf(command, asked, colour);
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
    .helpCommand("help [command]", "what a command takes, with examples")
    .exitOverride()
    .allowExcessArguments(false);
  teach(program, filter, take);
  // Only where one is meant: beside commands the parser calls a stray word a misspelt one, and we know more of it.
  if (argv.some((word) => HELP.includes(word) || commands.some(({ name }) => name === word)))
    for (const command of commands) teach(program.command(command.name), command, take);
  try {
    program.parse(argv[0] === "help" ? helpLine(argv.slice(1)) : argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) {
      const [, name = filter.name] = /^error: too many arguments for '(.*?)'/.exec(error.message) ?? [];
      if (name !== filter.name)
        throw new Failure("usage", name, "there are too many words", `see kong-client-ip ${name} --help`);
      const unknown = error.code === "commander.help" ? argv[argv.indexOf("help") + 1] : program.args[0];
      const isUnknown = error.code === "commander.excessArguments" || error.code === "commander.help";
      throw isUnknown ? unknownCommand(unknown ?? "") : usage(error.message);
    }
  }
  return call ?? { command: "print", asked: {}, colour: "auto", run: () => ({ stdout: text }) };
}

/** The parser's own command passes over all but the first word, and does not know itself. */
function helpLine(words: readonly string[]): string[] {
  const [word, more] = words.filter((each) => !HELP.includes(each));
  if (word?.startsWith("-")) throw usage(`unknown option '${word}'`);
  if (more !== undefined) throw new Failure("usage", "help", "there are too many words", "name one command, or none");
  return word === undefined ? ["--help"] : ["help", word];
}

const HELP = ["-h", "--help", "help"];

function usage(message: string): Failure {
  const [what = ""] = message
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .split("\n");
  // The parser reads -q=1 as -q and -=1.
  if (what.startsWith("unknown option '-="))
    return new Failure("usage", "command line", "a one-letter switch takes no value", "leave out the = and the rest");
  const [, flag = ""] = /^unknown option '(--[^'=]+)/.exec(what) ?? [];
  return new Failure("usage", "command line", what.replace(/=.*'$/, "'"), remedyFor(flag));
}

/** What helps who gave a flag that is unknown here: it belongs to other commands, or is misspelt. */
function remedyFor(flag: string): string {
  const { flags, commands: others } = wordsOf(filter, commands);
  const all = [{ name: "a run", flags }, ...others].map(({ name, flags }) => ({
    name,
    flags: flags.flatMap(({ names }) => names),
  }));
  const owners = all.filter(({ flags }) => flags.includes(flag)).map(({ name }) => name);
  if (owners.length > 0)
    return `it belongs to ${owners.join(", ")}: kong-client-ip ${owners[0] === "a run" ? "" : `${owners[0]} `}--help`;
  const near =
    flag === "" ? undefined : closestMatch(flag, [...new Set(all.flatMap(({ flags }) => flags))], { maxDistance: 3 });
  return near === undefined ? "see kong-client-ip --help" : `did you mean ${near}?`;
}

/** Of a word in the place of a command. A file is no misspelt command: a run reads stdin. */
function unknownCommand(word: string): Failure {
  const known = [...commands.map(({ name }) => name), "help"];
  const readers = commands.filter((command) => command.arguments.includes("[files...]")).map(({ name }) => name);
  return /[./\\]|^-$/.test(word)
    ? new Failure(
        "usage",
        "command line",
        `a run takes no files, and ${JSON.stringify(word)} is no command`,
        `write < before it, or a command that reads files: ${readers.join(", ")}`,
      )
    : new Failure("usage", "command line", `unknown command ${JSON.stringify(word)}`, suggest(word, known));
}
