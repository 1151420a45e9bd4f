import { once } from "../../memo.ts";
import type { Entry, Node } from "../tree.ts";
import { keyIn, type Lines, type ValuePlace } from "./quick-lines.ts";
import { readerFor, scalarEnd, wordsIn } from "./quick-scalar.ts";

/** How a text is written that has been read, and so is in the plain style; worked out where somebody looks. */
export function rootOf(lines: Lines): Entry {
  const [start = 0] = lines.starts;
  const [indent = 0] = lines.indents;
  return entryOf({ start, lead: start }, () => writtenAt(lines, { kind: "block", line: 0, start, indent }));
}

/** A value, and the offset behind it. */
interface Written {
  node: Node;
  end: number;
}

function entryOf(where: Pick<Entry, "key" | "start" | "lead">, work: () => Written): Entry {
  const written = once(work);
  return {
    ...where,
    get node() {
      return written().node;
    },
    get end() {
      return written().end;
    },
    flow: false,
  };
}

function writtenAt(lines: Lines, place: ValuePlace): Written {
  if (place.kind === "scalar") return scalarAt(lines.text, place.start);
  const entries = once(() => entriesOf(lines, place));
  return {
    node: { kind: lines.isDash(place.start) ? "list" : "map", flow: false, isShared: false, entries },
    get end() {
      return entries().at(-1)?.end ?? place.start;
    },
  };
}

function entriesOf(lines: Lines, { line: first, start: offset, indent }: ValuePlace): Entry[] {
  const { text, starts, indents } = lines;
  const isList = lines.isDash(offset);
  const entries: Entry[] = [];
  let line = first;
  let start = offset;
  do {
    const own = line;
    const lead = isList ? start + 1 : (lines.pastKey(start) ?? start);
    const where = isList ? { start, lead } : { key: keyIn(text, start, lead), start, lead };
    const work = (): Written => {
      const place = lines.valueBehind(own, lead, indent, !isList);
      return place.kind === "empty" ? { node: { kind: "empty", isShared: false }, end: lead } : writtenAt(lines, place);
    };
    entries.push(entryOf(where, work));
    do start = starts[++line] ?? 0;
    while ((indents[line] ?? 0) > indent || (!isList && indents[line] === indent && lines.isDash(start)));
  } while (indents[line] === indent && lines.isDash(start) === isList);
  return entries;
}

function scalarAt(text: string, start: number): Written {
  const { style } = readerFor(text[start]);
  const end = scalarEnd(text, start) ?? start;
  if (style !== "flow") return { node: scalarNode(style, start), end };
  const source = text.slice(start, end);
  const entries = once(() =>
    wordsIn(source).map(({ offset, length, style }): Entry => {
      const at = start + offset;
      return { node: scalarNode(style, at), start: at, lead: at, end: at + length, flow: true };
    }),
  );
  return { node: { kind: source === "{}" ? "map" : "list", flow: true, isShared: false, entries }, end };
}

const scalarNode = (style: "plain" | "single" | "double", start: number): Node => ({
  kind: "scalar",
  style,
  isShared: false,
  tag: undefined,
  start,
});
