import { FORMS } from "../config/short.ts";
import { SETTINGS } from "../config/table.ts";
import { type Call, callOf } from "./call.ts";
import { filter } from "./commands/filter.ts";
import { givenOf, longOf } from "./given.ts";
import type { When } from "./input.ts";

type Kind = "switch" | "text" | "list";

/** What a run takes. A switch that can be off is two. */
const OPTIONS = new Map<string, Kind>([
  ["config", "list"],
  ["color", "list"],
  ["quiet", "switch"],
  ["helm-plugin", "switch"],
]);
for (const { key, kind } of SETTINGS) {
  const { flags, negated } = FORMS[key];
  OPTIONS.set(nameOf(flags), kind);
  if (negated) OPTIONS.set(`no-${nameOf(flags)}`, "switch");
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

/** What stands behind each flag. A parser that takes all that others do would take longer to load than to run. */
function parsed(argv: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  const lists: Record<string, string[]> = {};
  const values: Record<string, unknown> = {};
  for (const words = [...argv]; words.length > 0; ) {
    const word = words.shift() ?? "";
    const [, name = "", inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word === "-q" ? "--quiet" : word) ?? [];
    const kind = OPTIONS.get(name);
    if (!kind || (kind === "switch" && inline !== undefined)) return undefined;
    const value = kind === "switch" ? true : (inline ?? words.shift());
    if (value === undefined || (inline === undefined && String(value).startsWith("-"))) return undefined;
    if (kind === "list") lists[name] = [...(lists[name] ?? []), String(value)];
    else values[name] = value;
  }
  return { ...values, ...lists };
}

const isWhen = (word: unknown): word is When => word === "auto" || word === "always" || word === "never";
