import { pointer } from "../../json/values.ts";
import { codes, type FindingCode } from "../../judgement/codes.ts";
import { type Finding, SEVERITIES, type Severity } from "../../judgement/rule.ts";
import type { Verdict } from "../../judgement/verdict.ts";
import type { Check } from "../../run/check.ts";
import { type Colour, paint, type Style, table, wrap } from "../terminal.ts";
import { grouped, seenText, verdictRows } from "../verdicts.ts";
import { wayLine } from "../way/text.ts";
import { wayOf } from "../way/way.ts";
import { evidencePlace, placeText } from "./place.ts";

/** For a person: what Kong sees, then what is wrong, each with what to do. */
export function checkText(check: Check, style: Style): string {
  const { verdicts, findings, notes } = check;
  const head = ["SERVICE", "LISTENERS", "KONG SEES", "FORGEABLE BY"];
  const rows = verdictRows(verdicts).map((row) => [row.service, row.ports.join(", "), seenText(row), row.forgers]);
  const seen = rows.length === 0 ? "" : `${table([head, ...grouped(rows)], style)}\n`;
  const ways = wrongWays(verdicts).map((way) => `${paint("way", "cyan", style)} ${wrap(way, style, 4, 2)}\n`);
  const lost = ways.length === 0 ? "" : `${ways.join("")}\n`;
  const more = findings.length > 0 ? "; kong-client-ip check --explain CODE tells more" : "";
  const told = notes.map((note) => `${paint("note", "cyan", style)} ${wrap(note, style, 5, 2)}\n\n`).join("");
  return `${seen}${lost}${findings.map((finding) => `${findingText(finding, style)}\n`).join("")}${told}${countsOf(check)}${more}\n`;
}

/** The ways on which the client's address is lost or made up, each in a line; of many the first. */
const wrongWays = (verdicts: readonly Verdict[]): string[] =>
  [
    ...new Set(
      verdicts.flatMap((verdict) =>
        verdict.outcome === "hidden" || verdict.outcome === "forgeable" ? [wayLine(wayOf(verdict))] : [],
      ),
    ),
  ].slice(0, MOST_WAYS);

const MOST_WAYS = 3;

/** `1 error, 2 warnings`, and notes if there are any. */
export function countsOf({ findings, silenced }: Check): string {
  const sizes = SEVERITIES.map((each) => [each, findings.filter(({ severity }) => severity === each).length] as const);
  const counted = sizes.filter(([severity, size]) => severity !== "note" || size > 0);
  const quiet = silenced.length > 0 ? `, ${silenced.length} silenced` : "";
  return `${counted.map(([severity, size]) => count(size, severity)).join(", ")}${quiet}`;
}

const count = (size: number, noun: string) => `${size} ${noun}${size === 1 ? "" : "s"}`;

export const COLOURS = { error: "red", warning: "yellow", note: "cyan" } as const satisfies Record<Severity, Colour>;

function findingText(finding: Finding, style: Style): string {
  const { severity, code, where, path, what, remedy } = finding;
  const mark = paint(severity, COLOURS[severity], style);
  const body = wrap(`${where}: ${what}; ${remedy}`, style, severity.length + 1, 2);
  const found = evidencePlace(finding);
  const place = found ? `${placeText(found)}, ${pointer(path) || "/"}` : pointer(path);
  return `${mark} ${body}\n  ${paint(wrap(`${code} (${place})`, style, 2, 2), "dim", style)}\n`;
}

/** The long story of a code, or of all of them where none is given. */
export function explain(code: FindingCode | undefined, style: Style): string {
  if (code !== undefined) {
    const { severity, title, story, source } = codes[code];
    const page = { ...style, columns: 80 };
    const parts = [wrap(title, page, 0, 0), "", wrap(story, page, 0, 0), "", wrap(`source: ${source}`, page, 0, 2)];
    return `${paint(code, "bold", style)} (${severity})\n${parts.join("\n")}\n`;
  }
  return table(
    [
      ["CODE", "SEVERITY", "WHAT IT IS ABOUT"],
      ...Object.entries(codes).map(([id, { severity, title }]) => [id, severity, title]),
    ],
    style,
  );
}
