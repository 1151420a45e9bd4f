import { Failure } from "../../failure.ts";
import type { ChartName } from "./charts.ts";
import { COUNTS, INSIDE_INGRESS, NEWEST_CHART, OLDEST_CHART, SINCE, TAGS } from "./history.ts";

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
export const isChartSince = (version: string, since: string): boolean => compare(numbers(version), numbers(since)) >= 0;

const sorted = (versions: readonly string[]) => [...new Set(versions)].sort((a, b) => compare(numbers(a), numbers(b)));

/** The newest key of a table that a version reaches. */
export const reached = (table: Readonly<Record<string, string>>, version: string): string | undefined =>
  table[sorted(Object.keys(table)).findLast((key) => isChartSince(version, key)) ?? ""];

/** Every version at which something changed. */
const STEPS = sorted([
  OLDEST_CHART,
  ...Object.keys(COUNTS),
  ...Object.values(SINCE),
  ...Object.keys(TAGS),
  NEWEST_CHART,
]);

/**
 * The versions of kong/kong that a chart's version means: one (`2.38.0`) or a range as Helm takes it (`2.x`, `~2.38`,
 * `>=2.30.0`). Of a range that is not understood to the letter, rather more than it means. Without any, and for `*`,
 * all of them.
 *
 * @param where where the text comes from, for messages
 * @throws Failure (usage) for a version that is not known
 */
export function versionsOf(text: string | undefined, chart: ChartName, where: string): Versions {
  const [oldest, newest] = ENDS[chart];
  // `*`, a branch, or what a generator fills in.
  const stated = text !== undefined && /\d/.test(text) ? text : undefined;
  const { from, to } = spanOf(stated ?? "");
  const [major] = numbers(newest);
  if (compare(to, numbers(oldest)) < 0 || from[0] > major) {
    const known = `the versions ${oldest} to ${major}.x of kong/${chart} are known`;
    throw new Failure("usage", where, `${known}, and this is none of them`, HELP);
  }
  const [first, last] = [from, to].map((version) => {
    const known = [oldest, version.join("."), newest].sort((a, b) => compare(numbers(a), numbers(b)))[1] ?? newest;
    return chart === "kong" ? known : (reached(INSIDE_INGRESS, known) ?? OLDEST_CHART);
  }) as [string, string];
  const candidates = sorted([first, ...STEPS.filter((step) => isChartSince(step, first) && isChartSince(last, step))]);
  const isNewer = compare(from, numbers(newest)) > 0;
  return { candidates, ...(stated !== undefined && { given: where }), ...(isNewer && { newestKnown: newest }) };
}

const HELP = "name the version of Kong's chart (--chart-version), and the key of its values in another (--under)";

const INGRESS = sorted(Object.keys(INSIDE_INGRESS));
const ENDS = { kong: [OLDEST_CHART, NEWEST_CHART], ingress: [INGRESS[0] ?? "", INGRESS.at(-1) ?? ""] } as const;

const TERM = /^([~^]|>=?|=)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+][\w.+-]*)?(?:\.[xX*])*$/;
const ANY = Number.MAX_SAFE_INTEGER;

/** The first and the last version that a text may mean. */
function spanOf(text: string): { from: Numbers; to: Numbers } {
  const [term = "", ...others] = text.trim().split(/\s*,\s*|\s+(?=[^\d\s])/);
  const [, operator = "", ...parts] = (!text.includes("||") && TERM.exec(term)) || [];
  const [major, minor, patch] = parts.map((part) => (part === undefined ? undefined : Number(part)));
  const from: Numbers = [major ?? 0, minor ?? 0, patch ?? 0];
  if (major === undefined || others.length > 0 || operator.startsWith(">")) return { from, to: [ANY, ANY, ANY] };
  if (minor === undefined || operator === "^") return { from, to: [major, ANY, ANY] };
  if (patch === undefined || operator === "~") return { from, to: [major, minor, ANY] };
  return { from, to: from };
}
