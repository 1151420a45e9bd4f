/** A directive of nginx's configuration: `name args;`, or `name args { block }`. */
export interface Directive {
  name: string;
  args: string[];
  block?: Directive[];
}

/** What stops the reading of a configuration. */
export interface NginxFault {
  what: string;
  /** Whether nginx would read on: the text leaves the block that it stands in, or holds a language of its own. */
  isOpen: boolean;
}

type Token = { word: string } | { mark: ";" | "{" | "}" };

const BLANK = /[ \t\r\n]/;

/** The directives of a text by the rules of nginx's own reader. Source: nginx ngx_conf_file.c (ngx_conf_read_token). */
export function parseNginx(text: string): Directive[] | NginxFault {
  const root: Directive[] = [];
  const open: { directives: Directive[] }[] = [];
  let directives = root;
  let words: string[] = [];
  for (const token of tokens(text)) {
    if ("what" in token) return token;
    if ("word" in token) {
      words.push(token.word);
      continue;
    }
    const [name, ...args] = words;
    words = [];
    if (token.mark === "}") {
      if (name !== undefined) return { what: 'has an unexpected "}"', isOpen: false };
      const outer = open.pop();
      if (!outer) return { what: "closes a block that it does not open", isOpen: true };
      directives = outer.directives;
    } else if (name === undefined) return { what: `has an unexpected "${token.mark}"`, isOpen: false };
    else if (token.mark === ";") directives.push({ name, args });
    else {
      const block: Directive[] = [];
      directives.push({ name, args, block });
      open.push({ directives });
      directives = block;
    }
  }
  if (words.length > 0) return { what: 'has no ";" at its end', isOpen: false };
  return open.length > 0 ? { what: "opens a block that it does not close", isOpen: true } : root;
}

function* tokens(text: string): Generator<Token | NginxFault> {
  let at = 0;
  let first: string | undefined;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (BLANK.test(char)) at += 1;
    else if (char === "#") at = endOfLine(text, at);
    else if (char === ";" || char === "{" || char === "}") {
      yield { mark: char };
      at = char === "{" && first?.endsWith("_by_lua_block") ? endOfLua(text, at) : at + 1;
      first = undefined;
    } else {
      const word = char === '"' || char === "'" ? quoted(text, at) : bare(text, at);
      if ("what" in word) return yield word;
      const token = { word: unescaped(word.raw) };
      first ??= token.word;
      yield token;
      at = word.end;
    }
  }
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};

/** What matters to where a Lua block ends: comments, strings and braces. */
const LUA = new RegExp(
  [
    // Each that does not end takes the rest, so that nothing is looked at twice.
    String.raw`(?:--)?\[(=*)\[[\s\S]*?(?:\]\1\]|$)`,
    String.raw`--[^\n]*`,
    String.raw`"(?:\\[\s\S]|[^"\\])*(?:"|$)`,
    String.raw`'(?:\\[\s\S]|[^'\\])*(?:'|$)`,
    "[{}]",
  ].join("|"),
  "g",
);

/** The brace that ends a Lua block, which no directive stands in. Source: lua-nginx-module ngx_http_lua_lex.c */
function endOfLua(text: string, start: number): number {
  let depth = 0;
  for (const { 0: found, index } of text.slice(start).matchAll(LUA)) {
    if (found === "{") depth += 1;
    if (found === "}" && --depth === 0) return start + index;
  }
  return text.length;
}

/** A closing quote ends the word, and a blank, `;` or `{` must follow, or `)`, which begins another word. */
function quoted(text: string, start: number): { raw: string; end: number } | NginxFault {
  const quote = text[start];
  let end = start + 1;
  while (end < text.length && text[end] !== quote) end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) return { what: "has a quote that does not end", isOpen: false };
  const next = text[end + 1] ?? " ";
  if (!BLANK.test(next) && !/[;{)]/.test(next)) return { what: "has text right behind a quote", isOpen: false };
  return { raw: text.slice(start + 1, end), end: end + 1 };
}

/** A brace right behind `$` belongs to the word: `${variable}`. */
function bare(text: string, start: number): { raw: string; end: number } {
  let end = start;
  let isVariable = false;
  for (; end < text.length; end += 1) {
    const char = text[end] ?? "";
    if (char === "{" && isVariable) continue;
    isVariable = char === "$";
    if (char === "\\") end += 1;
    else if (BLANK.test(char) || char === ";" || char === "{") break;
  }
  return { raw: text.slice(start, end), end };
}

const ESCAPES: Record<string, string> = { '"': '"', "'": "'", "\\": "\\", t: "\t", r: "\r", n: "\n" };

const unescaped = (raw: string): string => raw.replace(/\\(["'\\trn])/g, (_, char: string) => ESCAPES[char] ?? char);
