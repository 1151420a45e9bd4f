import fc from "fast-check";

// biome-ignore format: one kind of thing a line
const PIECES = [
  "---", "--- ", "...", "\n", "\n\n", "\r\n", "\r", "\t", "  ", " ", "\uFEFF", "%YAML 1.1\n",
  "apiVersion: v1\n", "kind: Service\n", "kind: Deployment\n", "kind: List\nitems:\n", "kind: Secret\n", '{"kind":"Service"',
  "metadata:\n  name: a\n", "spec:\n", "- ", "-", "? ", ": ", ":", ",", "a", "a: b\n", "# c\n",
  "{", "}", "[", "]", "'", '"', "|\n", ">-\n", "|2+\n", "&a ", "*a", "<<: ", "!!str ", "!x ", "\\", "\u2028", "é", "\0",
];

/** What YAML is made of, in no order that makes sense. */
export const piece: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...PIECES).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 5 }).map((data) => Buffer.from(data)) },
);

/** Streams of any bytes. */
export const bytes: fc.Arbitrary<Buffer> = fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.concat(pieces));
