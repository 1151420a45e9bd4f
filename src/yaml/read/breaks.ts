import { type Document, type Scalar, visit } from "yaml";
import type { Tree } from "../tree.ts";

/** What ends a line in YAML 1.1 but not in YAML 1.2, JSON and the rest of this program. */
const ODD = /\r(?!\n)|[\u0085\u2028\u2029]/g;

/** The same text, to the offset, with \n in place of line breaks other than \n and \r\n. */
export const withPlainBreaks = (text: string): string => text.replace(ODD, "\n");

export const hasOddBreaks = (text: string): boolean => text.search(ODD) >= 0;

type Fault = NonNullable<Tree["fault"]>;

/** What a line separator (U+2028, U+2029) may stand beside as a character like any others: no blank, break or escape. */
const APART = /^[^\s\u0085\\]{2}$/;

/**
 * Looks at the odd line breaks in the values of a text that was parsed with plain ones. YAML makes blanks of most, but
 * leaves line separators as they are; in JSON all are characters.
 * Source: go.yaml.in/yaml/v2 scannerc.go (read_line, yaml_parser_scan_flow_scalar).
 *
 * @returns the text in which such characters stay, and the first break that is not the same to everybody
 */
export function breaksInValues(document: Document.Parsed, text: string): { lines: string; fault?: Fault } {
  const isJson = /^\s*\{/.test(text);
  const kept = new Set<number>();
  let fault: Fault | undefined;
  const look = (_: unknown, { range, type }: Scalar) => {
    const [start, end] = range ?? [0, 0];
    for (const { index, 0: found } of text.slice(start, end).matchAll(ODD)) {
      const offset = start + index;
      const isKept = type?.startsWith("QUOTE") && APART.test((text[offset - 1] ?? "") + text[offset + 1]);
      if (found === "\u0085" ? isJson : found !== "\r" && !isKept)
        fault ??= { offset, what: "a value has U+0085, U+2028 or U+2029 where readers differ on it" };
      else if (isKept && found !== "\r" && found !== "\u0085") kept.add(offset);
    }
  };
  visit(document, { Scalar: look });
  const lines = text.replace(ODD, (found, offset: number) => (kept.has(offset) ? found : "\n"));
  return { lines, ...(fault && { fault }) };
}
