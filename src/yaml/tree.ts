import type { Json, Path } from "../json/values.ts";

/** Where one pair of a map or one item of a list stands in the text, and where its value may be written. */
export interface Entry {
  /** The key's name; an item of a list has none. */
  key?: string;
  /** Whether the key is `<<`, which merges another map into this one. */
  isMerge?: boolean;
  /** Whether a key stands without a colon: `? a`, or `{a}`. */
  lacksColon?: boolean;
  node: Node;
  /** Offset of the first character of the key, dash or flow item. */
  start: number;
  /**
   * Offset behind the colon or dash: from here to `end` the value's text may be replaced.
   * The same as `start` for what has neither: flow items and the root.
   */
  lead: number;
  /** Offset behind the last character of the value, without the line break that ends a block scalar. */
  end: number;
  flow: boolean;
}

/** A value as it is written. */
export type Node =
  | { kind: "map" | "list"; flow: boolean; isShared: boolean; entries(): readonly Entry[] }
  | { kind: "scalar"; style: ScalarStyle; isShared: boolean; tag: string | undefined; start: number }
  /** Nothing, as in `key:`, which reads as null. */
  | { kind: "empty"; isShared: boolean }
  /** A reference to a value elsewhere. */
  | { kind: "alias"; isShared: true };

/**
 * Levels of a document that are read: several times as many as any manifest has, and few enough that no engine's stack
 * ends before. Readers throw a RangeError for more, as an engine would.
 */
const MAX_DEPTH = 256;

/** @throws RangeError for a level that is too deep */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError("nested too deep");
}

export type ScalarStyle = "plain" | "single" | "double" | "block";

/** A document's text, what it reads as, and how it is written. */
export interface Tree {
  text: string;
  /** The same, to the offset, with \n in place of every line break other than \n and \r\n: see `read/breaks.ts`. */
  lines: string;
  /** How it is written, which is larger than the text by far and perhaps worked out anew. */
  root(): Entry;
  value: Json;
  /** Where a second document starts, which Kubernetes would not read. */
  rest?: number;
  /** Why Kubernetes could not read it, as an offset in the text and words that quote nothing. */
  fault?: { offset: number; what: string };
}

/** Where the value at a path is written; undefined where it is reached through an alias, or not there. */
export function entryAt(root: Entry, path: Path): Entry | undefined {
  return path.reduce<Entry | undefined>((entry, token) => {
    const node = entry?.node;
    if (node?.kind === "list") return node.entries()[Number(token)];
    return node?.kind === "map" ? node.entries().findLast(({ key }) => key === token) : undefined;
  }, root);
}

/** Where the value at a path is written, or else what is nearest above it. */
export function nearestEntry(root: Entry, path: Path): Entry {
  const near = entryAt(root, path);
  return near ?? nearestEntry(root, path.slice(0, -1));
}

/** The column of an offset, counted in characters from 0. */
export const column = (text: string, offset: number): number => offset - lineStart(text, offset);

const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** The length (0, 1 or 2) of the line break just before an offset. */
export const lineBreak = (text: string, offset: number): number =>
  text[offset - 1] !== "\n" ? 0 : text[offset - 2] === "\r" ? 2 : 1;

/** The offset of the line break, or end of text, that ends the line an offset stands in. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  if (feed < 0) return text.length;
  return feed > offset && text[feed - 1] === "\r" ? feed - 1 : feed;
}

/** The line break at the end of the line an offset stands in; of a last line without one, that of the line before. */
export function breakAt(text: string, offset: number): "\n" | "\r\n" {
  const end = lineEnd(text, offset);
  const length =
    end < text.length ? lineBreak(text, text.indexOf("\n", end) + 1) : lineBreak(text, lineStart(text, end));
  return length === 2 ? "\r\n" : "\n";
}

/** Whether only white space stands before an offset in its line. */
export function startsLine(text: string, offset: number): boolean {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && /\s/.test(text[start - 1] ?? "")) start--;
  return start === 0 || text[start - 1] === "\n";
}
