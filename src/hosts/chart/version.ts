import { Failure } from "../../failure.ts";
import type { ChartName } from "./charts.ts";
import { COUNTS, INSIDE_INGRESS, NEWEST, OLDEST, SINCE, TAGS } from "./history.ts";

/** Which versions of kong/kong a chart may be: all that behave differently, the newest last. */
export interface Versions {
  candidates: readonly string[];
  /** Where the version was given, for messages. */
  given?: string;
  /** Where the version is newer than any that is known: the newest of those, which counts instead. */
  newestKnown?: string;
}

type Numbers = readonly [number, number, number];

const numbers = (version: string): Numbers => {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return [major, minor, patch];
};

/** Below, equal to (0) or above another version. */
function compare(a: Numbers, b: Numbers): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Whether a version is another one or newer. */
export const isSince = (version: string, since: string): boolean => compare(numbers(version), numbers(since)) >= 0;

const sorted = (versions: readonly string[]) => [...new Set(versions)].sort((a, b) => compare(numbers(a), numbers(b)));

/** The newest key of a table that a version reaches. */
export const reached = (table: Readonly<Record<string, string>>, version: string): string | undefined =>
  table[sorted(Object.keys(table)).findLast((key) => isSince(version, key)) ?? ""];

/** Every version at which something changed. */
const STEPS = sorted([OLDEST, ...Object.keys(COUNTS), ...Object.values(SINCE), ...Object.keys(TAGS), NEWEST]);

/**
 * The versions that a text means: one (`2.38.0`) or a range as Helm takes it (`2.x`, `~2.38`, `>=2.30.0`). Of a range
 * that is not understood in full, more versions than it means.
 *
 * @throws Failure (usage) for a version that is not known
 */
export function versionsOf(text: string | undefined, chart: ChartName, where: string): Versions {
  const { from, to } = spanOf(text, chart);
  const [low, high] = chart === "kong" ? [OLDEST, NEWEST] : ENDS;
  const [major] = numbers(high);
  if (compare(to, numbers(low)) < 0 || compare(from, [major + 1, 0, 0]) >= 0) {
    const known = `the versions ${low} to ${major}.x of kong/${chart} are known`;
    throw new Failure("usage", where, `${known}, and this is none of them`, HELP);
  }
  const inside = (version: Numbers): string => {
    const plain = compare(version, numbers(high)) >= 0 ? high : version.join(".");
    if (chart === "kong") return compare(version, numbers(OLDEST)) < 0 ? OLDEST : plain;
    return reached(INSIDE_INGRESS, plain) ?? INSIDE_INGRESS[low] ?? OLDEST;
  };
  const [first, last] = [inside(from), inside(to)];
  const between = STEPS.filter((step) => isSince(step, first) && isSince(last, step));
  const candidates = sorted([first, ...between, last]);
  const isNewer = compare(from, numbers(high)) > 0;
  return { candidates, ...(text !== undefined && { given: where }), ...(isNewer && { newestKnown: high }) };
}

const HELP = "name the version of Kong's chart (--chart-version); the chart of your own around it is for --under";

const INGRESS = sorted(Object.keys(INSIDE_INGRESS));
const ENDS = [INGRESS[0] ?? "", INGRESS.at(-1) ?? ""] as const;

const RANGE = /^\s*([~^]|>=?|=)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+][\w.+-]*)?((?:\.[xX*])*)\s*$/;
const LOWER = /^\s*>=?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?![^<]*\|)/;
const ANY = Number.MAX_SAFE_INTEGER;

/** The first and the last version that a text may mean. */
function spanOf(text: string | undefined, chart: ChartName): { from: Numbers; to: Numbers } {
  const all = { from: [0, 0, 0], to: numbers(chart === "kong" ? NEWEST : ENDS[1]) } as const;
  const [, operator = "", ...parts] = RANGE.exec(text ?? "") ?? [];
  const [major, minor, patch] = parts.slice(0, 3).map((part) => (part === undefined ? undefined : Number(part)));
  if (major === undefined) {
    const [, ...low] = LOWER.exec(text ?? "") ?? [];
    return low.length === 0 ? all : { ...all, from: numbers(low.map((part) => part ?? "0").join(".")) };
  }
  const from: Numbers = [major, minor ?? 0, patch ?? 0];
  if (operator.startsWith(">")) return { ...all, from };
  if (minor === undefined || operator === "^") return { from, to: [major, ANY, ANY] };
  if (patch === undefined || operator === "~") return { from, to: [major, minor, ANY] };
  return { from, to: from };
}
