import { Buffer } from "../runtime/node.ts";

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
