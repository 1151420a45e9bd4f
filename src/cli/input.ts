import { argocdSettings } from "../config/argocd.ts";
import { environmentLayer } from "../config/environment.ts";
import { fileLayer } from "../config/file.ts";
import type { Layer } from "../config/layers.ts";
import { Failure } from "../failure.ts";
import type { Source } from "../manifests/document.ts";
import type { Style } from "../views/terminal.ts";

/** Where the settings of a command come from. */
export interface Given {
  flags: Layer;
  config?: string;
}

/** What a process gives: all that is read, and nothing before it is asked for. */
export interface System {
  env: Readonly<Record<string, string | undefined>>;
  exists(file: string): boolean;
  read(file: string, code: "config" | "usage"): Buffer;
  stdin(): Buffer;
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
  /** The manifests in files, or on stdin where none is named. */
  sources(files: readonly string[]): Source[];
  /** A file that a flag names. */
  file(name: string): Source;
}

/** The input of a command, out of what a process gives. */
export function inputOf(system: System): Input {
  const { exists, isTerminal, style, version, today } = system;
  const file = (name: string): Source => ({ file: name, bytes: system.read(name, "usage") });
  return {
    exists,
    isTerminal,
    style,
    version,
    today,
    file,
    layers: (given) => layersOf(given, system),
    sources(files) {
      if (files.length > 0) return files.map(file);
      if (isTerminal())
        throw new Failure("usage", "stdin", "it is a terminal", "pipe manifests into it, or see kong-client-ip --help");
      return [{ file: "stdin", bytes: system.stdin() }];
    },
  };
}

export const DEFAULT_CONFIG = "kong-client-ip.yaml";

/** The settings of the config file, the environment, Argo CD and the command line. */
function layersOf({ flags, config }: Given, { env, exists, read }: System): Layer[] {
  const environment = environmentLayer(env);
  const argocd = argocdSettings(env);
  const name = config ?? argocd.config ?? env["KONG_CLIENT_IP_CONFIG"];
  const file = name || (exists(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined);
  const own = file === undefined ? [] : [fileLayer(file, textOf(file, read(file, "config")))];
  return [...own, environment, ...argocd.layers, flags];
}

const MEGABYTE = 1 << 20;

function textOf(file: string, bytes: Buffer): string {
  if (bytes.length <= 16 * MEGABYTE) return bytes.toString();
  throw new Failure("config", file, "the config is larger than 16 MB", "check the path");
}
