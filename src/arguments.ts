import { Command, CommanderError, Option } from "commander";
import type { Layer } from "./config/layers.ts";
import { put, SETTINGS, settingAt, splitList } from "./config/options.ts";
import { Failure } from "./failure.ts";
import type { Json, JsonObject } from "./manifests/json.ts";

export interface Arguments {
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
export function parseArguments(argv: readonly string[], version: string): Arguments | { print: string } {
  let print = "";
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
    .exitOverride();
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { print };
    throw usage(error.message);
  }
  const options = command.opts();
  const value: JsonObject = {};
  for (const { path, flags, kind } of SETTINGS) {
    const given = options[camelCase(flags)] as Json | undefined;
    if (given !== undefined) put(value, path, kind === "list" ? splitList(given as string[]) : given);
  }
  return {
    flags: { value, where: (path) => settingAt(path)?.flags.split(" ")[0] ?? "command line" },
    ...(options["config"] !== undefined && { config: String(options["config"]) }),
    quiet: options["quiet"] === true,
    helmPlugin: options["helmPlugin"] === true,
  };
}

const usage = (message: string) => {
  const [what = "", hint] = message
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .split("\n");
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
