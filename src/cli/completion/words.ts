import schema from "../../../schema/config.schema.json" with { type: "json" };
import { FORMS } from "../../config/short.ts";
import { type Key, SETTINGS } from "../../config/table.ts";
import { clouds } from "../../generated/clouds.ts";
import type { Command } from "../commands/command.ts";

/** A flag, and what may stand behind it. */
export interface Flag {
  /** `--quiet`, and `-q` where it has a short form. */
  names: readonly string[];
  help: string;
  value: Value;
}

/** What is completed: some words, the names of files, or nothing that anybody could guess. */
export type Value = "none" | "free" | "file" | readonly string[];

interface Word {
  name: string;
  help: string;
  flags: readonly Flag[];
  /** What it takes behind its name. */
  operands: Value;
}

/** All that can stand on a command line. */
export interface Words {
  /** Those of a run, for which there is no command. */
  flags: readonly Flag[];
  commands: readonly Word[];
}

/** What can stand on a command line, out of the table of commands. */
export const wordsOf = (filter: Command, commands: readonly Command[]): Words => ({
  flags: [...flagsOf(filter), { names: ["--version", "-V"], help: "print the version", value: "none" }],
  commands: [
    ...commands.map((command) => ({
      name: command.name,
      help: command.summary,
      flags: flagsOf(command),
      operands: operandsOf(command),
    })),
    {
      name: "help",
      help: "what a command takes, with examples",
      flags: [],
      operands: commands.map(({ name }) => name),
    },
  ],
});

const { method, exposure, ifNoKong } = schema.properties;
const VALUES: Partial<Record<Key, readonly string[]>> = {
  method: method.enum,
  cloud: Object.keys(clouds),
  exposure: exposure.enum,
  ifNoKong: ifNoKong.enum,
};

function flagsOf({ formats, options, settings }: Command): Flag[] {
  const isPrinter = formats !== undefined || settings !== false;
  const taken = SETTINGS.filter(({ key }) => settings === true || (settings !== false && settings.includes(key)));
  return [
    ...(settings === false ? [] : [flagOf("--config <file>", "YAML or JSON with the settings")]),
    ...taken.flatMap(({ key }) => {
      const { flags, help, negated } = FORMS[key];
      return [
        flagOf(flags, help, VALUES[key]),
        ...(negated === undefined ? [] : [flagOf(flags.replace("--", "--no-"), negated)]),
      ];
    }),
    ...(formats ? [flagOf("--format <name>", "how to print", Object.keys(formats))] : []),
    ...Object.entries(options).flatMap(([flags, { help, choices, hidden }]) =>
      hidden ? [] : [flagOf(flags, help, choices)],
    ),
    ...(isPrinter ? [flagOf("--color <when>", "when to use colours", ["auto", "always", "never"])] : []),
    flagOf("-h, --help", "print help"),
  ];
}

function flagOf(flags: string, help: string, choices?: readonly string[]): Flag {
  const [, placeholder] = /[<[](.*)[>\]]/.exec(flags) ?? [];
  return {
    names: (flags.match(/--?[\w-]+/g) ?? []).reverse(),
    help,
    value: choices ?? (placeholder === undefined ? "none" : placeholder === "file" ? "file" : "free"),
  };
}

const operandsOf = ({ arguments: [first], words }: Command): Value =>
  words ?? (first === "[files...]" || first === "[file]" ? "file" : first === undefined ? "none" : "free");
