import { expect, test } from "vitest";
import { type Directive, parseNginx } from "../../src/kong/nginx.ts";

const said = (directives: readonly Directive[]): string =>
  directives.map(({ name, args, block }) => [name, ...args].join("|") + (block ? `{${said(block)}}` : "")).join(" ");

/** What nginx's own reader makes of a text. */
// biome-ignore format: a row a line
const rows: [text: string, expected: string][] = [
  ["a;", "a"],
  ["a b  c\t;\n d\r\n;", "a|b|c d"],
  ["a b;c d;", "a|b c|d"],
  ["a # b;\n c;", "a|c"],
  ["a b#c;", "a|b#c"],
  ["a 'b c' \"d;e\";", "a|b c|d;e"],
  ["a 'it\\'s' \"\\\"\" \\t\\\\;", "a|it's|\"|\t\\"],
  ["a b\\ c\\;d;", "a|b\\ c\\;d"],
  ["a b'c' d\"e\";", "a|b'c'|d\"e\""],
  ["a $\u007bb}c $d{e;}", "a|$\u007bb}c|$d{e}"],
  ["if ($a = 'b') { c d; }", "if|($a|=|b|){c|d}"],
  ["a{b{c;}d;}e;", "a{b{c} d} e"],
  ["a}b;", "a}b"],
  ["x_by_lua_block { say('}') --}\n t = {} [[}]] } b;", "x_by_lua_block{} b"],
  ["", ""],
  ["# all", ""],
];

test.each(rows)("%j", (text, expected) => {
  const directives = parseNginx(text);
  expect(Array.isArray(directives) ? said(directives) : directives).toBe(expected);
});

/** What it refuses, and whether more may follow that is not seen. */
// biome-ignore format: a row a line
const faults: [text: string, what: string, isOpen: boolean][] = [
  ["a b", 'has no ";" at its end', false],
  ["a b # c;", 'has no ";" at its end', false],
  ["a;;", 'has an unexpected ";"', false],
  ["{ a; }", 'has an unexpected "{"', false],
  ["a { b }", 'has an unexpected "}"', false],
  ["a { b c; ", "opens a block that it does not close", true],
  ["a { b; }\n}", "closes a block that it does not open", true],
  ["a 'b;", "has a quote that does not end", false],
  ["a 'b'c;", "has text right behind a quote", false],
  ["a; } b { c;", "closes a block that it does not open", true],
  ["a { b;", "opens a block that it does not close", true],
  ["x_by_lua_block { '}'", "opens a block that it does not close", true],
];

test.each(faults)("%j %s", (text, what, isOpen) => {
  expect(parseNginx(text)).toEqual({ what, isOpen });
});
