import { visible, visibleLine } from "./text.ts";

/**
 * Text in GitHub Flavored Markdown, https://github.github.com/gfm, in which nothing of a document acts. What is not ours
 * is code: neither Markdown, HTML and bare links nor mentions (`@team`, `#1`) of GitHub and GitLab mean a thing there.
 */
export type Markdown = string & { readonly markdown: unique symbol };

/** Markdown of our own around parts that are Markdown. */
export const markdown = (strings: TemplateStringsArray, ...parts: readonly Markdown[]): Markdown =>
  String.raw({ raw: strings.map((text) => text) }, ...parts) as Markdown;

export const joined = (parts: readonly Markdown[], separator: string): Markdown => parts.join(separator) as Markdown;

/** A name, on one line. */
export const code = (text: string): Markdown => span(visible(text));

/** Visible text as code. A pipe would end the cell of a table even there, and parsers differ on how to escape it. */
function span(text: string): Markdown {
  const content = text.replaceAll("|", "\\u007c");
  const fence = "`".repeat(longestRun(content) + 1);
  const blank = /^`|`$|^ .* $|^ ?$/.test(content) ? " " : "";
  return `${fence}${blank}${content}${blank}${fence}` as Markdown;
}

/** A sentence: plain words as they are, everything else, such as names and numbers of lines, as code. */
export const prose = (text: string): Markdown =>
  visible(text)
    .split(" ")
    .map((word) => {
      if (word.length > LONGEST) return span(word);
      const [, open = "", core = "", close = ""] = /^(["'(]*)(.*?)([)"'.,:;?]*)$/.exec(word) ?? [];
      return core === "" || (WORD.test(core) && !SPECIAL.test(core + close)) ? word : `${open}${span(core)}${close}`;
    })
    .join(" ") as Markdown;

/** What is longer is no plain word, and not worth looking at. */
const LONGEST = 60;

const WORD = /^[\p{L}\d][\p{L}\p{M}\d]*(?:[-'’]\p{L}[\p{L}\p{M}]*)*$/u;

/** What could be the hash of a commit, which becomes a link, or open an item of a list. */
const SPECIAL = /(?:^|-)[\da-f]{7,}(?:$|[^\p{L}\d])|^\d+[.)]/iu;

/** Lines of a manifest, or of a diff. */
export function fenced(language: "diff", lines: readonly string[]): Markdown {
  const content = lines.map(visibleLine);
  const fence = "`".repeat(content.reduce((most, line) => Math.max(most, longestRun(line) + 1), 3));
  return `${fence}${language}\n${content.map((line) => `${line}\n`).join("")}${fence}\n` as Markdown;
}

export const tableRow = (cells: readonly Markdown[]): Markdown => `| ${cells.join(" | ")} |` as Markdown;

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
