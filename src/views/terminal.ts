import { visible } from "../escape/text.ts";

/** How a person reads it: `columns` wraps lines between words, `colour` is for terminals alone. */
export interface Style {
  columns?: number;
  colour: boolean;
}

/**
 * How to write to a terminal, or to what is none. What the command line says of colours holds before FORCE_COLOR, that
 * before NO_COLOR, as Node has it.
 */
export function styleOf(
  terminal: { columns: number } | undefined,
  colour: "auto" | "always" | "never",
  { FORCE_COLOR, NO_COLOR }: Readonly<Record<string, string | undefined>>,
): Style {
  const forced = FORCE_COLOR === undefined ? undefined : FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  const isWanted = colour === "auto" ? (forced ?? (terminal !== undefined && !NO_COLOR)) : colour === "always";
  return { colour: isWanted, ...(terminal && { columns: terminal.columns }) };
}

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const;
export type Colour = keyof typeof COLOURS;

export const paint = (text: string, colour: Colour, style: Style): string =>
  style.colour ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;

/** Breaks a text, made visible, between words; the first line has `used` columns less, the others stand below, indented. */
export function wrap(text: string, { columns }: Style, used: number, indent: number): string {
  if (columns === undefined) return visible(text);
  const width = Math.max(columns, 40);
  let column = used;
  return visible(text)
    .split(" ")
    .reduce((lines, word) => {
      const fits = column + 1 + word.length <= width || column === indent;
      column = fits ? column + 1 + word.length : indent + word.length;
      return lines + (fits ? " " : `\n${" ".repeat(indent)}`) + word;
    }, "")
    .slice(1);
}

/** Rows of texts, made visible, in columns as wide as their widest cell; on a terminal cells take several lines where it is too narrow. */
export function table(texts: readonly (readonly string[])[], style: Style): string {
  const rows = texts.map((row) => row.map(visible));
  const widths = widthsOf(rows, style);
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => linesOf(cell, widths[column] ?? 0));
      const height = Math.max(...cells.map((lines) => lines.length));
      return Array.from({ length: height }, (_, line) =>
        cells
          .map((lines, column) => (lines[line] ?? "").padEnd(widths[column] ?? 0))
          .join(GAP)
          .trimEnd(),
      );
    })
    .map((lines, index) => lines.map((line) => `${index === 0 ? paint(line, "bold", style) : line}\n`).join(""))
    .join("");
}

const GAP = "  ";

/** The widths of a table's columns. What is too much is taken from the column that has most to spare. */
function widthsOf(rows: readonly (readonly string[])[], { columns = Number.POSITIVE_INFINITY }: Style): number[] {
  const head = rows[0] ?? [];
  const longest = (column: number, partsOf: (cell: string) => string[]) =>
    rows.reduce(
      (most, row) => partsOf(row[column] ?? "").reduce((longer, { length }) => Math.max(longer, length), most),
      0,
    );
  const widths = head.map((_, column) => longest(column, (cell) => [cell]));
  const least = head.map((_, column) => longest(column, (cell) => cell.split(" ")));
  const spare = () => widths.map((width, column) => width - (least[column] ?? 0));
  const total = () => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  while (total() > columns && Math.max(...spare()) > 0) {
    const column = spare().indexOf(Math.max(...spare()));
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

/** A text in lines of at most a width, broken between words. */
function linesOf(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    const longer = last === "" ? word : `${last} ${word}`;
    if (last === "" || longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
