import { once } from "../../memo.ts";
import type { Entry, Node } from "../tree.ts";
import { keyIn, type Lines, type Place } from "./quick-lines.ts";
import { readerFor, scalarEnd, wordsIn } from "./quick-scalar.ts";

/** How a text is written that has been read, and so is in the plain style; worked out where somebody looks. */
export function rootOf(lines: Lines): Entry {
  const [start = 0] = lines.starts;
  const [indent = 0] = lines.indents;
  return entryOf(lines, { start, lead: start }, { kind: "block", line: 0, start, indent });
}

function entryOf(lines: Lines, where: Pick<Entry, "key" | "start" | "lead">, place: Place): Entry {
  const { node, end } = place.kind === "empty" ? nothing(where.lead) : read(lines, place);
  return {
    ...where,
    node,
    get end() {
      return end();
    },
    flow: false,
  };
}

/** A value, and the offset behind it. */
interface Read {
  node: Node;
  end(): number;
}

const nothing = (lead: number): Read => ({ node: { kind: "empty", isShared: false }, end: () => lead });

function read(lines: Lines, place: Place): Read {
  if (place.kind === "scalar") return readScalar(lines.text, place.start);
  const entries = once(() => entriesOf(lines, place));
  const kind = lines.isDash(place.start) ? "list" : "map";
  return { node: { kind, flow: false, isShared: false, entries }, end: () => entries().at(-1)?.end ?? place.start };
}

function entriesOf(lines: Lines, { line: first, start: offset, indent }: Place): Entry[] {
  const { text, starts, indents } = lines;
  const isList = lines.isDash(offset);
  const entries: Entry[] = [];
  let line = first;
  let start = offset;
  do {
    const lead = isList ? start + 1 : (lines.pastKey(start) ?? start);
    const key = isList ? {} : { key: keyIn(text, start, lead) };
    entries.push(entryOf(lines, { ...key, start, lead }, lines.valueBehind(line, lead, indent, !isList)));
    do start = starts[++line] ?? 0;
    while ((indents[line] ?? 0) > indent || (!isList && indents[line] === indent && lines.isDash(start)));
  } while (indents[line] === indent && lines.isDash(start) === isList);
  return entries;
}

function readScalar(text: string, start: number): Read {
  const { style } = readerFor(text[start]);
  const end = scalarEnd(text, start) ?? start;
  if (style !== "flow") return { node: scalarNode(style, start), end: () => end };
  const source = text.slice(start, end);
  const entries = once(() =>
    wordsIn(source).map(({ offset, length, style }): Entry => {
      const at = start + offset;
      return { node: scalarNode(style, at), start: at, lead: at, end: at + length, flow: true };
    }),
  );
  const kind = source === "{}" ? "map" : "list";
  return { node: { kind, flow: true, isShared: false, entries }, end: () => end };
}

const scalarNode = (style: "plain" | "single" | "double", start: number): Node => ({
  kind: "scalar",
  style,
  isShared: false,
  tag: undefined,
  start,
});
