import type { Json } from "../../json/values.ts";
import { resolvePlain } from "../scalar.ts";
import { checkDepth, type Entry, type Node, type Tree } from "../tree.ts";
import { BEYOND, FLOW, readerFor, scalarNode } from "./quick-scalar.ts";

/**
 * The tree of a text in the plain style that templates render: block maps and lists, one-line scalars, comments.
 * It takes a twentieth of the library's time. Undefined at the first sign of anything else, which is the library's:
 * where both read a text, they read the same.
 */
export function quickTree(text: string): Tree | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    const { value } = new QuickReader(text).read();
    return { text, lines: text, value, root: () => new QuickReader(text).read().root };
  } catch (error) {
    // An endless line is too much for a regular expression; how deep is too deep, the library tells.
    if (error === BEYOND || error instanceof RangeError) return undefined;
    throw error;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: tabs, carriage returns and others that YAML treats specially
const UNUSUAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;

/** A key and its colon: a plain word other than null, which is no key, or quoted without escapes. */
const KEY = /(?:(?!(?:null|Null|NULL):)[A-Za-z][\w./-]*|"[^"\\\n]*"):(?= |\n|$)/y;
const DASH = /-(?= |\n|$)/y;
const REST = /(?: +#[^\n]*| *)(?=\n|$)/y;

/** A line by its indent and the offset of its first character that is not a blank. */
type Line = { indent: number; start: number };

interface Read {
  node: Node;
  value: Json;
  end: number;
}

class QuickReader {
  readonly #lines: Line[] = [];
  #at = 0;
  #depth = 0;

  constructor(readonly text: string) {
    for (let start = 0; start <= text.length; ) {
      let content = start;
      while (text[content] === " ") content++;
      const feed = text.indexOf("\n", content);
      if (content < text.length && text[content] !== "\n" && text[content] !== "#")
        this.#lines.push({ indent: content - start, start: content });
      // A document that starts on the line of its `---` has columns that are not its own.
      if (start === 0 && this.#lines.length > 0) throw BEYOND;
      start = feed < 0 ? text.length + 1 : feed + 1;
    }
  }

  read(): { root: Entry; value: Json } {
    const [first] = this.#lines;
    if (!first) throw BEYOND;
    const { node, value, end } = this.#block(first.indent);
    if (this.#at < this.#lines.length) throw BEYOND;
    return { root: { node, start: first.start, lead: first.start, end, flow: false }, value };
  }

  get #line(): Line | undefined {
    return this.#lines[this.#at];
  }

  /** The offset behind what a pattern matches at an offset; undefined where it does not. */
  #past(pattern: RegExp, offset: number): number | undefined {
    pattern.lastIndex = offset;
    return pattern.test(this.text) ? pattern.lastIndex : undefined;
  }

  #matches(pattern: RegExp, offset: number): boolean {
    return this.#past(pattern, offset) !== undefined;
  }

  /** The map or list whose keys or dashes stand in a column. */
  #block(indent: number): Read {
    checkDepth(++this.#depth);
    const read = this.#matches(DASH, (this.#line as Line).start) ? this.#list(indent) : this.#map(indent);
    this.#depth--;
    return read;
  }

  #map(indent: number): Read {
    const entries: Entry[] = [];
    const values = new Map<string, Json>();
    for (let line = this.#line; line?.indent === indent; line = this.#line) {
      const lead = this.#past(KEY, line.start);
      if (lead === undefined) throw BEYOND;
      const name = this.text.slice(line.start, lead - 1);
      const key = name.startsWith('"') ? name.slice(1, -1) : String(resolvePlain(name));
      const { node, value, end } = this.#value(lead, indent, true);
      entries.push({ key, node, start: line.start, lead, end, flow: false });
      values.set(key, value);
    }
    return this.#collection("map", entries, Object.fromEntries(values), indent);
  }

  #list(indent: number): Read {
    const entries: Entry[] = [];
    const values: Json[] = [];
    for (let line = this.#line; line?.indent === indent && this.#matches(DASH, line.start); line = this.#line) {
      const lead = line.start + 1;
      const { node, value, end } = this.#value(lead, indent, false);
      entries.push({ node, start: line.start, lead, end, flow: false });
      values.push(value);
    }
    return this.#collection("list", entries, values, indent);
  }

  #collection(kind: "map" | "list", entries: Entry[], value: Json, indent: number): Read {
    // What follows stands further left, or is no part of anything.
    if (entries.length === 0 || (this.#line && this.#line.indent > indent)) throw BEYOND;
    return {
      node: { kind, flow: false, isShared: false, entries: () => entries },
      value,
      end: entries.at(-1)?.end ?? 0,
    };
  }

  /** What stands behind a colon or dash, on its line or below it. */
  #value(lead: number, indent: number, isPair: boolean): Read {
    let start = lead;
    while (this.text[start] === " ") start++;
    if (this.#matches(REST, lead)) return this.#below(lead, indent, isPair);
    if (!isPair && (this.#matches(KEY, start) || this.#matches(DASH, start))) {
      // The item is a block that starts on the line of its dash.
      const inner = indent + (start - lead) + 1;
      this.#lines[this.#at] = { indent: inner, start };
      return this.#block(inner);
    }
    return this.#last(this.#scalar(start), indent);
  }

  /** A value that ends its line; a deeper line would go on with it. */
  #last(read: Read, indent: number): Read {
    if (!this.#matches(REST, read.end)) throw BEYOND;
    this.#at++;
    if (this.#line && this.#line.indent > indent) throw BEYOND;
    return read;
  }

  #below(lead: number, indent: number, isPair: boolean): Read {
    this.#at++;
    const next = this.#line;
    const isCompactList = isPair && next?.indent === indent && this.#matches(DASH, next.start);
    if (next && next.indent > indent && this.#matches(FLOW, next.start))
      return this.#last(this.#scalar(next.start), indent);
    if (next && (next.indent > indent || isCompactList)) return this.#block(next.indent);
    return { node: { kind: "empty", isShared: false }, value: null, end: lead };
  }

  #scalar(start: number): Read {
    const read = readerFor(this.text[start]);
    const end = this.#past(read.pattern, start);
    if (end === undefined) throw BEYOND;
    const source = this.text.slice(start, end);
    if (read.style === "flow") return this.#flow(start, source);
    return { node: scalarNode(read.style, start), value: read.value(source), end };
  }

  /** `{}`, or a list of words and of strings without escapes. */
  #flow(start: number, source: string): Read {
    checkDepth(this.#depth + 1);
    const kind = source === "{}" ? "map" : "list";
    const items = [...source.matchAll(/"[^"]*"|[A-Za-z][\w./-]*/g)];
    const entries = items.map(([item], index): Entry => {
      const offset = start + (items[index]?.index ?? 0);
      const node = scalarNode(item.startsWith('"') ? "double" : "plain", offset);
      return { node, start: offset, lead: offset, end: offset + item.length, flow: true };
    });
    const values = items.map(([item]) => (item.startsWith('"') ? item.slice(1, -1) : resolvePlain(item)));
    const node: Node = { kind, flow: true, isShared: false, entries: () => entries };
    return { node, value: kind === "map" ? {} : values, end: start + source.length };
  }
}
