import type { Json } from "../../json/values.ts";
import { resolvePlain } from "../scalar.ts";

/** Thrown at what only the library reads. */
export const BEYOND = Symbol("beyond the plain style");

const DOUBLE = /"[^"\\\n]*(?:\\["\\/nrtu][^"\\\n]*)*"/y;
const SINGLE = /'[^'\n]*(?:''[^'\n]*)*'/y;
/** The words of a plain scalar: no mark of YAML's at the start, no `: ` and no ` #` inside. */
const PLAIN =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=[^\s]))(?:[^\s:#]|:(?=[^\s])|(?<=\S)#| +(?=[^\s#:])| +:(?=[^\s]))*/y;
/** In a list in brackets: a word or number, or a string without escapes. */
const ITEM = /"[^"\\\n]*"|[A-Za-z\d][\w./-]*/g;
/** `{}`, or a list of such. */
const FLOW = new RegExp(`\\[ *(?:(?:${ITEM.source})(?: *, *(?=["A-Za-z\\d])| *(?=\\])))*\\]|\\{\\}`, "y");

type Reader =
  | { pattern: RegExp; style: "plain" | "double" | "single"; value: (source: string) => Json }
  | { pattern: RegExp; style: "flow" };

const WORDS: Reader = { pattern: PLAIN, style: "plain", value: resolvePlain };
/** By the character that a value starts with. */
const READERS: Record<string, Reader> = {
  '"': { pattern: DOUBLE, style: "double", value: unquoted },
  "'": { pattern: SINGLE, style: "single", value: (source) => source.slice(1, -1).replaceAll("''", "'") },
  "[": { pattern: FLOW, style: "flow" },
  "{": { pattern: FLOW, style: "flow" },
};

/** How to read a value of one line, by the character that it starts with. */
export const readerFor = (first = ""): Reader => READERS[first] ?? WORDS;

/** The offset behind the value of one line that starts at an offset; undefined where it is beyond the plain style. */
export function scalarEnd(text: string, start: number): number | undefined {
  const { pattern } = readerFor(text[start]);
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** The items of such a list, by their offsets in it. */
export const wordsIn = (source: string) =>
  [...source.matchAll(ITEM)].map(({ 0: item, index: offset }) => {
    const isQuoted = item.startsWith('"');
    const style: "double" | "plain" = isQuoted ? "double" : "plain";
    return { offset, length: item.length, style, value: isQuoted ? item.slice(1, -1) : resolvePlain(item) };
  });

function unquoted(source: string): string {
  if (!source.includes("\\")) return source.slice(1, -1);
  try {
    return JSON.parse(source) as string;
  } catch {
    throw BEYOND;
  }
}
