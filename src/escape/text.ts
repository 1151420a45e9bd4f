/**
 * What no reader sees, or sees elsewhere than it stands: control, format and bidirectional characters, lone
 * surrogates, unassigned ones, blanks that are not the space, ignorable ones (Unicode, UAX #44), the empty braille pattern.
 */
const UNSEEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** What is seen, so that most texts need no closer look. */
const SEEN = /^[\x20-\x7e]*$/;

/**
 * The first character of what a CI system takes for a command where it stands in a log: `##[error]` and `##vso[` (Azure
 * Pipelines, GitHub's runner), `##teamcity[`, and `::error::` where a line begins (GitHub's runner, behind any indent).
 */
const COMMAND = /#(?=#[a-z]*\[)|:(?<=^ *:)(?=:[a-z][a-z-]*(?: [^\n]*?)?::)/gi;

/** A blank behind another, which could pass for the gap between two columns. */
const GAP = /(?<= ) /g;

/** A text with each character that is unseen, or acts, written by another. */
export const shown = (text: string, written: (character: string) => string): string => {
  const harmless = text.replace(COMMAND, written);
  return SEEN.test(harmless) ? harmless : harmless.replace(UNSEEN, written);
};

/** A character as YAML writes it in double quotes: `\u202e`, `\U000e0041`. */
const written = (character: string): string => {
  const number = character.codePointAt(0) ?? 0;
  return number > 0xffff ? `\\U${hex(number, 8)}` : `\\u${hex(number, 4)}`;
};

/** A number in hexadecimal digits. */
export const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "0");

/** A name, or a message with names in it, as one line that leaves whatever shows it as it is. */
export const visible = (text: string): string => shown(text, written).replace(GAP, written);

/** A line of a manifest, of which indent, tabs and the end of a Windows line stay. */
export const visibleLine = (line: string): string =>
  line
    .replace(/\r$/, "")
    .split("\t")
    .map((part) => shown(part, written))
    .join("\t");
