import { type Entry, lineEnd } from "../../yaml/tree.ts";
import type { Splice } from "../../yaml/write/pen.ts";

/** The text that a literal block scalar (`|`) holds, line by line, and where its lines stand in the text around. */
export interface Literal {
  text: string;
  /** An edit of the text inside as one of the text around. */
  outward(splice: Splice): Splice;
}

/** What a value's entry holds as a literal block; undefined where it is written in another way. */
export function literalIn(outer: string, { node, end }: Entry): Literal | undefined {
  if (node.kind !== "scalar" || node.style !== "block") return undefined;
  const header = outer.slice(node.start, lineEnd(outer, node.start));
  // With a digit the first line need not show the indent.
  if (!/^\|[-+]?\s*(?:#.*)?$/.test(header) || OTHER_BREAK.test(outer.slice(node.start, end))) return undefined;
  const lines = linesBetween(outer, lineEnd(outer, node.start), end);
  const first = lines.find(({ text }) => text.trim() !== "");
  if (!first) return undefined;
  const indent = first.text.length - first.text.trimStart().length;
  const inner = lines.map(({ text }) => text.slice(indent));
  const eol = outer.includes("\r\n") ? "\r\n" : "\n";
  const outside = (offset: number): number => {
    let rest = offset;
    for (const [index, text] of inner.entries()) {
      const { start, text: whole } = lines[index] as Line;
      if (rest <= text.length) return start + Math.min(indent, whole.length) + rest;
      rest -= text.length + 1;
    }
    return end;
  };
  return {
    text: inner.join("\n"),
    outward: ({ start, end: to, text }) => ({
      start: outside(start),
      end: outside(to),
      text: text.replaceAll("\n", eol + " ".repeat(indent)),
    }),
  };
}

/** Line breaks to Kubernetes, but not to every reader. */
const OTHER_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;

interface Line {
  start: number;
  text: string;
}

/** The lines below an offset that ends a line, without their breaks. */
function linesBetween(text: string, from: number, to: number): Line[] {
  const lines: Line[] = [];
  for (let end = from; end < to; ) {
    const start = end + (text[end] === "\r" ? 2 : 1);
    end = Math.min(lineEnd(text, start), to);
    lines.push({ start, text: text.slice(start, end) });
  }
  return lines;
}
