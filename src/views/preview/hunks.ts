import type { Splice } from "../../yaml/write/pen.ts";

/** Some changed lines with what stands around them, as in a unified diff; lines are numbered from 1. */
export interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  /** Each with its sign: `+`, `-` or a blank. */
  lines: string[];
}

/** Lines that others stand in place of; each with its line break. */
interface LineChange {
  /** The number of the first, from 0. */
  at: number;
  gone: string[];
  come: string[];
}

/**
 * The unified diff that splices make of a text, which takes a search for differences no time.
 * @param context how many lines to show around a change
 */
export function hunksOf(text: string, splices: readonly Splice[], context: number): Hunk[] {
  const lines = linesOf(text);
  const changes = changesOf(text, splices);
  const hunks: Hunk[] = [];
  let added = 0;
  for (let next = 0; next < changes.length; ) {
    const first = changes[next] as LineChange;
    const start = Math.max(0, first.at - context);
    const body: string[] = [];
    let [at, fresh] = [start, 0];
    const keep = (to: number) => {
      for (; at < to; at++) body.push(...signed(" ", lines[at] ?? ""));
    };
    let change: LineChange | undefined = first;
    do {
      keep(change.at);
      for (const line of change.gone) body.push(...signed("-", line));
      for (const line of change.come) body.push(...signed("+", line));
      at += change.gone.length;
      fresh += change.come.length - change.gone.length;
      change = changes[++next];
    } while (change && change.at - at <= 2 * context);
    keep(Math.min(lines.length, at + context));
    const size = { oldLines: at - start, newLines: at - start + fresh };
    // Of no lines the one before them is told, as diff does.
    const number = (count: number, from: number) => (count === 0 ? from : from + 1);
    hunks.push({
      oldStart: number(size.oldLines, start),
      oldLines: size.oldLines,
      newStart: number(size.newLines, start + added),
      newLines: size.newLines,
      lines: body,
    });
    added += fresh;
  }
  return hunks;
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const signed = (sign: string, line: string): string[] =>
  line.endsWith("\n") ? [sign + line.slice(0, -1)] : [sign + line, "\\ No newline at end of file"];

/** The lines that splices touch; splices that touch one line make one change. */
function changesOf(text: string, splices: readonly Splice[]): LineChange[] {
  const changes: LineChange[] = [];
  let [line, counted] = [0, 0];
  for (let next = 0; next < splices.length; ) {
    const start = text.lastIndexOf("\n", (splices[next] as Splice).start - 1) + 1;
    let end = start;
    let fresh = "";
    let copied = start;
    for (let splice = splices[next]; splice && (splice.start < end || copied === start); splice = splices[++next]) {
      fresh += text.slice(copied, splice.start) + splice.text;
      copied = splice.end;
      const feed = text.indexOf("\n", Math.max(splice.end, end - 1));
      end = feed < 0 ? text.length + 1 : feed + 1;
    }
    const gone = linesOf(text.slice(start, end));
    const come = linesOf(fresh + text.slice(copied, end));
    line += text.slice(counted, start).split("\n").length - 1;
    counted = start;
    const same = sameLines(gone, come);
    const change = { at: line + same.head, gone: same.of(gone), come: same.of(come) };
    if (change.gone.length + change.come.length > 0) changes.push(change);
  }
  return changes;
}

/** How many lines two lists begin with alike, and what is left of either without those and without those at the end. */
function sameLines(a: readonly string[], b: readonly string[]) {
  const room = Math.min(a.length, b.length);
  let head = 0;
  while (head < room && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < room - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return { head, of: (lines: readonly string[]) => lines.slice(head, lines.length - tail) };
}
