import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { keyOf } from "./value.ts";

/** Where one pair of a map or one item of a list stands in the text, and where its value may be written. */
export interface Entry {
  /** The key's name; an item of a list has none. */
  key?: string;
  node: Node | null;
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

type Token = { type: string; offset: number; source?: string };

/** The entries of a collection that has at least one, in the order of the text. */
export function entriesOf(text: string, node: YAMLMap | YAMLSeq): Entry[] {
  const flow = node.flow === true;
  if (isMap(node)) return node.items.map((pair) => entryOfPair(text, pair as Pair<Node, Node | null>, flow));
  const dashes = flow
    ? []
    : sourceItems(node).flatMap((item) => item.start.filter((token) => token.type === "seq-item-ind"));
  return (node.items as Node[]).map((item, index) => {
    const props = flow ? (sourceItems(node)[index]?.start ?? []).find(isProperty) : undefined;
    const start = dashes[index]?.offset ?? props?.offset ?? item.range?.[0] ?? 0;
    const lead = flow ? start : start + 1;
    return { node: item, start, lead, end: endOf(text, item, lead), flow };
  });
}

/** The whole document as an entry. */
export function rootEntry(text: string, node: Node): Entry {
  const start = node.range?.[0] ?? 0;
  return {
    node,
    start,
    lead: start,
    end: endOf(text, node, start),
    flow: (isMap(node) || isSeq(node)) && node.flow === true,
  };
}

function entryOfPair(text: string, pair: Pair<Node, Node | null>, flow: boolean): Entry {
  const { start = [], sep = [] } = (pair.srcToken ?? {}) as { start?: Token[]; sep?: Token[] };
  const first = start.find((token) => token.type === "explicit-key-ind" || isProperty(token));
  const colon = sep.find((token) => token.type === "map-value-ind");
  const property = sep.findLast(isProperty);
  const keyEnd = pair.key.range?.[1] ?? 0;
  const lead = colon ? colon.offset + 1 : keyEnd;
  const emptyEnd = property ? property.offset + (property.source?.length ?? 0) : lead;
  return {
    key: keyOf(pair),
    node: colon ? pair.value : null,
    start: first?.offset ?? pair.key.range?.[0] ?? 0,
    lead,
    end: endOf(text, pair.value, emptyEnd),
    flow,
  };
}

const sourceItems = (node: YAMLSeq) => (node.srcToken as unknown as { items: { start: Token[] }[] }).items;
const isProperty = (token: Token) => token.type === "anchor" || token.type === "tag";

/** The end of a value's own text; a node without any ends where its indicator does. */
function endOf(text: string, node: Node | null, emptyEnd: number): number {
  if (!node?.range || isEmpty(node)) return emptyEnd;
  if ((isMap(node) || isSeq(node)) && !node.flow) {
    return entriesOf(text, node).at(-1)?.end ?? node.range[1];
  }
  const end = node.range[1];
  return isScalar(node) && node.type?.startsWith("BLOCK") ? end - lineBreak(text, end) : end;
}

/** A value that nothing in the text stands for, as in `key:`. */
export const isEmpty = (node: Node | null): boolean =>
  !node || (isScalar(node) && node.type === "PLAIN" && node.source === "");

/** The length (0, 1 or 2) of the line break just before an offset. */
export const lineBreak = (text: string, offset: number): number =>
  text[offset - 1] !== "\n" ? 0 : text[offset - 2] === "\r" ? 2 : 1;

/** The offset of the line break, or end of text, that ends the line an offset stands in. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  if (feed < 0) return text.length;
  return feed > offset && text[feed - 1] === "\r" ? feed - 1 : feed;
}

/** The column of an offset, counted in characters from 0. */
export const column = (text: string, offset: number): number => offset - (text.lastIndexOf("\n", offset - 1) + 1);

/** Whether only white space stands before an offset in its line. */
export const startsLine = (text: string, offset: number): boolean =>
  text.slice(offset - column(text, offset), offset).trim() === "";
