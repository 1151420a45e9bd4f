import { judge } from "../../judgement/judge.ts";
import { type Document, lineAt, type Source } from "../../manifests/document.ts";
import { label } from "../../manifests/read.ts";
import { type Edits, editsByDocument, rewrite } from "../../manifests/write.ts";
import type { Plan } from "../../run/plan.ts";
import type { Report, Warning } from "../../run/report.ts";
import { type VerdictRow, verdictRows } from "../verdicts.ts";
import { type WayPair, wayPairs } from "../way/pairs.ts";
import { type Hunk, hunksOf } from "./hunks.ts";

/** What a run would do, and what it would come to. */
export interface Preview {
  diffs: Diff[];
  /** What Kong sees before and after, for each front Service and its listeners. */
  before: VerdictRow[];
  after: VerdictRow[];
  /** The ways of clients' packets, before and after. */
  ways: WayPair[];
  warnings: Warning[];
  /** Notes, in full. */
  remarks: Warning[];
  notes: string[];
}

/** The changed lines of one document, with the resources in it that change. */
export interface Diff {
  resources: string[];
  file: string;
  hunks: Hunk[];
}

/** Lines of context around a change. */
const CONTEXT = 2;

/** @param plan undefined without Kong, where that may be */
export function previewOf(plan: Plan | undefined, { warnings, remarks, notes }: Report): Preview {
  if (!plan) return { diffs: [], before: [], after: [], ways: [], warnings, remarks, notes };
  const { gateways, changes, additions, after, profiles } = plan;
  const before = judge(gateways, profiles).verdicts;
  const values = changes.map(({ resource, value }) => [resource, value] as const);
  return {
    diffs: diffsOf(editsByDocument(values, additions)),
    before: verdictRows(before),
    after: verdictRows(after.verdicts),
    ways: wayPairs(after.verdicts, before),
    warnings,
    remarks,
    notes,
  };
}

/** File by file, from top to bottom; what is added above moves the lines of what is below. */
function diffsOf(documents: readonly [Document, Edits][]): Diff[] {
  const files = new Map<Source, [Document, Edits][]>();
  for (const entry of documents) {
    const { source } = entry[0];
    files.set(source, files.get(source) ?? []);
    files.get(source)?.push(entry);
  }
  return [...files.values()].flatMap((changed) => {
    let added = 0;
    return changed.map(([document, edits]) => {
      const diff = diffOf(document, edits, added);
      for (const { oldLines, newLines } of diff.hunks) added += newLines - oldLines;
      return diff;
    });
  });
}

function diffOf(document: Document, edits: Edits, added: number): Diff {
  const { file } = document.source;
  const offset = lineAt(document) - 1;
  // A document may start on the line of its marker.
  const { bytes } = document.source;
  const marker = bytes.toString("utf8", bytes.lastIndexOf("\n", document.start - 1) + 1, document.start);
  const splices = rewrite(document, edits).splices.map(({ start, end, text }) => ({
    start: start + marker.length,
    end: end + marker.length,
    text,
  }));
  const hunks = hunksOf(marker + document.text, splices, CONTEXT);
  return {
    resources: [
      ...edits.values.map(([resource]) => label(resource)),
      ...edits.additions.map(({ resource }) => `${label(resource)} (new)`),
    ],
    file,
    hunks: hunks.map((hunk) => ({
      ...hunk,
      oldStart: hunk.oldStart + offset,
      newStart: hunk.newStart + offset + added,
    })),
  };
}
