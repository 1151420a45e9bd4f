import { code, fenced, joined, markdown, prose, tableRow } from "../../escape/markdown.ts";
import { visibleLine } from "../../escape/text.ts";
import type { Warning } from "../../run/report.ts";
import { COLOURS } from "../check/format.ts";
import { type Colour, paint, type Style, table, wrap } from "../terminal.ts";
import { waysText } from "../way/text.ts";
import { comparison } from "./comparison.ts";
import type { Diff, Preview } from "./preview.ts";

const SIGNS: Record<string, Colour> = { "+": "green", "-": "red" };

/** As many ways as a screen shows; of more it shows a table. */
const FEW = 3;

/** For a terminal: the diff of each resource, the way of a client's packets before and after, and the warnings. */
export function previewText(preview: Preview, style: Style): string {
  const diffs = preview.diffs.map(
    (diff) => `${paint(wrap(titleOf(diff), style, 0, 2), "bold", style)}\n${diffLines(diff, style).join("\n")}\n\n`,
  );
  const rows = comparison(preview);
  const seen =
    preview.ways.length <= FEW
      ? [waysText(preview.ways, style)]
      : [`${table([["SERVICE", "LISTENERS", "BEFORE", "AFTER", "FORGEABLE BY"], ...rows], style)}\n`];
  const notes = preview.notes.map((note) => `${paint("note", "cyan", style)} ${wrap(note, style, 5, 2)}\n`);
  const told = (level: "warning" | "note") => (warning: Warning) =>
    `${paint(level, COLOURS[level], style)} ${wrap(`${warning.where}: ${warning.what}; ${warning.remedy} [${warning.code}]`, style, level.length + 1, 2)}\n`;
  return [
    ...(diffs.length > 0 ? diffs : ["nothing changes, all is as it should be\n\n"]),
    ...seen,
    ...notes,
    ...preview.warnings.map(told("warning")),
    ...preview.remarks.map(told("note")),
  ].join("");
}

/** For a pull request. */
export function previewMarkdown(preview: Preview): string {
  const diffs = preview.diffs.map((diff) => {
    const title = joined(diff.resources.map(code), ", ");
    const place = diff.file === "stdin" ? markdown`` : markdown` in ${code(diff.file)}`;
    return markdown`**${title}${place}**\n\n${fenced("diff", diffLines(diff, { colour: false }))}\n`;
  });
  const head = ["Service", "listeners", "before", "after", "forgeable by"].map(prose);
  const rows = comparison(preview).map(([service = "", ...cells]) => [code(service), ...cells.map(prose)]);
  const table = joined([head, head.map(() => markdown`---`), ...rows].map(tableRow), "\n");
  const seen = rows.length === 0 ? markdown`` : markdown`What Kong sees:\n\n${table}\n\n`;
  const notes = preview.notes.map((note) => markdown`- ${prose(note)}\n`);
  const warnings = [...preview.warnings, ...preview.remarks].map(
    ({ code: id, where, what, remedy }) => markdown`- ${code(where)}: ${prose(`${what}; ${remedy}`)} (${code(id)})\n`,
  );
  const none = diffs.length === 0 ? markdown`Nothing changes, all is as it should be.\n\n` : markdown``;
  return `${joined([...diffs, none, seen, ...notes, ...warnings], "").trimEnd()}\n`;
}

const titleOf = ({ resources, file }: Diff) => `${resources.join(", ")}${file === "stdin" ? "" : ` in ${file}`}`;

function diffLines({ hunks }: Diff, style: Style): string[] {
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    paint(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, "cyan", style),
    ...lines.map((line) => {
      const colour = SIGNS[line[0] ?? ""];
      const text = visibleLine(line);
      return colour ? paint(text, colour, style) : text;
    }),
  ]);
}
