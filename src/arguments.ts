import { Command, CommanderError, Option } from "commander";
import type { Layer } from "./config/layers.ts";
import { suggest } from "./config/suggest.ts";
import { Failure } from "./failure.ts";
import type { Json, JsonObject, Path } from "./manifests/json.ts";

/** One setting as a flag and as an environment variable. */
interface Setting {
  path: Path;
  flags: string;
  help: string;
  /** Names of the variable behind KONG_CLIENT_IP_: the flag's, then the config key's where it differs. */
  variables: readonly string[];
  kind: "text" | "list" | "switch";
}

/** The command line and the environment say the same as the config's keys. `patches` is for the file alone. */
const SETTINGS: readonly Setting[] = [
  { path: ["method"], flags: "--method <name>", variables: ["METHOD"], kind: "text", help: "external-traffic-policy, proxy-protocol or http-headers" },
  { path: ["cloud"], flags: "--cloud <name>", variables: ["CLOUD"], kind: "text", help: "eks, gke, aks, … or generic" },
  { path: ["loadBalancer"], flags: "--load-balancer <name>", variables: ["LOAD_BALANCER"], kind: "text", help: "one of the cloud's load balancers (default: what the cloud recommends)" },
  { path: ["trustedCIDRs"], flags: "--trusted-cidr <cidr>", variables: ["TRUSTED_CIDR", "TRUSTED_CIDRS"], kind: "list", help: "peers to believe; repeat it or use commas" },
  { path: ["realIPHeader"], flags: "--real-ip-header <name>", variables: ["REAL_IP_HEADER"], kind: "text", help: "header with the client's address, for http-headers" },
  { path: ["realIPRecursive"], flags: "--real-ip-recursive", variables: ["REAL_IP_RECURSIVE"], kind: "switch", help: "take the last address that is not trusted" },
  { path: ["allowTrustAll"], flags: "--allow-trust-all", variables: ["ALLOW_TRUST_ALL"], kind: "switch", help: "permit CIDRs wider than /8 (IPv4) or /7 (IPv6)" },
  { path: ["target", "release"], flags: "--release <name>", variables: ["RELEASE", "TARGET_RELEASE"], kind: "text", help: "change only this release" },
  { path: ["target", "namespace"], flags: "--namespace <name>", variables: ["NAMESPACE", "TARGET_NAMESPACE"], kind: "text", help: "change only this namespace" },
  { path: ["target", "workload"], flags: "--workload <name>", variables: ["WORKLOAD", "TARGET_WORKLOAD"], kind: "text", help: "change only this gateway" },
  { path: ["target", "service"], flags: "--service <name>", variables: ["SERVICE", "TARGET_SERVICE"], kind: "text", help: "change only this Service" },
  { path: ["ifNoKong"], flags: "--if-no-kong <what>", variables: ["IF_NO_KONG"], kind: "text", help: "fail or pass on manifests without Kong" },
];

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

Settings:  flags win over KONG_CLIENT_IP_* variables (KONG_CLIENT_IP_METHOD, …),
           those over the file.
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
    .description("Make Kong see the real client's address: reads the rendered manifests of a\nrelease on stdin and writes them, patched, to stdout.")
    .usage("[options] < manifests > patched")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .option("--config <file>", "YAML or JSON with the settings (default: $KONG_CLIENT_IP_CONFIG, else kong-client-ip.yaml where it exists)");
  for (const { flags, help, kind } of SETTINGS) {
    const option = new Option(flags, help);
    command.addOption(kind === "list" ? option.argParser((text, list: string[] = []) => [...list, text]) : option);
  }
  command
    .addOption(new Option("--no-real-ip-recursive", "take the last address").default(undefined))
    .option("-q, --quiet", "print neither changes nor warnings")
    .addOption(new Option("--helm-plugin", "for plugin.yaml: tell Helm 4 of failures on stdout").hideHelp())
    .addHelpText("after", EPILOGUE)
    .allowExcessArguments(false)
    .configureHelp({ helpWidth: 80 })
    .configureOutput({ writeOut: (text) => { print += text; }, writeErr: () => {} })
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
  const [what = "", hint] = message.replace(/^error: /, "").split("\n");
  return new Failure("usage", "command line", what, hint?.replace(/^\(Did you mean (.*)\?\)$/, "did you mean $1?") ?? "see kong-client-ip --help");
};

const PREFIX = "KONG_CLIENT_IP_";
/** Variables that Kubernetes makes up for a Service called kong-client-ip. */
const SERVICE_LINK = /^KONG_CLIENT_IP_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_|$)/;

/**
 * The settings in an environment; empty variables count as absent.
 *
 * @throws Failure (usage) for a KONG_CLIENT_IP_ variable that means nothing
 */
export function environmentLayer(environment: Readonly<Record<string, string | undefined>>): Layer {
  const value: JsonObject = {};
  const known = ["CONFIG", ...SETTINGS.flatMap(({ variables }) => variables)].map((name) => PREFIX + name);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || known.includes(name) || SERVICE_LINK.test(name)) continue;
    throw new Failure("usage", name, "there is no such setting", suggest(name, known));
  }
  for (const { path, variables, kind } of SETTINGS) {
    const text = variables.map((name) => environment[PREFIX + name]).find((given) => given !== undefined && given !== "");
    if (text === undefined) continue;
    put(value, path, kind === "list" ? splitList([text]) : kind === "switch" && /^(?:true|false)$/.test(text) ? text === "true" : text);
  }
  return { value, where: (path) => PREFIX + (settingAt(path)?.variables[0] ?? "") };
}

const splitList = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.split(",")).map((text) => text.trim()).filter((text) => text !== "");

const settingAt = (path: Path) => SETTINGS.find((setting) => setting.path.every((token, index) => token === path[index]));

const camelCase = (flags: string): string =>
  flags.replace(/^--/, "").replace(/ .*$/, "").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function put(value: JsonObject, [key = "", inner]: Path, item: Json): void {
  if (inner === undefined) value[key] = item;
  else value[key] = { ...(value[key] as JsonObject | undefined), [inner]: item };
}
