import type { Buffer } from "../runtime/node.ts";
import { KINDS } from "./kinds.ts";
import type { Piece } from "./split.ts";

// What is matched here are bytes, each as the character of its number.
const BREAK = "(?:[\\n\\r]|\\xc2\\x85|\\xe2\\x80[\\xa8\\xa9])";

/** The kinds that matter, and the lists that hold them. */
const MATTERS = `(?:${KINDS.join("|")}|\\w*List)`;

/** Behind `kind` at the start of a line: another key, or a word on one line that is a kind of no matter. */
const HARMLESS = `[\\w./-]|: +(["']?)(?!${MATTERS}\\1[ \\r\\n])\\w+\\1 *\\r?\\n`;

/** The start of a document that is a map of plain keys in column 0: blank lines, comments, a key. */
const PLAIN_MAP = /^(?: *(?:#[\x20-\x7e]*)?\r?\n)+[A-Za-z][\w./-]*:[ \r\n]/;

/** At the start of a line what may be the key `kind` of such a map, however it is written, with a kind that matters; or
 * `items`, which make a list of anything. */
const KIND = new RegExp(`${BREAK}(?:["'?<!&*{[%@\`|>\\t\\xef]|items *:|kind(?!${HARMLESS}))`);

/** All that a kind that matters can be written with: itself, escapes in double quotes, base64 with its tag. */
const SPELLED = new RegExp(
  `${KINDS.join("|")}|List|\\\\(?:x[4-7]|u00[4-7]|U000000[4-7]|${BREAK})|binary|![^\\s%]{0,40}%|%TAG[^\\n]{0,999}?(?!\\r\\n|\\n)${BREAK}`,
);

/** Go-yaml reads UTF-16 behind a byte order mark; who splits the stream reads bytes. */
const UTF_16 = /^\s*(?:#.*\n\s*)?(?:\xff\xfe|\xfe\xff)/;

/** Bytes that are looked at together, and what two such windows have in common: longer than what matches, but for blanks. */
const WINDOW = 1 << 16;
const OVERLAP = 1 << 10;

/**
 * Whether a document could hold a resource of ours for anybody who reads YAML or JSON, told from its bytes alone. It
 * could not where its keys stand in column 0 and none of them can be a `kind` of ours, or where no kind of ours is
 * spelled in it.
 */
export function canMatter(bytes: Buffer, { body, end }: Piece): boolean {
  const textAt = (at: number) => bytes.toString("latin1", at, Math.min(end, at + WINDOW));
  const isBehindMarker = bytes[body - 1] === 45;
  const head = (isBehindMarker ? "" : "\n") + textAt(body);
  const has = (pattern: RegExp) => {
    if (pattern.test(head)) return true;
    for (let at = body + WINDOW; at < end; at += WINDOW - OVERLAP) if (pattern.test(textAt(at - OVERLAP))) return true;
    return false;
  };
  if (PLAIN_MAP.test(head) && !has(KIND)) return false;
  return has(SPELLED) || UTF_16.test(head);
}
