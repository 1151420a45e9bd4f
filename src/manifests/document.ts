import { Failure } from "../failure.ts";
import { memo } from "../memo.ts";
import { type Buffer, isUtf8 } from "../runtime/node.ts";
import { lineCounter } from "../yaml/lines.ts";
import { treeOf } from "../yaml/read/any.ts";
import type { KnownBlocks } from "../yaml/read/quick.ts";
import type { Tree } from "../yaml/tree.ts";
import { Budget, refuseHuge } from "./budget.ts";
import type { Piece } from "./split.ts";

/** Bytes of manifests, and the name of the file they come from. */
export interface Source {
  bytes: Buffer;
  file: string;
}

/** The text of one document that could hold a resource of ours, and what Kubernetes reads from it. */
export interface Document extends Tree {
  source: Source;
  /** Offsets in the source's bytes. */
  start: number;
  end: number;
}

/** Some skip it, to others it is a character of the key behind it. */
const INNER_MARK = /(?<![^\n])\ufeff/;

/** Go trims it, and then may find JSON. */
const STRANGE_START = /^[ \t\r\n]*(?![ \t\r\n\ufeff])\s/;

/** Who splits a stream sees no line there, who reads a document does. */
const ODD_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;

const firstLine = (text: string): string => text.slice(0, text.indexOf("\n") + 1 || text.length);

/**
 * The document in a piece of a source.
 * @throws Failure (bad-yaml) for a document that is too large or nested too deep to be read
 */
export function readPiece(source: Source, { body, end }: Piece, budget = new Budget()): Document {
  const bytes = source.bytes.subarray(body, end);
  const start = body;
  refuseHuge(bytes, () => placeAt({ source, start, text: "" }));
  const text = bytes.toString("utf8");
  const tree = readTree(text, () => placeAt({ source, start, text }), budget, blocksOf(source));
  const mark = tree.lines.search(INNER_MARK);
  const odd = body === 0 ? -1 : firstLine(text).search(ODD_BREAK);
  // Behind a byte order mark nobody takes `---#` for a marker.
  const isGlued = source.bytes[body - 1] === 45 && (body === 6 ? /^\S/ : /^[^\s#]/).test(text);
  const doubled = text.indexOf("\r\r\n");
  if (!isUtf8(bytes)) tree.fault = { offset: 0, what: "it is not UTF-8 text" };
  else if (isGlued) tree.fault ??= { offset: 0, what: "it is glued to its ---" };
  else if (STRANGE_START.test(text)) tree.fault ??= { offset: 0, what: "it starts with a blank that is none to YAML" };
  else if (mark >= 0) tree.fault ??= { offset: mark, what: "a line starts with a byte order mark" };
  else if (doubled >= 0) tree.fault ??= { offset: doubled, what: "a line ends in two carriage returns" };
  else if (odd >= 0) tree.fault ??= { offset: odd, what: "the line of its --- does not end in a line feed" };
  return { ...tree, source, start, end };
}

/** What is read of a source, and of what is written in place of its documents, has its blocks in common. */
export const blocksOf = memo((_: Source): KnownBlocks => new Map());

/**
 * What Kubernetes reads from a text, and how it is written.
 * @param budget undefined for a text that is made of one which was accounted for
 * @throws Failure (bad-yaml) for text that is nested too deep to be read, or takes more memory than there is
 */
export function readTree(
  text: string,
  place: () => string = () => "stdin",
  budget?: Budget,
  blocks?: KnownBlocks,
): Tree {
  try {
    budget?.spend(text, "light", place);
    return treeOf(text, blocks, () => budget?.spend(text, "heavy", place));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const what = "the document is nested too deep to be a manifest";
    throw new Failure("bad-yaml", place(), what, "remove it from the stream");
  }
}

type Spot = Pick<Document, "source" | "start" | "text">;

const linesOfSource = memo(({ bytes }: Source) => lineCounter(bytes));
const linesOfText = memo(({ text }: Spot) => lineCounter(text));

/** The line (from 1) in the source where an offset of a document's text stands. */
export const lineAt = (spot: Spot, offset = 0): number =>
  1 + linesOfSource(spot.source)(spot.start) + linesOfText(spot)(offset);

/** A place in a source's text, both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** Where an offset of a document's text stands in its source. */
export function positionAt(spot: Spot, offset: number): Position {
  const { source, start, text } = spot;
  // The marker of a document may stand on the same line.
  const before = source.bytes.toString("latin1", Math.max(0, start - 3), start) + text.slice(0, offset);
  return { line: lineAt(spot, offset), column: before.length - before.lastIndexOf("\n") };
}

/** `stdin:12:3`, for messages. */
export function placeAt(spot: Spot, offset?: number): string {
  if (offset === undefined) return `${spot.source.file}:${lineAt(spot)}`;
  const { line, column } = positionAt(spot, offset);
  return `${spot.source.file}:${line}:${column}`;
}
