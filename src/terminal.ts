/** How a person reads it: `columns` wraps lines between words, `colour` is for terminals alone. */
export interface Style {
  columns?: number;
  colour: boolean;
}

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const;
export type Colour = keyof typeof COLOURS;

export const paint = (text: string, colour: Colour, style: Style): string =>
  style.colour ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;

/** Breaks a text between words; the first line has `used` columns less, the others stand below, indented. */
export function wrap(text: string, { columns }: Style, used: number, indent: number): string {
  if (columns === undefined) return text;
  const width = Math.max(columns, 40);
  let column = used;
  return text
    .split(" ")
    .reduce((lines, word) => {
      const fits = column + 1 + word.length <= width || column === indent;
      column = fits ? column + 1 + word.length : indent + word.length;
      return lines + (fits ? " " : `\n${" ".repeat(indent)}`) + word;
    }, "")
    .slice(1);
}

/** Rows in columns as wide as their widest cell. The first row is the head. */
export function table(rows: readonly (readonly string[])[], style: Style): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join("  ")
        .trimEnd(),
    )
    .map((line, index) => `${index === 0 ? paint(line, "bold", style) : line}\n`)
    .join("");
}
