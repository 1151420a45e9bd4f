import fc from "fast-check";

/** What acts somewhere: on terminals, in Markdown, in HTML, in the logs of CI systems, in viewers of SARIF. */
// biome-ignore format: one place where it acts a line
const FRAGMENTS = [
  "\u001b[2J", "\u001b]0;owned\u0007", "\u001b[1;31m", "\u009b31m", "\b\b\b", "\u007f", "\u0000", "\r", "\r\n", "\n", "\n\n", "\t", "\f",
  "\u202e", "\u202c", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f",
  "\u0085", "\u2028", "\u2029", "\u00a0", "\u3000", "\u3164", "\u2800", "\ufe0f", "\u{e0041}", "\ue000", "\ud800", "\udfff",
  "|", "\\|", "\\", "`", "``", "```", "~~~", "````\n", "\n# H1", "\n- ", "1. ", "> ", "---", "===", "    ", "  ", " | 8000 | the client |",
  "*", "**", "__", "~~", "<img src=x onerror=alert(1)>", "</code></td>", "<!--", "-->", "<script>", "&amp;", "&#64;", "<",
  "[l](javascript:alert(1))", "![i](http://evil.example/p.png)", "[x]", "[^1]", "](1)", "<https://evil.example>", "$x$", "$`x`$",
  "https://evil.example/a", "www.evil.example", "me@evil.example", "@team", "@org/team", "#1", "GH-1", "org/repo#2", "!3", "%v1", "deadbeefdeadbeef", ":tada:",
  "{0}", "{", "}", "::error file=a::b", "::stop-commands::x", "##[error]", "##vso[task.setvariable variable=a]b", "##teamcity[a]",
  "%0A", "]]>", "'", '"', "/close", "a", "kong", "8000", "é", "名前",
];

/** Names and lines that do as much harm as they can. */
export const hostile = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...FRAGMENTS), weight: 4 },
      { arbitrary: fc.string({ unit: "binary", maxLength: 4 }), weight: 1 },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

/** Texts that a reader of English, or of another language, sees as they are. */
export const isSeen = (text: string): boolean =>
  /^[ -~\p{L}\p{M}\p{N}\p{P}\p{S}]*$/u.test(text) &&
  ![...text].some((character) => {
    const number = character.codePointAt(0) ?? 0;
    return IGNORABLE.some(([first, last = first]) => number >= first && number <= last);
  });

/** Letters, marks and symbols that leave no trace: Default_Ignorable_Code_Point of Unicode, and the empty braille pattern. */
const IGNORABLE: [first: number, last?: number][] = [
  [0x34f],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2800],
  [0x3164],
  [0xfe00, 0xfe0f],
  [0xffa0],
  [0xe0000, 0xe0fff],
];

/** A line that a CI system takes for a command, by the rules of GitHub's runner, Azure Pipelines and TeamCity. */
export const isCommand = (line: string): boolean =>
  /^\s*::[a-z-]+( .*)?::/i.test(line) || /##(\[|vso\[|teamcity\[)/i.test(line);
