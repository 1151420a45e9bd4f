import { KINDS } from "./kinds.ts";

/** One document of a stream, as offsets in its bytes: `body` is behind the `---` that opens it, if any. */
export interface Piece {
  start: number;
  body: number;
  end: number;
}

const MARK = Buffer.from("\n---");

/**
 * Where documents begin: at every line that starts with `---`, whatever follows on it, which is how Helm, kyaml and
 * kubectl split a stream (kubectl then refuses text glued to the marker). The pieces cover the bytes without a gap.
 */
export function split(bytes: Buffer): Piece[] {
  const head = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const pieces: Piece[] = [];
  let piece: Piece = { start: 0, body: bytes.toString("latin1", head, head + 3) === "---" ? head + 3 : head, end: 0 };
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 4)) {
    pieces.push({ ...piece, end: at + 1 });
    piece = { start: at + 1, body: at + 4, end: 0 };
  }
  return [...pieces, { ...piece, end: bytes.length }];
}

const KEY = Buffer.from("\nkind:");
/** The kinds that matter, and the lists that hold them. */
const MATTERS = new RegExp(`^(?:${KINDS.join("|")}|\\w*List)$`);
const WORDS = [...KINDS, "List"].map((word) => Buffer.from(word));

/** No kind is as long as that, with all that may stand before it on its line. */
const LONGEST = 256;

/**
 * Whether a document could hold a resource of ours, told from its bytes alone. A `kind:` in column 0 decides
 * where its value is a plain word; any other way of writing it (JSON, indented, quoted key) needs a closer look.
 */
export function canMatter(bytes: Buffer, { start, end }: Piece): boolean {
  const piece = bytes.subarray(start, end);
  let at = piece.indexOf(KEY);
  if (at < 0) return WORDS.some((word) => piece.includes(word));
  for (; at >= 0; at = piece.indexOf(KEY, at + KEY.length)) {
    const from = at + KEY.length;
    const [value = ""] = piece.toString("latin1", from, from + LONGEST).split("\n", 1);
    const word = value.trim().replace(/^(["']?)(\w+)\1\s*(?:#.*)?$/, "$2");
    if (MATTERS.test(word) || !/^\w+$/.test(word)) return true;
  }
  return false;
}
