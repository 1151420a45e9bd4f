import type { Json } from "./json.ts";
import { resolvePlain } from "./scalar.ts";
import type { Entry, Node, Tree } from "./tree.ts";

/**
 * The tree of a text in the plain style that templates render: block maps and lists, one-line scalars, comments.
 * It takes a twentieth of the library's time. Undefined at the first sign of anything else, which is the library's:
 * where both read a text, they read the same.
 */
export function quickTree(text: string): Tree | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new QuickReader(text).read();
  } catch (error) {
    // An endless line is too much for a regular expression, and for the library it is not.
    if (error === BEYOND || error instanceof RangeError) return undefined;
    throw error;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: tabs, carriage returns and others that YAML treats specially
const UNUSUAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;
const BEYOND = Symbol("beyond the plain style");

/** A key and its colon: a plain word other than null, which is no key, or quoted without escapes. */
const KEY = /((?!(?:null|Null|NULL):)[A-Za-z][\w./-]*|"[^"\\\n]*"):(?= |\n|$)/y;
const DASH = /-(?= |\n|$)/y;
const DOUBLE = /"[^"\\\n]*(?:\\["\\/nrtu][^"\\\n]*)*"/y;
const SINGLE = /'[^'\n]*(?:''[^'\n]*)*'/y;
/** The words of a plain scalar: no mark of YAML's at the start, no `: ` and no ` #` inside. */
const PLAIN =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=[^\s]))(?:[^\s:#]|:(?=[^\s])|(?<=\S)#| +(?=[^\s#:])| +:(?=[^\s]))*/y;
const FLOW = /\[ *(?:(?:"[^"\\\n]*"|[A-Za-z][\w./-]*)(?: *, *(?=["A-Za-z])| *(?=\])))*\]|\{\}/y;
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

  read(): Tree {
    const [first] = this.#lines;
    if (!first) throw BEYOND;
    const { node, value, end } = this.#block(first.indent);
    if (this.#at < this.#lines.length) throw BEYOND;
    return { text: this.text, root: { node, start: first.start, lead: first.start, end, flow: false }, value };
  }

  get #line(): Line | undefined {
    return this.#lines[this.#at];
  }

  #match(pattern: RegExp, offset: number): RegExpExecArray | null {
    pattern.lastIndex = offset;
    return pattern.exec(this.text);
  }

  /** The map or list whose keys or dashes stand in a column. */
  #block(indent: number): Read {
    return this.#match(DASH, (this.#line as Line).start) ? this.#list(indent) : this.#map(indent);
  }

  #map(indent: number): Read {
    const entries: Entry[] = [];
    const values = new Map<string, Json>();
    for (let line = this.#line; line?.indent === indent; line = this.#line) {
      const [matched, name = ""] = this.#match(KEY, line.start) ?? [];
      if (matched === undefined) throw BEYOND;
      const key = name.startsWith('"') ? name.slice(1, -1) : String(resolvePlain(name));
      const lead = line.start + matched.length;
      const { node, value, end } = this.#value(lead, indent, true);
      entries.push({ key, node, start: line.start, lead, end, flow: false });
      values.set(key, value);
    }
    return this.#collection("map", entries, Object.fromEntries(values), indent);
  }

  #list(indent: number): Read {
    const entries: Entry[] = [];
    const values: Json[] = [];
    for (let line = this.#line; line?.indent === indent && this.#match(DASH, line.start); line = this.#line) {
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
    if (this.#match(REST, lead)) return this.#below(lead, indent, isPair);
    if (!isPair && (this.#match(KEY, start) || this.#match(DASH, start))) {
      // The item is a block that starts on the line of its dash.
      const inner = indent + (start - lead) + 1;
      this.#lines[this.#at] = { indent: inner, start };
      return this.#block(inner);
    }
    return this.#last(this.#scalar(start), indent);
  }

  /** A value that ends its line; a deeper line would go on with it. */
  #last(read: Read, indent: number): Read {
    if (!this.#match(REST, read.end)) throw BEYOND;
    this.#at++;
    if (this.#line && this.#line.indent > indent) throw BEYOND;
    return read;
  }

  #below(lead: number, indent: number, isPair: boolean): Read {
    this.#at++;
    const next = this.#line;
    const isCompactList = isPair && next?.indent === indent && this.#match(DASH, next.start) !== null;
    if (next && next.indent > indent && this.#match(FLOW, next.start))
      return this.#last(this.#scalar(next.start), indent);
    if (next && (next.indent > indent || isCompactList)) return this.#block(next.indent);
    return { node: { kind: "empty", isShared: false }, value: null, end: lead };
  }

  #scalar(start: number): Read {
    const [double] = this.#match(DOUBLE, start) ?? [];
    if (double !== undefined) return written("double", start, double, parsed(double));
    const [single] = this.#match(SINGLE, start) ?? [];
    if (single !== undefined) return written("single", start, single, single.slice(1, -1).replaceAll("''", "'"));
    const [flow] = this.#match(FLOW, start) ?? [];
    if (flow !== undefined) return this.#flow(start, flow);
    const [plain] = this.#match(PLAIN, start) ?? [];
    if (plain === undefined) throw BEYOND;
    return written("plain", start, plain, resolvePlain(plain));
  }

  /** `{}`, or a list of words and of strings without escapes. */
  #flow(start: number, source: string): Read {
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

const scalarNode = (style: "plain" | "double" | "single", start: number): Node => ({
  kind: "scalar",
  style,
  isShared: false,
  tag: undefined,
  start,
});

const written = (style: "plain" | "double" | "single", start: number, source: string, value: Json): Read => ({
  node: scalarNode(style, start),
  value,
  end: start + source.length,
});

function parsed(source: string): string {
  try {
    return JSON.parse(source) as string;
  } catch {
    throw BEYOND;
  }
}
