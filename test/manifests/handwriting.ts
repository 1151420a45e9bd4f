import type { Json } from "../../src/json/values.ts";

/** A whole number from 0 up to, not including, `n`. */
export type Dice = (n: number) => number;

/** Dice that fall as a list of numbers says, over and over. */
export function diceOf(numbers: readonly number[]): Dice {
  let next = 0;
  return (n) => (numbers[next++ % numbers.length] ?? 0) % n;
}

/**
 * Text for a value that is a map with keys, in one of the many ways people and templates write YAML: block or flow at
 * any level, comments, blank lines, odd indents, every quote, block scalars, anchors, tags, explicit keys. In the style of
 * templates what templates seldom write is seldom.
 */
export const handwritten = (value: Json, dice: Dice, style: "any" | "template" = "any"): string =>
  new Hand(dice, style === "any" ? 1 : 40).text(value);

class Hand {
  #anchors = 0;
  #endsInBlock = false;

  constructor(
    readonly dice: Dice,
    readonly rarity: number,
  ) {}

  /** Once in so many times, or more seldom still. */
  #seldom(n: number): boolean {
    return this.dice(Math.min(n * this.rarity, 1000)) === 0;
  }

  text(value: Json): string {
    const text = this.#below(value, 0);
    // Readers differ on whether a block scalar ends in a line break that is not there.
    return text + (this.#endsInBlock ? "\n" : this.#one("\n", "\n", ""));
  }

  #one(...choices: string[]): string {
    return choices[this.dice(choices.length)] ?? "";
  }

  /** The entries of a collection, each on a line of its own. */
  #below(value: Json, indent: number): string {
    const pad = " ".repeat(indent);
    const fresh = () => `${this.#one("", "", "", `\n${pad}# note`, "\n", "\n ")}\n${pad}`;
    if (Array.isArray(value)) return value.map((item) => `${fresh()}-${this.#behind(item, indent, true)}`).join("");
    return Object.entries(value as object)
      .map(([key, item]) => {
        if (!this.#seldom(12)) return `${fresh()}${this.#key(key)}:${this.#behind(item, indent, false)}`;
        const explicit = `${fresh()}? ${this.#key(key)}`;
        this.#endsInBlock = false;
        if (item === null && this.dice(2)) return explicit;
        return `${explicit}\n${pad}:${this.#behind(item, indent, false)}`;
      })
      .join("");
  }

  /** A value behind a colon or a dash. */
  #behind(value: Json, indent: number, isItem: boolean): string {
    const tail = () => this.#one("", "", "", " # why", "  ");
    this.#endsInBlock = false;
    if (value === null && this.dice(2)) return tail();
    const properties = this.#properties(value);
    if (typeof value === "string" && this.#seldom(2)) {
      const block = this.#blockScalar(value, indent);
      this.#endsInBlock = block !== undefined;
      if (block !== undefined) return properties + block;
    }
    const isInline = value === null || typeof value !== "object" || Object.keys(value).length === 0;
    if (isInline || this.#seldom(5)) return `${properties} ${this.#flow(value, " ".repeat(indent + 2))}${tail()}`;
    if (properties === "" && isItem && this.dice(2)) {
      return ` ${this.#below(value, indent + 2).replace(/^\s*(?:#[^\n]*\n\s*)*/, "")}`;
    }
    const step = Array.isArray(value) && !isItem && this.dice(2) ? 0 : 1 + this.dice(3);
    return `${properties}${tail()}${this.#below(value, indent + step)}`;
  }

  #properties(value: Json): string {
    if (!this.#seldom(15)) return "";
    if (typeof value === "string" && this.dice(2)) return " !!str";
    return ` &a${this.#anchors++}`;
  }

  /** The text as a literal or folded block, where it is simple enough to be written as one. */
  #blockScalar(text: string, indent: number): string | undefined {
    const chomp = text.endsWith("\n") ? "" : "-";
    const lines = text.replace(/\n$/, "").split("\n");
    if (lines.some((line) => !/^[A-Za-z][\x20-\x7e]*(?<! )$/.test(line))) return undefined;
    const style = lines.length === 1 ? this.#one("|", ">") : "|";
    const pad = `\n${" ".repeat(indent + 1 + this.dice(3))}`;
    return ` ${style}${chomp}${lines.map((line) => pad + line).join("")}`;
  }

  /** A value between brackets or braces, or a scalar on one line. */
  #flow(value: Json, pad: string): string {
    if (value === null) return this.#one("null", "~", "Null");
    if (typeof value === "string") return this.#quoted(value);
    if (typeof value !== "object") return JSON.stringify(value);
    const inner = `${pad}  `;
    const items = Array.isArray(value)
      ? value.map((item) => this.#flow(item, inner))
      : Object.entries(value).map(([key, item]) => `${this.#quoted(key)}: ${this.#flow(item, inner)}`);
    const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
    if (items.length === 0) return open + close;
    const gap = this.#one("", " ", `\n${inner}`);
    const comma = this.#one("", "", "", ",");
    return `${open}${gap}${items.join(`,${gap || " "}`)}${comma}${gap.includes("\n") ? `\n${pad}` : gap}${close}`;
  }

  /** Templates seldom write keys in single quotes. */
  #key(text: string): string {
    return this.rarity > 1 && !isWord(text) && !this.#seldom(2) ? inDoubleQuotes(text) : this.#quoted(text);
  }

  #quoted(text: string): string {
    if (isWord(text) && this.dice(2)) return text;
    if (/^[\x20-\x7e]*$/.test(text) && this.dice(2)) return `'${text.replaceAll("'", "''")}'`;
    return inDoubleQuotes(text);
  }
}

const isWord = (text: string): boolean =>
  /^[A-Za-z][A-Za-z0-9]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text);

const inDoubleQuotes = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
