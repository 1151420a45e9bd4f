import { Command, CommanderError, Option } from "commander";
import { closestMatch } from "leven";
import type { Layer } from "../config/layers.ts";
import { suggest } from "../config/suggest.ts";
import { put, SETTINGS, settingAt, splitList } from "../config/table.ts";
import { Failure } from "../failure.ts";
import type { ChartName } from "../hosts/chart/charts.ts";
import type { Json, JsonObject } from "../json/values.ts";
import { DESCRIPTION, EPILOGUE } from "./help.ts";
import { SUBCOMMANDS, type Subcommand, subcommands } from "./subcommands.ts";

/** Where the settings of a command come from. */
interface Given {
  flags: Layer;
  config?: string;
}

/** What a command line asks for. */
export type Arguments =
  | { command: "print"; text: string }
  | ({ command: "filter"; quiet: boolean; helmPlugin: boolean } & Given)
  | ({
      command: "check";
      files: string[];
      format: "text" | "json" | "sarif";
      failOn: "error" | "warning";
      explain?: string | true;
    } & Given)
  | ({ command: "preview"; files: string[]; format: "text" | "json" | "markdown" } & Given)
  | ({
      command: "values";
      files: string[];
      chart?: ChartName;
      chartVersion?: string;
      under?: string;
      quiet?: true;
    } & Given)
  | ({
      command: "patches";
      files: string[];
      format: "json-patch" | "kustomize" | "flux";
      into?: string;
      quiet?: true;
    } & Given)
  | ({
      command: "verify";
      urls: string[];
      direct?: string[];
      from?: string[];
      header?: string[];
      expect?: string[];
      insecure?: true;
      timeout: string;
      wait: string;
      printLogsCommand?: string[];
      format: "text" | "json";
    } & Given)
  | {
      command: "clouds";
      name?: string;
      loadBalancer?: string;
      sources?: true;
      format: "text" | "json" | "markdown";
    };

/**
 * What a command line (without node and script) asks for; --help and --version ask to print.
 *
 * @throws Failure (usage) for flags and commands that do not exist or lack a value
 */
export function parseArguments(argv: readonly string[], version: string): Arguments {
  let print = "";
  let asked: Arguments | undefined;
  const program = new Command("kong-client-ip")
    .description(DESCRIPTION)
    .usage("[options] < manifests > patched")
    .version(version, "-V, --version", "print the version")
    .configureHelp({ helpWidth: 80 })
    .configureOutput({
      writeOut: (text) => {
        print += text;
      },
      writeErr: () => {},
    })
    .exitOverride()
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", EPILOGUE)
    .allowExcessArguments(false);
  withSettings(program)
    .option("-q, --quiet", "print neither changes nor warnings")
    .addOption(new Option("--helm-plugin", "for plugin.yaml: tell Helm 4 of failures on stdout").hideHelp())
    .action(({ quiet = false, helmPlugin = false }) => {
      asked = { command: "filter", quiet, helmPlugin, ...settingsOf(program) };
    });
  // A plain run does without the other commands, whose making takes as long as reading its own flags.
  if (argv.some((word) => Object.hasOwn(SUBCOMMANDS, word) || word === "-h" || word === "--help")) {
    for (const [name, subcommand] of subcommands) addSubcommand(program, name, subcommand);
  }
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: "print", text: print };
    throw error.code === "commander.excessArguments" ? unknownCommand(program) : usage(error.message);
  }
  return asked ?? { command: "print", text: print };

  function addSubcommand(parent: Command, name: string, subcommand: Subcommand): void {
    const { operand, second, help, formats, hasSettings, options = () => [], epilogue } = subcommand;
    const command = parent
      .command(name)
      .argument(operand)
      .description(help)
      .helpOption("-h, --help", "print this help");
    const own = [
      ...(formats ? [new Option("--format <name>", formats.join(", ")).choices(formats).default(formats[0])] : []),
      ...options(),
    ];
    if (second) command.argument(second);
    if (hasSettings) withSettings(command);
    for (const option of own) command.addOption(option);
    if (epilogue) command.addHelpText("after", epilogue);
    command.action((operands: string | string[] | undefined, other: unknown) => {
      const given = command.optsWithGlobals();
      const named = [operands ?? []].flat();
      asked = {
        command: name,
        ...(operand === "[name]"
          ? named[0] !== undefined && { name: named[0] }
          : { [operand === "[urls...]" ? "urls" : "files"]: named }),
        // Without it commander hands on its options in this place.
        ...(second && typeof other === "string" && { loadBalancer: other }),
        ...Object.fromEntries(
          own
            .map((option) => [option.attributeName(), given[option.attributeName()]])
            .filter(([, value]) => value !== undefined),
        ),
        ...(hasSettings && settingsOf(command)),
      } as unknown as Arguments;
    });
  }
}

function withSettings(command: Command): Command {
  command.option(
    "--config <file>",
    "YAML or JSON with the settings (default: $KONG_CLIENT_IP_CONFIG, else kong-client-ip.yaml where it exists)",
  );
  for (const { flags, help, kind, negated } of SETTINGS) {
    const option = new Option(flags, help);
    command.addOption(kind === "list" ? option.argParser((text, list: string[] = []) => [...list, text]) : option);
    if (negated) command.addOption(new Option(flags.replace("--", "--no-"), negated).default(undefined));
  }
  return command;
}

/** The settings among a command's options, and those given before its name. */
function settingsOf(command: Command): Given {
  const options = command.optsWithGlobals();
  const value: JsonObject = {};
  for (const { path, flags, kind } of SETTINGS) {
    const item = options[camelCase(flags)] as Json | undefined;
    if (item !== undefined) put(value, path, kind === "list" ? splitList(item as string[]) : item);
  }
  const flags: Layer = { value, where: (path) => settingAt(path)?.flags.split(" ")[0] ?? "command line" };
  return { flags, ...(options["config"] !== undefined && { config: String(options["config"]) }) };
}

const camelCase = (flags: string): string =>
  flags
    .replace(/^--/, "")
    .replace(/ .*$/, "")
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Flags of all commands, for guessing what was meant. */
const FLAGS = [
  "--config",
  "--quiet",
  "--help",
  "--version",
  "--format",
  "--fail-on",
  "--explain",
  "--chart",
  "--chart-version",
  "--under",
  "--into",
  "--direct",
  "--from",
  "--header",
  "--expect",
  "--insecure",
  "--timeout",
  "--wait",
  "--print-logs-command",
  ...SETTINGS.map(({ flags }) => flags.replace(/ .*/, "")),
];

function usage(message: string): Failure {
  const [what = ""] = message
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .split("\n");
  const [, flag] = /^unknown option '(--[^'=]+)/.exec(what) ?? [];
  const near = flag === undefined ? undefined : closestMatch(flag, FLAGS, { maxDistance: 3 });
  return new Failure(
    "usage",
    "command line",
    what.replace(/=.*'$/, "'"),
    near === undefined ? "see kong-client-ip --help" : `did you mean ${near}?`,
  );
}

function unknownCommand({ args }: Command): Failure {
  const name = args[0] ?? "";
  return new Failure(
    "usage",
    "command line",
    `unknown command ${JSON.stringify(name)}`,
    suggest(name, Object.keys(SUBCOMMANDS)),
  );
}
