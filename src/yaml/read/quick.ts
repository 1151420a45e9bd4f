import type { Json, JsonObject } from "../../json/values.ts";
import { checkDepth, type Tree } from "../tree.ts";
import { keyIn, Lines, type ValuePlace } from "./quick-lines.ts";
import { rootOf } from "./quick-node.ts";
import { BEYOND, readerFor, scalarEnd, wordsIn } from "./quick-scalar.ts";

/** Blocks that were read, by their lines. Values are never changed in place, so what is the same may be one and the same. */
export type KnownBlocks = Map<string, { depth: number; value: Json }>;

/**
 * The tree of a text in the plain style that templates render: block maps and lists, one-line scalars, comments.
 * It takes a twentieth of the library's time. Undefined at the first sign of anything else, which is the library's:
 * where both read a text, they read the same.
 *
 * @param blocks those of other texts, which often are alike: releases of one chart differ in few lines
 */
export function quickTree(text: string, blocks: KnownBlocks = new Map()): Tree | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    const value = new QuickReader(new Lines(text), blocks).read();
    return { text, lines: text, value, root: () => rootOf(new Lines(text)) };
  } catch (error) {
    // An endless line is too much for a regular expression; how deep is too deep, the library tells.
    if (error === BEYOND || error instanceof RangeError) return undefined;
    throw error;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: tabs, carriage returns and others that YAML treats specially
const UNUSUAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;

// What lies deeper, or is larger, is looked for in its parts or not at all, since a search goes through all of its text.
const SHARED_DEPTH = 8;
const SHARED_SIZE = 1 << 12;
/** Those that are often met are soon known again; the others would keep their documents' texts in memory. */
const MOST_BLOCKS = 1000;

/** Reads values alone: where they stand is for `quick-node.ts`, which few documents are asked. */
class QuickReader {
  /** The line to be read, by number. */
  #line = 0;
  #depth = 0;

  constructor(
    readonly lines: Lines,
    readonly blocks: KnownBlocks,
  ) {}

  read(): Json {
    const { text, starts, indents } = this.lines;
    const start = starts[0] ?? 0;
    // A document that starts on the line of its `---` has columns that are not its own.
    if (start === text.length || text.lastIndexOf("\n", start) < 0) throw BEYOND;
    const value = this.#block({ kind: "block", line: 0, start, indent: indents[0] ?? 0 });
    if (this.#indent >= 0) throw BEYOND;
    return value;
  }

  /** The column where the next line starts. */
  get #indent(): number {
    return this.lines.indents[this.#line] ?? -1;
  }

  #block({ start, indent }: ValuePlace): Json {
    checkDepth(++this.#depth);
    const value = this.lines.isDash(start) ? this.#list(start, indent) : this.#map(start, indent);
    this.#depth--;
    // What follows stands further left, or is no part of anything.
    if (this.#indent > indent) throw BEYOND;
    return value;
  }

  /** A block with lines of its own, which is read once, wherever else it stands as deep as here. */
  #blockBelow(place: ValuePlace): Json {
    const depth = this.#depth;
    const end = depth <= SHARED_DEPTH ? this.lines.blockEnd(place, SHARED_SIZE) : undefined;
    if (end === undefined) return this.#block(place);
    const text = this.lines.textOf(place.line, end);
    const known = this.blocks.get(text);
    if (known?.depth !== depth) {
      const value = this.#block(place);
      if (this.blocks.size >= MOST_BLOCKS) this.blocks.clear();
      this.blocks.set(text, { depth, value });
      return value;
    }
    this.#line = end;
    return known.value;
  }

  #map(first: number, indent: number): JsonObject {
    const map: JsonObject = {};
    let start = first;
    do {
      const lead = this.lines.pastKey(start);
      if (lead === undefined) throw BEYOND;
      const key = keyIn(this.lines.text, start, lead);
      // To an object it is a key of its own kind.
      if (key === "__proto__") throw BEYOND;
      map[key] = this.#value(lead, indent, true);
      start = this.lines.starts[this.#line] ?? 0;
    } while (this.#indent === indent);
    return map;
  }

  #list(first: number, indent: number): Json[] {
    const list: Json[] = [];
    let start = first;
    do {
      list.push(this.#value(start + 1, indent, false));
      start = this.lines.starts[this.#line] ?? 0;
    } while (this.#indent === indent && this.lines.isDash(start));
    return list;
  }

  #value(lead: number, indent: number, isPair: boolean): Json {
    const place = this.lines.valueBehind(this.#line, lead, indent, isPair);
    const isBelow = place.line > this.#line;
    this.#line = place.line;
    if (place.kind === "block") return isBelow ? this.#blockBelow(place) : this.#block(place);
    return place.kind === "scalar" ? this.#scalar(place.start, indent) : null;
  }

  /** A value that ends its line; a deeper line would go on with it. */
  #scalar(start: number, indent: number): Json {
    const { text } = this.lines;
    const end = scalarEnd(text, start);
    if (end === undefined || !this.lines.isRest(end)) throw BEYOND;
    this.#line++;
    if (this.#indent > indent) throw BEYOND;
    const source = text.slice(start, end);
    const reader = readerFor(text[start]);
    if (reader.style !== "flow") return reader.value(source);
    checkDepth(this.#depth + 1);
    return source === "{}" ? {} : wordsIn(source).map(({ value }) => value);
  }
}
