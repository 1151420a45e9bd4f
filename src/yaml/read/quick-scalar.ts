import type { Json } from "../../json/values.ts";
import { resolvePlain } from "../scalar.ts";
import type { Node } from "../tree.ts";

/** Thrown at what only the library reads. */
export const BEYOND = Symbol("beyond the plain style");

const DOUBLE = /"[^"\\\n]*(?:\\["\\/nrtu][^"\\\n]*)*"/y;
const SINGLE = /'[^'\n]*(?:''[^'\n]*)*'/y;
/** The words of a plain scalar: no mark of YAML's at the start, no `: ` and no ` #` inside. */
const PLAIN =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=[^\s]))(?:[^\s:#]|:(?=[^\s])|(?<=\S)#| +(?=[^\s#:])| +:(?=[^\s]))*/y;
/** `{}`, or a list of words and of strings without escapes. */
export const FLOW = /\[ *(?:(?:"[^"\\\n]*"|[A-Za-z][\w./-]*)(?: *, *(?=["A-Za-z])| *(?=\])))*\]|\{\}/y;

type Reader =
  | { pattern: RegExp; style: "plain" | "double" | "single"; value: (source: string) => Json }
  | { pattern: RegExp; style: "flow" };

const WORDS: Reader = { pattern: PLAIN, style: "plain", value: resolvePlain };
/** By the character that a value starts with. */
const READERS: Record<string, Reader> = {
  '"': { pattern: DOUBLE, style: "double", value: parsed },
  "'": { pattern: SINGLE, style: "single", value: (source) => source.slice(1, -1).replaceAll("''", "'") },
  "[": { pattern: FLOW, style: "flow" },
  "{": { pattern: FLOW, style: "flow" },
};

/** How to read a value of one line, by the character that it starts with. */
export const readerFor = (first = ""): Reader => READERS[first] ?? WORDS;

export const scalarNode = (style: "plain" | "double" | "single", start: number): Node => ({
  kind: "scalar",
  style,
  isShared: false,
  tag: undefined,
  start,
});

function parsed(source: string): string {
  try {
    return JSON.parse(source) as string;
  } catch {
    throw BEYOND;
  }
}
