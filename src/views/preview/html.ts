import { type Html, html, line, text } from "../../escape/html.ts";
import { codes, isFindingCode } from "../../judgement/codes.ts";
import type { Warning } from "../../run/report.ts";
import { page } from "../page/page.ts";
import { placesText, type WayPair } from "../way/pairs.ts";
import { waySvg } from "../way/svg.ts";
import { comparison } from "./comparison.ts";
import type { Diff, Preview } from "./preview.ts";

/** As many ways as a page draws; the table has all of them. */
const MOST_WAYS = 12;

/** A page in one file, for the artefacts of a pull request: pictures, verdicts, diffs, warnings and their stories. */
export const previewHtml = (preview: Preview): string =>
  page(
    "What kong-client-ip would change",
    html`<h1>What kong-client-ip would change</h1>
${previewBody(preview)}`,
  );

/** The parts of that page. */
export function previewBody(preview: Preview): Html {
  return html`${sightBody(preview)}${diffsPart(preview)}${warningsPart(preview)}${notesPart(preview)}`;
}

/** What Kong sees before and after, in pictures and a table. */
export const sightBody = (preview: Preview): Html => html`${waysPart(preview)}${tablePart(preview)}`;

function waysPart({ ways }: Preview): Html {
  if (ways.length === 0) return html``;
  const drawn = ways.slice(0, MOST_WAYS).map(wayFigure);
  const left = ways.length - drawn.length;
  const more = left > 0 ? html`<p class="faint">And ${left} more such ways, which the table below has.</p>\n` : html``;
  return html`<h2>The way of a client's packets</h2>
<p class="faint">In example addresses. The line along the left is the client's address: thick while it is known, broken once it is lost, dotted where it is made up.</p>
${drawn}${more}`;
}

export const wayFigure = ({ places, before, after }: WayPair): Html => html`<h3>${text(placesText(places))}</h3>
<div class="ways">${before ? waySvg(before, "Before") : html``}${waySvg(after, before ? "After" : "Now")}</div>
`;

function tablePart(preview: Preview): Html {
  const rows = comparison(preview);
  if (rows.length === 0) return html``;
  const head = ["Service", "Listeners", "Before", "After", "Forgeable by"].map(
    (cell) => html`<th scope="col">${text(cell)}</th>`,
  );
  const body = rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${text(cell)}</td>`)}</tr>\n`);
  return html`<h2>What Kong sees</h2>
<div class="scroll" tabindex="0" role="region" aria-label="What Kong sees"><table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>
`;
}

function diffsPart({ diffs }: Preview): Html {
  if (diffs.length === 0) return html`<h2>Changes</h2>\n<p>Nothing changes, all is as it should be.</p>\n`;
  return html`<h2>Changes</h2>\n${diffs.map(diffFigure)}`;
}

function diffFigure({ resources, file, hunks }: Diff): Html {
  const title = `${resources.join(", ")}${file === "stdin" ? "" : ` in ${file}`}`;
  const lines = hunks.flatMap((hunk) => [
    html`<span class="hunk">@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@</span>`,
    ...hunk.lines.map((each) => html`<span${KINDS[each[0] ?? ""] ?? html``}>${line(each)}</span>`),
  ]);
  return html`<h3>${text(title)}</h3>\n<pre tabindex="0" aria-label="${text(`Changes of ${title}`)}">${lines}</pre>\n`;
}

const KINDS: Record<string, Html> = { "+": html` class="plus"`, "-": html` class="minus"` };

/** Warnings or notes, each with its story. */
const stories = (told: readonly Warning[]): Html[] =>
  told.map(({ code, where, what, remedy }) => {
    const { story, source } = isFindingCode(code) ? codes[code] : { story: "", source: "" };
    return html`<details><summary><strong>${text(where)}</strong>: ${text(`${what}; ${remedy}`)} <code>${text(code)}</code></summary>
<p>${text(story)}</p>
<p class="faint">Source: ${text(source)}</p></details>\n`;
  });

const warningsPart = ({ warnings }: Preview): Html =>
  warnings.length === 0 ? html`` : html`<h2>Warnings</h2>\n${stories(warnings)}`;

function notesPart({ remarks, notes }: Preview): Html {
  if (remarks.length + notes.length === 0) return html``;
  const list = notes.length === 0 ? html`` : html`<ul>${notes.map((note) => html`<li>${text(note)}</li>\n`)}</ul>\n`;
  return html`<h2>Notes</h2>\n${stories(remarks)}${list}`;
}
