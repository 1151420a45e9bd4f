import { type Document, type Scalar, visit } from "yaml";

/** A line of blanks with a tab among them, and perhaps a comment. */
const LINE = /(?<![^\n]) *\t[ \t]*(?:#[^\n]*)?(?![^\r\n])/g;

/**
 * Where a line that is no part of a value is indented by a tab. Go-yaml takes it at the end of some values, and nowhere
 * else. Source: go.yaml.in/yaml/v2 scannerc.go (yaml_parser_scan_to_next_token).
 */
export function tabLine(document: Document.Parsed, text: string): number | undefined {
  const lines = text.includes("\t") ? [...text.matchAll(LINE)].map(({ index }) => index) : [];
  if (lines.length === 0) return undefined;
  const ranges: (readonly [number, number])[] = [];
  visit(document, { Scalar: (_, { range }: Scalar) => void (range && ranges.push([range[0], range[1]])) });
  ranges.sort(([a], [b]) => a - b);
  let next = 0;
  return lines.find((offset) => {
    while ((ranges[next]?.[1] ?? Number.POSITIVE_INFINITY) <= offset) next++;
    return !((ranges[next]?.[0] ?? Number.POSITIVE_INFINITY) < offset);
  });
}
