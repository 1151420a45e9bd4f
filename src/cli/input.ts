import { argocdSettings } from "../config/argocd.ts";
import { environmentLayer } from "../config/environment.ts";
import { fileLayer } from "../config/file.ts";
import type { Layer } from "../config/layers.ts";
import { Failure } from "../failure.ts";
import type { Source } from "../manifests/document.ts";
import type { Style } from "../views/terminal.ts";
import { type Look, manifestsIn } from "./directory.ts";

/** Where the settings of a command come from. */
export interface Given {
  flags: Layer;
  /** The config files, each of which wins over those before it. */
  configs: readonly string[];
}

/** When to write in colours. */
export type When = "auto" | "always" | "never";

/** What a process gives: all that is read, and nothing before it is asked for. */
export interface System {
  env: Readonly<Record<string, string | undefined>>;
  exists(file: string): boolean;
  read(file: string, code: "config" | "usage"): Buffer;
  stdin(): Buffer;
  look: Look;
  /** The working directory. */
  directory(): string;
  /** Whether stdin is a terminal, into which nobody pipes anything. */
  isTerminal(): boolean;
  /** How to write to stdout (1) or stderr (2). */
  style(fd: 1 | 2): Style;
  version: string;
  /** The date, like 2026-11-24. */
  today: string;
}

/** What a command reads; nothing is read before it is needed. */
export interface Input extends Pick<System, "exists" | "isTerminal" | "style" | "version" | "today"> {
  layers(given: Given): Layer[];
  stdin(): Source;
  /** The manifests in files, in directories, and on stdin, which is `-` or where none is named. */
  sources(files: readonly string[]): Source[];
  /** One file; stdin for `-`. */
  source(name: string): Source;
  /** A file that a flag names. */
  file(name: string): Source;
}

/** The input of a command, out of what a process gives. */
export function inputOf(system: System): Input {
  const { exists, isTerminal, style, version, today } = system;
  const file = (name: string): Source => {
    if (name !== "") return { file: name, bytes: system.read(name, "usage") };
    const remedy = "check the variable that it comes from";
    throw new Failure("usage", "command line", "the name of a file is empty", remedy);
  };
  const stdin = (): Source => {
    if (isTerminal())
      throw new Failure("usage", "stdin", "it is a terminal", "pipe manifests into it, or see kong-client-ip --help");
    return { file: "stdin", bytes: system.stdin() };
  };
  const source = (name: string) => (name === STDIN ? stdin() : file(name));
  const listed = (name: string) => (name === STDIN ? undefined : manifestsIn(name, system.look)) ?? [name];
  return {
    exists,
    isTerminal,
    style,
    version,
    today,
    file,
    layers: (given) => layersOf(given, system),
    stdin,
    source,
    sources(names) {
      if (names.filter((name) => name === STDIN).length > 1)
        throw new Failure("usage", "command line", "stdin is named twice", `leave one ${STDIN} out`);
      return names.length === 0 ? [stdin()] : names.flatMap((name) => listed(name).map(source));
    },
  };
}

/** What stands for stdin among files. */
const STDIN = "-";

export const DEFAULT_CONFIG = "kong-client-ip.yaml";

/** The settings of the config file, the environment, Argo CD and the command line. */
function layersOf({ flags, configs }: Given, { env, exists, read, directory }: System): Layer[] {
  const environment = environmentLayer(env);
  const argocd = argocdSettings(env);
  const named = configs.length > 0 ? configs : [argocd.config ?? env["KONG_CLIENT_IP_CONFIG"] ?? ""];
  const files = named.filter((name) => name !== "");
  if (files.length === 0 && exists(DEFAULT_CONFIG)) files.push(DEFAULT_CONFIG);
  const own = files.map((file) => fileLayer(file, textOf(file, read(file, "config"))));
  const missed: Layer[] =
    files.length > 0
      ? []
      : [
          {
            origin: "file",
            value: {},
            where: () => "config",
            missed: `there is no ${DEFAULT_CONFIG} in ${directory()}`,
          },
        ];
  return [...missed, ...own, environment, ...argocd.layers, flags];
}

const MEGABYTE = 1 << 20;

function textOf(file: string, bytes: Buffer): string {
  if (bytes.length <= 16 * MEGABYTE) return bytes.toString();
  throw new Failure("config", file, "the config is larger than 16 MB", "check the path");
}
