import { resolvePlain } from "../scalar.ts";

/** A key and its colon: a plain word other than null, which is no key, or quoted without escapes. */
const KEY = /(?:(?!(?:null|Null|NULL):)[A-Za-z][\w./-]*|"[^"\\\n]*"):(?= |\n|$)/y;

const [FEED, BLANK, HASH, DASH, BRACE, BRACKET] = [10, 32, 35, 45, 123, 91];

/** Where a value stands behind a key's colon or a dash, or below it. */
export interface ValuePlace {
  kind: "block" | "scalar" | "empty";
  /** Its first line, by number. */
  line: number;
  /** The offset of its first character. */
  start: number;
  /** The column of a block's keys or dashes. */
  indent: number;
}

/** The lines of a text in the plain style that say something: not those that are blank or a comment. */
export class Lines {
  /** The offset of each line's first character that is no blank. Behind the last one the text ends, further left than any. */
  readonly starts: number[] = [];
  readonly indents: number[] = [];

  constructor(readonly text: string) {
    for (let start = 0; start <= text.length; ) {
      const content = this.behindBlanks(start);
      const first = text.charCodeAt(content);
      if (content < text.length && first !== FEED && first !== HASH) {
        this.starts.push(content);
        this.indents.push(content - start);
      }
      const feed = text.indexOf("\n", content);
      start = feed < 0 ? text.length + 1 : feed + 1;
    }
    this.starts.push(text.length);
    this.indents.push(-1);
  }

  /** The offset behind the colon of a key; undefined where there is none. */
  pastKey(offset: number): number | undefined {
    KEY.lastIndex = offset;
    return KEY.test(this.text) ? KEY.lastIndex : undefined;
  }

  isDash(offset: number): boolean {
    return this.text.charCodeAt(offset) === DASH && this.#isGap(offset + 1);
  }

  /** Whether nothing but a comment stands between an offset and the end of its line. */
  isRest(offset: number): boolean {
    const behind = this.behindBlanks(offset);
    const code = this.text.charCodeAt(behind);
    return code === FEED || behind >= this.text.length || (code === HASH && behind > offset);
  }

  behindBlanks(offset: number): number {
    let behind = offset;
    while (this.text.charCodeAt(behind) === BLANK) behind++;
    return behind;
  }

  /**
   * Where the value stands whose key's colon or dash ends at an offset.
   *
   * @param line that of the key or dash, by number
   * @param indent the column of the key or dash
   */
  valueBehind(line: number, lead: number, indent: number, isPair: boolean): ValuePlace {
    if (this.isRest(lead)) return this.#below(line, indent, isPair);
    const start = this.behindBlanks(lead);
    const isBlock = !isPair && (this.isDash(start) || this.pastKey(start) !== undefined);
    return { kind: isBlock ? "block" : "scalar", line, start, indent: indent + (start - lead) + 1 };
  }

  /** The number of the line behind a block; undefined where it is longer than so many characters. */
  blockEnd({ line, start, indent }: ValuePlace, longest: number): number | undefined {
    const isList = this.isDash(start);
    let end = line;
    do {
      end++;
      if ((this.starts[end] ?? 0) - start > longest) return undefined;
    } while (this.#isInside(end, indent, isList));
    return end;
  }

  /** Whether a line belongs to a block that starts above it; dashes may stand in the column of the key above them. */
  #isInside(line: number, indent: number, isList: boolean): boolean {
    const own = this.indents[line] ?? -1;
    return own > indent || (own === indent && (!isList || this.isDash(this.starts[line] ?? 0)));
  }

  /** The text from one line to before another one. */
  textOf(line: number, end: number): string {
    const startOf = (each: number) => (this.starts[each] ?? 0) - Math.max(0, this.indents[each] ?? 0);
    return this.text.slice(startOf(line), startOf(end));
  }

  #below(above: number, indent: number, isPair: boolean): ValuePlace {
    const line = above + 1;
    const start = this.starts[line] ?? 0;
    const inner = this.indents[line] ?? -1;
    const code = this.text.charCodeAt(start);
    if (inner > indent)
      return { kind: code === BRACE || code === BRACKET ? "scalar" : "block", line, start, indent: inner };
    const isCompactList = isPair && inner === indent && this.isDash(start);
    return { kind: isCompactList ? "block" : "empty", line, start, indent: inner };
  }

  #isGap(offset: number): boolean {
    const code = this.text.charCodeAt(offset);
    return code === BLANK || code === FEED || offset >= this.text.length;
  }
}

/** The key from its first character to behind its colon, by its name. */
export function keyIn(text: string, start: number, lead: number): string {
  const name = text.slice(start, lead - 1);
  return name.startsWith('"') ? name.slice(1, -1) : String(resolvePlain(name));
}
