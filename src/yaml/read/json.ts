import type { Json } from "../../json/values.ts";
import { once } from "../../memo.ts";
import { checkDepth, type Entry, type Node, type Tree } from "../tree.ts";

/**
 * The tree of a text that is a JSON object, comments of YAML's before it: what `kubectl get -o json` prints. It takes
 * a hundredth of the library's time and memory. Undefined for anything else, which is the library's: where both read a
 * text, they read the same.
 *
 * @throws RangeError for text that is nested too deep
 */
export function jsonTree(text: string): Tree | undefined {
  START.lastIndex = 0;
  const start = START.test(text) ? START.lastIndex - 1 : -1;
  if (start < 0 || UNUSUAL.test(text)) return undefined;
  const value = parsed(text.slice(start));
  if (value === undefined) return undefined;
  const end = endOf(text, start);
  const root: Entry = { node: nodeAt(text, start), start, lead: start, end, flow: true };
  return { text, lines: text, root: () => root, value };
}

/** Lines that are blank or a comment, then a brace. */
const START = /(?: *(?:#[^\n]*)?\r?\n)* *\{/y;
// JSON takes tabs for blanks, YAML not everywhere; numbers beyond all bounds are words to YAML.
const UNUSUAL = /\r(?!\n)|[\t\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|[:,[]\s*-?(?:\d{300}|\d[\d.]*[eE]\+?\d{3})/;

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function nodeAt(text: string, start: number): Node {
  const first = text[start];
  if (first !== "{" && first !== "[")
    return { kind: "scalar", style: first === '"' ? "double" : "plain", isShared: false, tag: undefined, start };
  const kind = first === "{" ? "map" : "list";
  return { kind, flow: true, isShared: false, entries: once(() => entriesOf(text, start, kind)) };
}

/** What stands between the brackets at an offset of a text that is known to be JSON. */
function entriesOf(text: string, open: number, kind: "map" | "list"): Entry[] {
  const entries: Entry[] = [];
  let start = behindBlanks(text, open + 1);
  while (text[start] !== "}" && text[start] !== "]") {
    const colon = kind === "map" ? text.indexOf(":", stringEnd(text, start)) : -1;
    const lead = colon < 0 ? start : colon + 1;
    const place = behindBlanks(text, lead);
    const end = endOf(text, place);
    const key = colon < 0 ? {} : { key: JSON.parse(text.slice(start, stringEnd(text, start))) as string };
    entries.push({ ...key, node: nodeAt(text, place), start, lead, end, flow: true });
    const behind = behindBlanks(text, end);
    start = text[behind] === "," ? behindBlanks(text, behind + 1) : behind;
  }
  return entries;
}

const TOKEN = /[{}[\]"]|[^\s{}[\]",:]+/g;

/** The end of the value at an offset. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (TOKEN.lastIndex = start; ; ) {
    const token = TOKEN.exec(text)?.[0] ?? "";
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token === '"') TOKEN.lastIndex = stringEnd(text, TOKEN.lastIndex - 1);
    checkDepth(depth);
    if (depth === 0) return TOKEN.lastIndex;
  }
}

/** The offset behind the string that starts at an offset. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** Whether an odd number of backslashes stands before an offset. */
function isEscaped(text: string, offset: number): boolean {
  let first = offset;
  while (text[first - 1] === "\\") first--;
  return (offset - first) % 2 === 1;
}

function behindBlanks(text: string, offset: number): number {
  let end = offset;
  while (/\s/.test(text[end] ?? "")) end++;
  return end;
}
