import type { Json } from "../../json/values.ts";
import { isSafePlain, quoted } from "../scalar.ts";
import { breakAt, column, type Entry, lineBreak, lineEnd, type Node, startsLine } from "../tree.ts";
import { isInline, renderBlock, renderFlow, renderFlowPlain, renderInline, renderItem, renderPair } from "./render.ts";

/** Replace the text from `start` to `end`. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/** Collects the splices of one text: how entries are put in, taken out and written anew. */
export class Pen {
  readonly #splices: Splice[] = [];

  constructor(readonly text: string) {}

  /** All splices in the order of the text; those at one place stay in the order they were made. */
  get splices(): Splice[] {
    return this.#splices.sort((a, b) => a.start - b.start || a.end - b.end);
  }

  #splice(start: number, end: number, text: string): void {
    this.#splices.push({ start, end, text });
  }

  /** The text of a new entry beside `sibling`: a pair where it has a key, else an item. */
  render(sibling: Entry, value: Json, key?: string): string {
    if (sibling.flow) {
      // Beside a quoted neighbour in quotes, as JSON needs it.
      const write = this.text[sibling.start] === '"' ? renderFlow : renderFlowPlain;
      return key === undefined ? write(value) : `${write(key)}: ${write(value)}`;
    }
    const indent = column(this.text, sibling.start);
    return (key === undefined ? renderItem(value, indent) : renderPair(key, value, indent)).join(
      breakAt(this.text, sibling.end),
    );
  }

  /** Puts a new entry behind an old one of the same collection. */
  insertBehind(entry: Entry, rendered: string): void {
    if (entry.flow) this.#splice(entry.end, entry.end, `,${this.#gap(entry)}${rendered}`);
    else {
      const end = lineEnd(this.text, entry.end);
      this.#splice(end, end, this.#gap(entry) + rendered);
    }
  }

  /** Puts a new entry before an old one of the same collection. */
  insertBefore(entry: Entry, rendered: string): void {
    this.#splice(entry.start, entry.start, rendered + (entry.flow ? "," : "") + this.#gap(entry));
  }

  /** What stands between entries: a new line with the column of one of them, or a blank where they share a line. */
  #gap({ flow, start, end }: Entry): string {
    return flow && !startsLine(this.text, start) ? " " : breakAt(this.text, end) + " ".repeat(column(this.text, start));
  }

  /** Takes out an entry of a collection, of which `kept` is the first that stays. */
  remove(entries: readonly Entry[], index: number, kept: Entry): void {
    const entry = entries[index] as Entry;
    const isLeading = entry.start < kept.start;
    if (isLeading && (entry.flow || !startsLine(this.text, (entries[0] as Entry).start))) {
      if (index === 0) this.#splice(entry.start, kept.start, "");
    } else if (entry.flow) this.#splice((entries[index - 1] as Entry).end, entry.end, "");
    else {
      const line = entry.start - column(this.text, entry.start);
      const end = lineEnd(this.text, entry.end);
      if (line > 0) this.#splice(line - lineBreak(this.text, line), end, "");
      else this.#splice(0, Math.min(end + breakAt(this.text, end).length, this.text.length), "");
    }
  }

  /** Writes an entry's value anew, in the quotes it had where both are scalars. */
  replace(entry: Entry, before: Json | undefined, after: Json): void {
    const { node, lead, end } = entry;
    const isPair = entry.key !== undefined;
    if (node.kind === "scalar" && (after === null || typeof after !== "object") && keepsTag(node, after)) {
      const text = typeof after === "string" ? restyle(node, before, after) : renderInline(after);
      return this.#splice(node.start, end, text);
    }
    if (entry.lacksColon && !entry.flow) return this.#append(entry, after);
    const isBare = entry.start === lead;
    const gap = isBare ? "" : entry.lacksColon ? ": " : " ";
    if (entry.flow) return this.#splice(lead, end, gap + renderFlow(after));
    if (isInline(after)) return this.#splice(lead, end, gap + renderInline(after));
    const block = renderBlock(after, column(this.text, entry.start) + (isBare ? 0 : 2)).join(breakAt(this.text, end));
    if (!isPair) return this.#splice(lead, end, gap + block.trimStart());
    this.#splice(lead, end, "");
    this.#below(end, block);
  }

  /** Gives a value to an explicit key that has none: the colon goes on a line of its own. */
  #append({ start, end }: Entry, value: Json): void {
    const indent = column(this.text, start);
    const colon = `${" ".repeat(indent)}:`;
    if (isInline(value)) this.#below(end, `${colon} ${renderInline(value)}`);
    else this.#below(end, [colon, ...renderBlock(value, indent + 2)].join(breakAt(this.text, end)));
  }

  /** Puts lines below the one that an offset stands in. */
  #below(offset: number, lines: string): void {
    const end = lineEnd(this.text, offset);
    this.#splice(end, end, breakAt(this.text, end) + lines);
  }
}

type Scalar = Extract<Node, { kind: "scalar" }>;

const keepsTag = ({ tag }: Scalar, after: Json) =>
  tag === undefined || (typeof after === "string" && tag.endsWith(":str"));

/** A string in the quotes its predecessor had, where that is safe. */
function restyle({ style }: Scalar, before: Json | undefined, after: string): string {
  if (style === "single" && /^[\x20-\x7e]*$/.test(after)) return `'${after.replaceAll("'", "''")}'`;
  return style === "plain" && typeof before === "string" && isSafePlain(after) ? after : quoted(after);
}
