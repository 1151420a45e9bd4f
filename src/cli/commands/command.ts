import type { Key } from "../../config/table.ts";
import { Failure } from "../../failure.ts";
import type { Mission } from "../../verify/mission.ts";
import type { Given, Input } from "../input.ts";

/** What an option takes and means, besides what its flags say. */
export interface Option {
  help: string;
  choices?: readonly string[];
  default?: string;
  /** Whether it may stand several times. */
  several?: true;
  /** Whether people have no use for it. */
  hidden?: true;
}

/** Options by their flags, as help prints them: `--explain [code]`, `-q, --quiet`. */
type Options = Readonly<Record<string, Option>>;

/** All settings, none, or those that mean something to a command. */
type Taken = boolean | readonly Key[];

/** What a command writes, and what it ends with. */
export interface Output {
  /** Bytes may come in parts. */
  stdout: string | Buffer | readonly Buffer[];
  stderr?: string;
  exitCode?: number;
  /** What is left to do over the network. */
  mission?: Mission;
  /** What is left to do with somebody at a terminal, if there is one. */
  converse?(ask: Ask | undefined): Output & { file?: File };
}

/** Shows a question and gives the line that is typed; undefined at the end of input. */
export type Ask = (question: string) => string | undefined;

/** A file to write before all else. */
export interface File {
  name: string;
  text: string;
  mayReplace: boolean;
}

/** All that there is to say of a command; `run` gets what the rest of it promises. */
interface Definition<Flags extends Options, Argument extends string, Format extends string, Settings extends Taken> {
  name: string;
  /** One line, for the list of commands. */
  summary: string;
  /** What it takes behind its name, as help prints it: `<shell>`, `[name]`, `[files...]`. */
  arguments: readonly Argument[];
  /** What can stand there, for shells that complete words. */
  words?: readonly string[];
  /** Which of the settings that a config may have mean something to it. */
  settings: Settings;
  options: Flags;
  /** The ways it can print, each with what prints it; the default is the first. */
  formats?: Readonly<Record<Format, unknown>>;
  /** Command lines to start from, by what they are for in a word or two. */
  examples: Readonly<Record<string, string>>;
  /** What help says below them. */
  details?: string;
  run(asked: Asked<Flags, Argument, Format, Settings>, input: Input): Output;
}

/** A command, whatever it takes: it is run with what a parser that knows the rest of it has read. */
export interface Command extends Omit<Definition<Options, string, string, Taken>, "run"> {
  run(asked: Readonly<Record<string, unknown>>, input: Input): Output;
}

/** A command as it is written down, which gives `run` the names and types that the rest of it means. */
export function command<
  const Flags extends Options,
  const Argument extends string = never,
  Format extends string = never,
  Settings extends Taken = boolean,
>(definition: Definition<Flags, Argument, Format, Settings>): Command;
export function command(definition: Command): Command {
  return definition;
}

/** What stands on a command line, by names: `--fail-on <severity>` as failOn, `[files...]` as files. */
type Asked<Flags extends Options, Argument extends string, Format extends string, Settings extends Taken> = {
  [Flag in keyof Flags & string as NameOf<Flag>]: ValueOf<Flag, Flags[Flag]>;
} & {
  [Word in Argument as Word extends `[${infer Name}...]` ? Name : never]: string[];
} & {
  [Word in Argument as Word extends `[${infer Name}]` ? (Name extends `${string}...` ? never : Name) : never]:
    | string
    | undefined;
} & { [Word in Argument as Word extends `<${infer Name}>` ? Name : never]: string } & ([Format] extends [never]
    ? unknown
    : { format: Format }) &
  (Settings extends false ? unknown : { given: Given });

type NameOf<Flag extends string> = Flag extends `${string}--${infer Name} ${string}`
  ? Camel<Name>
  : Flag extends `${string}--${infer Name}`
    ? Camel<Name>
    : never;

type Camel<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Text;

type ValueOf<Flag extends string, Given extends Option> = Given extends { several: true }
  ? string[]
  : Flag extends `${string}<${string}>`
    ? WordOf<Given> | (Given extends { default: string } ? never : undefined)
    : Flag extends `${string}[${string}]`
      ? WordOf<Given> | true | undefined
      : boolean;

type WordOf<Given extends Option> = Given extends { choices: readonly (infer Choice)[] } ? Choice : string;

/** Whether `--explain` of a run asks for its notes. @throws Failure (usage) for a code, of which `check` tells */
export function isWhole(explain: string | true | undefined): boolean {
  if (typeof explain !== "string") return explain === true;
  throw new Failure("usage", "--explain", "a run takes no code", `see kong-client-ip check --explain ${explain}`);
}
