import fc from "fast-check";

/** Manifests in every style, of kinds that matter and others. */
const DOCUMENTS = [
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n    note: "one\n      two"\nspec:\n  ports:\n  - {name: http, port: 80}\n  selector: {app: k}\n',
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b}\nspec:\n  template:\n    spec:\n      containers:\n      - name: proxy\n        env:\n        # note\n        - name: A\n          value: '1'\n        args: [x,\n          z]\n        command:\n        - |\n          text\n            more\n        - >-\n          folded\n          text\n",
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: |\n    kind: Service\n  b: "c\n    d"\n',
  '{"apiVersion":"v1","kind":"Service","metadata":{"name":"d","labels":{"a":"b"}},\n "spec":{"ports":[{"port":80}]}}\n',
  "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata:\n    name: e\n- apiVersion: v1\n  kind: ConfigMap\n  data: {x: z}\n",
  "base: &b\n  kind: Service\n  metadata: {name: f}\n<<: *b\napiVersion: v1\nspec: {a: *b}\n",
  "kind: Pod\napiVersion: v1\nmetadata:\n    name: g\n    labels:\n        'a b': \"c\\\n          d\"\nspec:\n    list:\n    - 1.2.3.4\n",
];

/** Characters that YAML 1.1, YAML 1.2 and JSON take for different things. */
// biome-ignore format: a kind of thing a line
const CHARACTERS = ["\u0085", "\u2028", "\u2029", "\r", "\ufeff", "\t", "\u00a0", "\0", "\x7f", "\v", "\f", "é", "\n", "\r\n", " ", "\\"];

// biome-ignore format: a kind of thing a line
const PIECES = [
  "kind: Service\n", "kind: Pod\n", "kind : Pod\n", '"kind": Pod\n', "'kind'  : \"Pod\"\n", "? kind\n: Pod\n", '"ki\\x6ed": Pod\n', "kind: &k Service\n", "kind: ConfigMap\n", `kind:${" ".repeat(300)}Pod\n`, "kind:\n  Pod\n", "kind: |-\n  Pod\n", "kind: !!binary UG9k\n",
  "<<: {kind: Service}\n", "<<: {a: b}\n", "items: []\n", "kind: List\n", "# c\u0085", "# c\u2028  ", "#\r", "\t\n", "  \t# c\n", "---\n", "--- # c\n", "---\t\n", "...\n", "----\n", "\r---\r", "%YAML 1.1\n", "%TAG ! tag:yaml.org,2002:\n",
  "! ", "!x ", "!!str ", "!!int ", "&a ", "*a", "- ", "? ", ": ", ",", "{", "}", "[", "]", '"', "'", "|\n", ">-\n", "# c", "null", "~", "on", "0755",
];

/** Other ways to write a word, not all of them legal everywhere. */
const WAYS: ((word: string) => string)[] = [
  (word) => `"${word}"`,
  (word) => `'${word}'`,
  (word) => `! ${word}`,
  (word) => `!!str ${word}`,
  (word) => `&q ${word}`,
  (word) => `"\\x${(word.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}${word.slice(1)}"`,
  (word) => `"\\u${(word.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}${word.slice(1)}"`,
  (word) => `!!binary ${Buffer.from(word).toString("base64")}`,
  (word) => `|-\n      ${word}`,
  (word) => `\n      ${word}`,
  (word) => `"${word}\nx"`,
  (word) => `'${word}\n\n\tx'`,
  (word) => `[${word},\n${word}]`,
  (word) => `{${word}: x,\n\tz: w\n}`,
  (word) => `"${word.slice(0, 1)}\\\n${word.slice(1)}"`,
];

type Mutation = (text: string) => string;

const at = (text: string, place: number) => place % (text.length + 1);
const lineAt = (text: string, place: number) => text.indexOf("\n", at(text, place)) + 1;
const splice = (text: string, start: number, length: number, fresh: string) =>
  text.slice(0, start) + fresh + text.slice(start + length);

const mutation: fc.Arbitrary<Mutation> = fc
  .tuple(fc.nat(), fc.nat(5), fc.constantFrom(...CHARACTERS), fc.constantFrom(...PIECES), fc.constantFrom(...WAYS))
  .chain(([place, length, character, piece, way]) =>
    fc.constantFrom<Mutation>(
      (text) => splice(text, at(text, place), length % 2, character),
      (text) => splice(text, at(text, place), length, piece),
      (text) => splice(text, lineAt(text, place), 0, piece),
      (text) => splice(text, Math.max(0, lineAt(text, place) - 1), 1, character),
      (text) => text.slice(0, lineAt(text, place)) + text.slice(lineAt(text, place)).replace(/^ */, " ".repeat(length)),
      (text) => {
        const words = [...text.matchAll(/\w+/g)];
        const { index, 0: word } = words[place % Math.max(1, words.length)] ?? { index: 0, 0: "" };
        return splice(text, index, word.length, way(word));
      },
    ),
  );

/** Documents that read in odd ways, or in none. */
export const oddDocument: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...DOCUMENTS), fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([text, mutations]) => mutations.reduce((result, mutate) => mutate(result), text));

const marker = fc.constantFrom("---\n", "---\n", "--- # c\n", "---  \n", "---\t\n", "---\r\n", "...\n", "...\n---\n");

/** Streams of such documents. */
export const oddStream: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      marker,
      fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...DOCUMENTS) }, { weight: 1, arbitrary: oddDocument }),
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((documents) => documents.flat().join(""));
