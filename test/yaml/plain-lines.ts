import fc from "fast-check";

// biome-ignore format: a kind of thing a line
const SCALARS = [
  "a", "on", "x y", "a:b", "x#y", "0755", "1:30", "~", "null", "-1", "--", "é", "1e3", "/a/b", "10.0.0.0/8", "<a", "=",
  '"x"', '"a b: c"', '"a\\n"', '""', "'y'", "'it''s'", "''", "[a, b]", '[ "a b", c ]', "[]", "{}",
  "[10.0.0.0/8, 2001]", "[0755,1e3]", "[1_0, 0x1f]", "[ 1.5 ]", "[1:30]", "[-1]",
];
const KEYS = ["a", "b", "key", "on", "x.y/z", "Null_", '"q r"', '"null"'];

const scalar = fc.constantFrom(...SCALARS).map((text): string[] => [` ${text}`]);
const step = fc.constantFrom(2, 2, 4, 1);
const pad = (by: number) => (line: string) => " ".repeat(by) + line;

/** Maps and lists by their lines, the first of which goes on with the line of a key or dash. */
const { below } = fc.letrec<{ below: string[]; value: string[] }>((tie) => {
  const pair = fc
    .tuple(fc.constantFrom(...KEYS), tie("value"))
    .map(([key, [first, ...rest]]) => [`${key}:${first}`, ...rest]);
  const item = fc.oneof(
    tie("value").map(([first, ...rest]) => [`-${first}`, ...rest]),
    fc.tuple(step, tie("below")).map(([by, lines]) => {
      const [first = "", ...rest] = lines.map(pad(by));
      return [`-${first.slice(1)}`, ...rest];
    }),
  );
  const block = (entry: fc.Arbitrary<string[]>) =>
    fc.array(entry, { minLength: 1, maxLength: 3 }).map((entries) => entries.flat());
  return {
    below: fc.oneof(block(pair), block(pair), block(item)),
    value: fc.oneof(
      { maxDepth: 3, depthSize: "medium" },
      scalar,
      fc.constant([""] as string[]),
      fc.tuple(step, tie("below")).map(([by, lines]) => ["", ...lines.map(pad(by))]),
    ),
  };
});

const note = fc.constantFrom("", "", "", "", " # c", "\n", "\n# c", "\n      # c", "  ");

/** Marks of YAML's, and what is nearly one. */
// biome-ignore format: a kind of thing a line
const ODD = [
  "a", "null", "Null: ", "on: ", "b: ", "key:", "- ", "-", "  ", " ", "\n", "\n  ", "\n    ", "#", " # c", '"x"', "'y'", '"', "'",
  "[a, b]", "[", "{a: b}", "}", "|", ">-", "&x ", "*x", "!!str ", ":", ": ", "?", ",", "<<: ", "%", "@", "`", "...", "\t", "\r\n", "\\",
];

/** Lines as templates write them, in every second text with one or two odd things where they do not belong. */
export const plainLines: fc.Arbitrary<string> = fc
  .tuple(
    below,
    fc.array(note, { minLength: 1, maxLength: 9 }),
    fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.nat(), fc.constantFrom(...ODD)), { maxLength: 2 })),
    fc.constantFrom("", "\n"),
  )
  .map(([lines, notes, odds, end]) => {
    const text = lines.map((line, index) => `\n${line}${notes[index % notes.length]}`).join("") + end;
    return odds.reduce((result, [place, odd]) => {
      const at = 1 + (place % result.length);
      return result.slice(0, at) + odd + result.slice(at);
    }, text);
  });
