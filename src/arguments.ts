import { Command, CommanderError, Option } from "commander";
import { FORMATS, type Format } from "./catalog/index.ts";
import type { Layer } from "./config/layers.ts";
import { put, SETTINGS, settingAt, splitList } from "./config/options.ts";
import { suggest } from "./config/suggest.ts";
import { Failure } from "./failure.ts";
import type { Json, JsonObject } from "./manifests/json.ts";

/** What a command line asks for. */
export type Arguments = Filter | Clouds | { command: "print"; text: string };

interface Clouds {
  command: "clouds";
  name?: string;
  format: Format;
}

interface Filter {
  command: "filter";
  flags: Layer;
  config?: string;
  quiet: boolean;
  helmPlugin: boolean;
}

const EPILOGUE = `
Helm 3:    helm upgrade my-kong kong/kong --post-renderer kong-client-ip \\
             --post-renderer-args --config=kong-client-ip.yaml
Helm 4:    helm plugin install "$(npm root -g)/kong-client-ip"
           helm upgrade my-kong kong/kong --post-renderer kong-client-ip \\
             --post-renderer-args --config=kong-client-ip.yaml
Pipe:      helm template my-kong kong/kong | kong-client-ip --cloud eks \\
             --method proxy-protocol --trusted-cidr 10.0.0.0/16 > kong.yaml

Settings:  flags win over variables (KONG_CLIENT_IP_METHOD, …), those over the
           file.
Exit code: 0 done; 1 the manifests cannot be patched safely; 2 wrong flags or
           config; 3 a bug. On 1, 2 and 3 nothing is written to stdout.
`;

/**
 * The settings on a command line (without node and script), or the text to print for --help and --version.
 *
 * @throws Failure (usage) for flags that do not exist or lack a value
 */
export function parseArguments(argv: readonly string[], version: string): Arguments {
  let print = "";
  let clouds: Clouds | undefined;
  const command = new Command("kong-client-ip")
    .description(
      "Make Kong see the real client's address: reads the rendered manifests of a\nrelease on stdin and writes them, patched, to stdout.",
    )
    .usage("[options] < manifests > patched")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .option(
      "--config <file>",
      "YAML or JSON with the settings (default: $KONG_CLIENT_IP_CONFIG, else kong-client-ip.yaml where it exists)",
    );
  for (const { flags, help, kind, negated } of SETTINGS) {
    const option = new Option(flags, help);
    command.addOption(kind === "list" ? option.argParser((text, list: string[] = []) => [...list, text]) : option);
    if (negated) command.addOption(new Option(flags.replace("--", "--no-"), negated).default(undefined));
  }
  command
    .option("-q, --quiet", "print neither changes nor warnings")
    .addOption(new Option("--helm-plugin", "for plugin.yaml: tell Helm 4 of failures on stdout").hideHelp())
    .addHelpText("after", EPILOGUE)
    .allowExcessArguments(false)
    .configureHelp({ helpWidth: 80 })
    .configureOutput({
      writeOut: (text) => {
        print += text;
      },
      writeErr: () => {},
    })
    .exitOverride()
    .action(() => {});
  command
    .command("clouds")
    .argument("[name]")
    .description("what is known about all clouds, or about one")
    .addOption(new Option("--format <name>", "how to print it").choices(FORMATS).default("text"))
    .action((name: string | undefined, { format }: { format: Format }) => {
      clouds = { command: "clouds", format, ...(name !== undefined && { name }) };
    });
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: "print", text: print };
    if (error.code === "commander.excessArguments") throw unknownCommand(command.args[0] ?? "", command);
    throw usage(error.message);
  }
  if (clouds) return clouds;
  const options = command.opts();
  const value: JsonObject = {};
  for (const { path, flags, kind } of SETTINGS) {
    const given = options[camelCase(flags)] as Json | undefined;
    if (given !== undefined) put(value, path, kind === "list" ? splitList(given as string[]) : given);
  }
  return {
    command: "filter",
    flags: { value, where: (path) => settingAt(path)?.flags.split(" ")[0] ?? "command line" },
    ...(options["config"] !== undefined && { config: String(options["config"]) }),
    quiet: options["quiet"] === true,
    helmPlugin: options["helmPlugin"] === true,
  };
}

const unknownCommand = (name: string, { commands }: Command) =>
  new Failure(
    "usage",
    "command line",
    `unknown command ${JSON.stringify(name)}`,
    suggest(
      name,
      commands.map((known) => known.name()),
    ),
  );

const usage = (message: string) => {
  const [what = "", hint] = message
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .split("\n");
  // Commander looks for the nearest flag only where no value is glued to it.
  const [, glued] = /^unknown option '(--[^=']+)=/.exec(what) ?? [];
  if (glued !== undefined) {
    const known = SETTINGS.map(({ flags }) => flags.split(" ")[0] ?? "");
    return new Failure("usage", "command line", `unknown option '${glued}'`, suggest(glued, ["--config", ...known]));
  }
  return new Failure(
    "usage",
    "command line",
    what,
    hint?.replace(/^\(Did you mean (.*)\?\)$/, "did you mean $1?") ?? "see kong-client-ip --help",
  );
};

const camelCase = (flags: string): string =>
  flags
    .replace(/^--/, "")
    .replace(/ .*$/, "")
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
