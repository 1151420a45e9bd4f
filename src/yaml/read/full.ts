import { type Node as AstNode, isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { once } from "../../memo.ts";
import { type Entry, lineBreak, type Node, type ScalarStyle, type Tree } from "../tree.ts";
import { breaksInValues, hasOddBreaks, withPlainBreaks } from "./breaks.ts";
import { parse } from "./parse.ts";
import { tabLine } from "./tabs.ts";
import { isMergeKey, keyOf, readValue } from "./value.ts";

type Token = { type: string; offset: number; source?: string };

/**
 * The tree of any YAML or JSON text. Faults are reported, and the text is read as far as it goes.
 * @throws RangeError for text that is nested too deep
 */
export function fullTree(text: string): Tree {
  const control = text.search(CONTROL);
  if (control >= 0) return { ...treeOf(text), fault: { offset: control, what: "a control character stands in it" } };
  if (!hasOddBreaks(text)) return treeOf(text);
  const first = parse(withPlainBreaks(text)).document;
  const { lines, fault } = breaksInValues(first, text);
  const tree = treeOf(lines);
  return { ...tree, text, ...(fault && !tree.fault && { fault }) };
}

/** What go-yaml refuses wherever it stands. Source: go.yaml.in/yaml/v2 readerc.go (yaml_parser_update_buffer). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** The tree of a text whose lines end in \n or \r\n. */
function treeOf(text: string): Tree {
  const { document, rest } = parse(text);
  const { value, shared, fault } = readValue(document);
  const [error] = document.errors;
  const tab = tabLine(document, text);
  const start = document.contents?.range?.[0] ?? 0;
  const node = wrap(document.contents);
  const root: Entry = {
    node,
    start,
    lead: start,
    end: endOf(document.contents, start),
    flow: "flow" in node && node.flow,
  };
  const tree: Tree = { text, lines: text, root: () => root, value, ...(rest !== undefined && { rest }) };
  if (error) tree.fault = { offset: error.pos[0], what: describe(error.code) };
  else if (fault) tree.fault = fault;
  else if (tab !== undefined) tree.fault = { offset: tab, what: FAULTS["TAB_AS_INDENT"] as string };
  return tree;

  function wrap(ast: AstNode | null | undefined): Node {
    const isShared = shared.has(ast);
    if (isAlias(ast)) return { kind: "alias", isShared: true };
    if (isMap(ast) || isSeq(ast)) {
      const kind = isMap(ast) ? "map" : "list";
      return { kind, flow: ast.flow === true, isShared, entries: once(() => entriesOf(ast)) };
    }
    if (!isScalar(ast) || isEmpty(ast)) return { kind: "empty", isShared };
    return {
      kind: "scalar",
      style: STYLES[ast.type ?? ""] ?? "block",
      isShared,
      tag: ast.tag,
      start: ast.range?.[0] ?? 0,
    };
  }

  function entriesOf(ast: YAMLMap | YAMLSeq): Entry[] {
    const flow = ast.flow === true;
    if (isMap(ast)) return ast.items.map((pair) => entryOfPair(pair as Pair<AstNode, AstNode | null>, flow));
    const sources = sourcesOf(ast);
    const dashes = flow ? [] : dashesOf(ast);
    return (ast.items as AstNode[]).map((item, index) => {
      const property = flow ? sources[index]?.start.find(isProperty) : undefined;
      const start = dashes[index]?.offset ?? property?.offset ?? item.range?.[0] ?? 0;
      const lead = flow ? start : start + 1;
      return { node: wrap(item), start, lead, end: endOf(item, lead), flow };
    });
  }

  function entryOfPair(pair: Pair<AstNode, AstNode | null>, flow: boolean): Entry {
    const { start = [], sep = [] } = (pair.srcToken ?? {}) as { start?: Token[]; sep?: Token[] };
    const first = start.find((token) => token.type === "explicit-key-ind" || isProperty(token));
    const colon = sep.find((token) => token.type === "map-value-ind");
    const property = sep.findLast(isProperty);
    const lead = colon ? colon.offset + 1 : endOf(pair.key, pair.key.range?.[1] ?? 0);
    const emptyEnd = property ? property.offset + (property.source?.length ?? 0) : lead;
    return {
      key: keyOf(pair),
      ...(isMergeKey(pair) && { isMerge: true }),
      ...(!colon && { lacksColon: true }),
      node: wrap(colon ? pair.value : null),
      start: first?.offset ?? (isEmpty(pair.key) ? colon?.offset : undefined) ?? pair.key.range?.[0] ?? 0,
      lead,
      // Without its blank, the colon of an empty value would be a part of the key.
      end: endOf(pair.value, flow && text[emptyEnd] === " " ? emptyEnd + 1 : emptyEnd),
      flow,
    };
  }

  /** The end of a block's last entry; the others need not be looked at. */
  function endOfBlock(ast: YAMLMap | YAMLSeq): number | undefined {
    const last = ast.items.at(-1) as AstNode | Pair<AstNode, AstNode | null> | undefined;
    if (!last) return undefined;
    if (isMap(ast)) return entryOfPair(last as Pair<AstNode, AstNode | null>, false).end;
    const dash = dashesOf(ast)[ast.items.length - 1]?.offset ?? (last as AstNode).range?.[0] ?? 0;
    return endOf(last as AstNode, dash + 1);
  }

  /** The end of a value's own text; a node without any ends where its indicator does. */
  function endOf(ast: AstNode | null, emptyEnd: number): number {
    if (!ast?.range || isEmpty(ast)) return emptyEnd;
    if ((isMap(ast) || isSeq(ast)) && !ast.flow) return endOfBlock(ast) ?? ast.range[1];
    const end = ast.range[1];
    return isScalar(ast) && ast.type?.startsWith("BLOCK") ? end - lineBreak(text, end) : end;
  }
}

const sourcesOf = (ast: YAMLSeq) => (ast.srcToken as unknown as { items: { start: Token[] }[] }).items;

const dashesOf = (ast: YAMLSeq): Token[] =>
  sourcesOf(ast).flatMap((item) => item.start.filter((token) => token.type === "seq-item-ind"));

const STYLES: Record<string, ScalarStyle> = { PLAIN: "plain", QUOTE_SINGLE: "single", QUOTE_DOUBLE: "double" };

const isProperty = (token: Token) => token.type === "anchor" || token.type === "tag";

/** A value that nothing in the text stands for, as in `key:`. */
const isEmpty = (ast: AstNode): boolean => isScalar(ast) && ast.type === "PLAIN" && ast.source === "";

/** The commoner errors of the parser in words; its own messages would quote the document. */
const FAULTS: Record<string, string> = {
  BAD_INDENT: "lines that belong together start in different columns",
  BLOCK_AS_IMPLICIT_KEY: "a value has a colon inside and no quotes",
  MISSING_CHAR: "a quote, bracket or comma is missing",
  MULTILINE_IMPLICIT_KEY: "a key goes over several lines",
  TAB_AS_INDENT: "a line is indented by a tab",
  TAG_RESOLVE_FAILED: "a tag has a handle that stands for nothing",
  UNEXPECTED_TOKEN: "something stands where nothing may",
};

const describe = (code: string): string => FAULTS[code] ?? `YAML error ${code.toLowerCase().replaceAll("_", " ")}`;
