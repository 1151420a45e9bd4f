import { Option, type Command as Parser } from "commander";
import type { Layer } from "../config/layers.ts";
import { FORMS } from "../config/short.ts";
import { putSetting, SETTINGS, settingAt } from "../config/table.ts";
import { itemsOf } from "../json/lists.ts";
import type { Json, JsonObject, Path } from "../json/values.ts";
import type { Command, Option as Described } from "./commands/command.ts";
import type { Given } from "./input.ts";

/** Takes what a command line asks of a command. */
export type Take = (command: Command, asked: Record<string, unknown>) => void;

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
  if (command.settings) addSettings(parser);
  for (const { option } of options) parser.addOption(option);
  parser.action((...words: unknown[]) => {
    const given = parser.optsWithGlobals();
    take(command, {
      ...Object.fromEntries(command.arguments.map((word, index) => [word.replace(/\W/g, ""), words[index]])),
      ...Object.fromEntries(
        options.map(({ option, described: { several } }) => {
          const name = option.attributeName();
          return [name, given[name] ?? (several ? [] : option.isBoolean() ? false : undefined)];
        }),
      ),
      ...(command.settings && { given: settingsOf(parser) }),
    });
  });
}

function optionOf(flags: string, { help, choices, several, hidden, ...rest }: Described): Option {
  const option = new Option(flags, help).default(rest.default).hideHelp(hidden === true);
  if (choices) option.choices(choices);
  return several ? option.argParser(appended) : option;
}

const appended = (text: string, list: readonly string[] = []): readonly string[] => [...list, text];

const SETTINGS_HELP =
  "YAML or JSON with the settings (default: $KONG_CLIENT_IP_CONFIG, else kong-client-ip.yaml where it exists)";

function addSettings(parser: Parser): void {
  parser.option("--config <file>", SETTINGS_HELP);
  for (const { key, kind } of SETTINGS) {
    const { flags, help, negated } = FORMS[key];
    const option = new Option(flags, help);
    parser.addOption(kind === "list" ? option.argParser(appended) : option);
    if (negated) parser.addOption(new Option(flags.replace("--", "--no-"), negated).default(undefined));
  }
}

/** `--method` of `--method <name>`. */
export const longOf = (flags: string): string => flags.replace(/ .*/, "");

/** The settings among a command's options, and those given before its name. */
function settingsOf(parser: Parser): Given {
  const options = parser.optsWithGlobals();
  const value: JsonObject = {};
  for (const { key, path, kind } of SETTINGS) {
    const item: unknown = options[new Option(FORMS[key].flags).attributeName()];
    if (item !== undefined)
      putSetting(value, path, kind === "list" ? (item as string[]).flatMap(itemsOf) : (item as Json));
  }
  const where = (path: Path) => {
    const setting = settingAt(path);
    return setting ? longOf(FORMS[setting.key].flags) : "command line";
  };
  const flags: Layer = { origin: "caller", value, where };
  return { flags, ...(options["config"] !== undefined && { config: String(options["config"]) }) };
}

/** Examples with what they are for before them; their further lines stand under the command. */
const examplesOf = ({ examples }: Command): string =>
  Object.entries(examples)
    .map(([title, text]) => `${`${title}:`.padEnd(INDENT)}${text.replaceAll("\n", `\n${" ".repeat(INDENT)}`)}\n`)
    .join("");

const INDENT = 11;
