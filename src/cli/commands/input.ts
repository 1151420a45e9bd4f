import type { Layer } from "../../config/layers.ts";
import type { Source } from "../../manifests/document.ts";
import type { Mission } from "../../verify/mission.ts";
import type { Style } from "../../views/terminal.ts";
import type { Arguments } from "../arguments.ts";

/** What a command line asks for, for one of the commands. */
export type Asked<Name extends Arguments["command"]> = Extract<Arguments, { command: Name }>;

/** What a command reads; nothing is read before it is needed. */
export interface Input {
  layers(): Layer[];
  sources(): Source[];
  /** A file that a flag names. */
  file(name: string): Source;
  /** How to write to stdout (1) or stderr (2). */
  style(fd: 1 | 2): Style;
  version: string;
  /** The date, like 2026-11-24. */
  today: string;
}

/** What a command writes, and what it ends with. */
export interface Output {
  stdout: string | Buffer;
  stderr?: string;
  exitCode?: number;
  /** What is left to do over the network. */
  mission?: Mission;
}
