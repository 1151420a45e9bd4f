import { type ParseArgsConfig, parseArgs } from "node:util";
import { FORMS } from "../config/short.ts";
import { SETTINGS } from "../config/table.ts";
import { type Call, callOf } from "./call.ts";
import { filter } from "./commands/filter.ts";
import { givenOf, longOf } from "./given.ts";
import type { When } from "./input.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What a run takes, for the parser that Node has. A switch that can be off is two. */
const OPTIONS: Options = {
  config: { type: "string", multiple: true },
  color: { type: "string", multiple: true },
  quiet: { type: "boolean", short: "q" },
  "helm-plugin": { type: "boolean" },
};
for (const { key, kind } of SETTINGS) {
  const { flags, negated } = FORMS[key];
  const name = nameOf(flags);
  OPTIONS[name] = kind === "switch" ? { type: "boolean" } : { type: "string", multiple: kind === "list" };
  if (negated) OPTIONS[`no-${name}`] = { type: "boolean" };
}

/** `method` of `--method <name>`. */
function nameOf(flags: string): string {
  return longOf(flags).slice("--".length);
}

/**
 * A run's command line, without a parser that knows all commands, whose start takes a tenth of a short run. Undefined for
 * whatever is not plain, which is for that parser: another command, help, a mistake, a flag and its contrary.
 */
export function plainCall(argv: readonly string[]): Call | undefined {
  const values = parsed(argv);
  if (!values) return undefined;
  const { config = [], color = [], quiet = false, "helm-plugin": helmPlugin = false, ...given } = values;
  const isNameless = (config as string[]).includes("");
  const isTwice = Object.keys(given).some((name) => Object.hasOwn(given, `no-${name}`));
  const colours: readonly unknown[] = ["auto", ...(color as string[])];
  if (isTwice || isNameless || !colours.every(isWhen)) return undefined;
  const saidBy = (flags: string) => given[nameOf(flags)] ?? (given[`no-${nameOf(flags)}`] ? false : undefined);
  return callOf(filter, { quiet, helmPlugin, given: givenOf(saidBy, config as string[]) }, colours.at(-1) ?? "auto");
}

function parsed(argv: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  if (argv.includes("--")) return undefined;
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch {
    return undefined;
  }
}

const isWhen = (word: unknown): word is When => word === "auto" || word === "always" || word === "never";
