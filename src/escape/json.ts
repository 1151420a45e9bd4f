import { hex, shown } from "./text.ts";

/** A value as JSON that a terminal or a log can show as well: what is unseen, or acts, is escaped, and means the same. */
export const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 2)
    .split("\n")
    .map((line) => shown(line, units))
    .join("\n")}\n`;

/** A character as JSON escapes it, in UTF-16. */
const units = (character: string): string =>
  character
    .split("")
    .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
    .join("");
