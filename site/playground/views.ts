import { type Html, html, line, text } from "../../src/escape/html.ts";
import type { Transformed } from "../../src/hosts/chart/transform.ts";
import { codes, isFindingCode } from "../../src/judgement/codes.ts";
import type { Check } from "../../src/run/check.ts";
import type { Warning } from "../../src/run/report.ts";
import { sightBody, wayFigure } from "../../src/views/preview/html.ts";
import { previewOf } from "../../src/views/preview/preview.ts";
import { wayPairs } from "../../src/views/way/pairs.ts";
import { diffLines } from "./diff.ts";

const MOST_WAYS = 12;

/** What `check` finds, with pictures of the ways as they are. */
export function checkBody({ verdicts, findings, notes }: Check): Html {
  const ways = wayPairs(verdicts);
  return html`<h2>The way of a client's packets</h2>
${ways.slice(0, MOST_WAYS).map(wayFigure)}${leftOut(ways.length - MOST_WAYS)}<h2>Findings</h2>
${findings.length === 0 ? html`<p>None.</p>` : findings.map(findingHtml)}${notesHtml(notes)}`;
}

const leftOut = (count: number): Html => (count > 0 ? html`<p class="faint">And ${count} more ways.</p>\n` : html``);

/** Values with what is changed in them marked, and what Kong sees in the releases that a chart renders from them. */
export function valuesBody(before: string, { stream, plans, ...report }: Transformed): Html {
  const kinds: Record<string, Html> = { "+": html` class="plus"`, "-": html` class="minus"` };
  const lines = diffLines(before, stream).map(
    (each) => html`<span${kinds[each[0] ?? ""] ?? html``}>${line(each)}</span>`,
  );
  const told = [
    ...report.warnings.map((warning) => findingHtml({ ...warning, severity: "warning" })),
    ...report.remarks.map((remark) => findingHtml({ ...remark, severity: "note" })),
  ];
  const seen = plans.map((plan) => sightBody(previewOf(plan, report)));
  return html`${seen}<h2>Changes</h2>\n<pre tabindex="0" aria-label="Changes of the values">${lines}</pre>
${told.length === 0 ? html`` : html`<h2>Warnings</h2>\n${told}`}${notesHtml(report.notes)}`;
}

function findingHtml({ code, where, what, remedy, severity }: Warning & { severity: string }): Html {
  return html`<details><summary><strong class="tag ${text(severity)}">${text(severity)}</strong> <strong>${text(where)}</strong>: ${text(`${what}; ${remedy}`)}</summary>
<p>${text(isFindingCode(code) ? codes[code].story : "")}</p><p><a href="../findings/${text(code)}/"><code>${text(code)}</code></a></p></details>\n`;
}

const notesHtml = (notes: readonly string[]): Html =>
  notes.length === 0 ? html`` : html`<h2>Notes</h2>\n<ul>${notes.map((note) => html`<li>${text(note)}</li>\n`)}</ul>\n`;
