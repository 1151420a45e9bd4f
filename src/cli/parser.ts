import { Option, type Command as Parser } from "commander";
import { FORMS } from "../config/short.ts";
import { type Key, SETTINGS } from "../config/table.ts";
import type { Command, Option as Described } from "./commands/command.ts";
import { givenOf } from "./given.ts";
import type { Given, When } from "./input.ts";

/** Takes what a command line asks of a command. */
export type Take = (command: Command, asked: Record<string, unknown>, colour: When, stray?: string) => void;

/** Tells a parser what a command takes. */
export function teach(parser: Parser, command: Command, take: Take): void {
  const formats = Object.keys(command.formats ?? {});
  const [first] = formats;
  const own: Command["options"] = {
    ...(first !== undefined && { "--format <name>": { help: formats.join(", "), choices: formats, default: first } }),
    ...command.options,
  };
  const options = Object.entries(own).map(([flags, described]) => ({ option: optionOf(flags, described), described }));
  parser
    .description(command.summary)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", `\n${examplesOf(command)}${command.details ?? ""}`);
  for (const word of command.arguments) parser.argument(word);
  if (command.settings !== false) addSettings(parser, command.settings);
  for (const { option } of options) parser.addOption(option);
  if (command.formats || command.settings !== false) parser.addOption(optionOf("--color <when>", COLOUR));
  parser.action((...words: unknown[]) => {
    const given = parser.optsWithGlobals();
    take(
      command,
      {
        ...Object.fromEntries(command.arguments.map((word, index) => [word.replace(/\W/g, ""), words[index]])),
        ...Object.fromEntries(
          options.map(({ option, described: { several } }) => {
            const name = option.attributeName();
            return [name, given[name] ?? (several ? [] : option.isBoolean() ? false : undefined)];
          }),
        ),
        ...(command.settings !== false && { given: settingsOf(parser) }),
      },
      given["color"],
      strayIn(parser),
    );
  });
}

/** A flag of a run that stands on the line of a command which has no such flag: a parser takes it for its parent's. */
function strayIn({ parent, options }: Parser): string | undefined {
  const isStray = (option: Option) =>
    parent?.getOptionValueSource(option.attributeName()) === "cli" && options.every(({ long }) => long !== option.long);
  return parent?.options.find(isStray)?.long;
}

function optionOf(flags: string, { help, choices, several, hidden, ...rest }: Described): Option {
  const option = new Option(flags, help).default(rest.default).hideHelp(hidden === true);
  if (choices) option.choices(choices);
  return several ? option.argParser(appended) : option;
}

const appended = (text: string, list: readonly string[] = []): readonly string[] => [...list, text];

const COLOUR = {
  help: "auto, always or never; auto heeds NO_COLOR and FORCE_COLOR",
  choices: ["auto", "always", "never"],
  default: "auto",
} as const satisfies Described;

const CONFIG_HELP =
  "YAML or JSON with the settings (default: $KONG_CLIENT_IP_CONFIG, else kong-client-ip.yaml where it exists); repeat it to lay one over another";

/** All of them, so that one line serves a run and a check of it; help shows those that mean something. */
function addSettings(parser: Parser, taken: true | readonly Key[]): void {
  parser.addOption(optionOf("--config <file>", { help: CONFIG_HELP, several: true }));
  for (const { key, kind } of SETTINGS) {
    const { flags, help, negated } = FORMS[key];
    const hidden = taken !== true && !taken.includes(key);
    const forms = [new Option(flags, help), ...(negated ? [new Option(flags.replace("--", "--no-"), negated)] : [])];
    for (const option of forms)
      parser.addOption((kind === "list" ? option.argParser(appended) : option.default(undefined)).hideHelp(hidden));
  }
}

/** The settings among a command's options, and those given before its name. */
function settingsOf(parser: Parser): Given {
  const options = parser.optsWithGlobals();
  return givenOf((flags) => options[new Option(flags).attributeName()], options["config"] ?? []);
}

/** Examples with what they are for before them; their further lines stand under the command. */
const examplesOf = ({ examples }: Command): string =>
  Object.entries(examples)
    .map(([title, text]) => `${`${title}:`.padEnd(INDENT)}${text.replaceAll("\n", `\n${" ".repeat(INDENT)}`)}\n`)
    .join("");

const INDENT = 11;
