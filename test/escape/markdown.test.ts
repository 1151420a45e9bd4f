/** By the reader of Markdown that follows GitHub's: what is printed has the structure it was meant to have. */

import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { code, fenced, markdown, prose, tableRow } from "../../src/escape/markdown.ts";
import { visible, visibleLine } from "../../src/escape/text.ts";
import { runs } from "../manifests/arbitrary.ts";
import { hostile } from "./hostile.ts";

const html = (text: string): string =>
  micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });

const CHARACTERS: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"' };
const unescaped = (text: string): string => text.replace(/&(?:lt|gt|amp|quot);/g, (entity) => CHARACTERS[entity] ?? "");
const withoutPipes = (text: string): string => text.replaceAll("|", "\\u007c");

test("A name is code, and nothing but what is visible of it", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const [, content] =
        /^<p>before <code>([^<]*)<\/code> after<\/p>$/.exec(html(markdown`before ${code(text)} after`)) ?? [];
      // A blank at both ends, or nothing at all, can only be padded.
      expect(unescaped(content ?? "missing").trim()).toBe(withoutPipes(visible(text)).trim());
    }),
    runs(2_000),
  );
});

test("A cell with a name is one cell of one row", () => {
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const head = [markdown`a`, markdown`b`, markdown`c`];
      const row = tableRow([code(one), prose(other), code(other)]);
      const text = markdown`${tableRow(head)}\n${tableRow(head.map(() => markdown`---`))}\n${row}\n\nafter`;
      const [, body = ""] = /<tbody>([\s\S]*)<\/tbody>\n<\/table>\n<p>after<\/p>$/.exec(html(text)) ?? [];
      expect(body.match(/<tr>/g)).toHaveLength(1);
      expect(body.match(/<td>/g)).toHaveLength(3);
      expect(body.replace(/<\/?(?:tr|td|code)>/g, "")).not.toMatch(/[<>]/);
    }),
    runs(2_000),
  );
});

test("A fence ends where the lines end", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(" ", "+", "-"), hostile), { minLength: 1 }), (parts) => {
      const lines = parts.map(([sign, text]) => sign + text);
      const [, content] =
        /^<p>before<\/p>\n<pre><code class="language-diff">([^<]*)<\/code><\/pre>\n<p>after<\/p>$/.exec(
          html(markdown`before\n\n${fenced("diff", lines)}\nafter`),
        ) ?? [];
      expect(unescaped(content ?? "missing")).toBe(lines.map((line) => `${visibleLine(line)}\n`).join(""));
    }),
    runs(1_000),
  );
});

test("A sentence is a paragraph of words and code; what is no plain word is code", () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1 }), (texts) => {
      const text = texts.join(" ");
      for (const [source, start, end] of [
        [markdown`${prose(text)}`, "<p>", "</p>"],
        [markdown`- ${code("a")}: ${prose(text)}`, "<ul>\n<li><code>a</code>: ", "</li>\n</ul>"],
      ] as const) {
        const written = html(source);
        if (visible(text).trim() === "") continue;
        expect(written.startsWith(start) && written.endsWith(end), written).toBe(true);
        const inside = written.slice(start.length, written.length - end.length);
        expect(inside.replace(/<code>[^<]*<\/code>/g, "")).not.toMatch(
          /[<>@#*_~`|[\]$!/\\{}^%+=]|\.\w|(?<![\p{L}\d])[\da-f]{7,}(?![\p{L}\d])/iu,
        );
        expect(unescaped(inside.replace(/<\/?code>/g, "")).trim()).toBe(withoutPipes(visible(text)).trim());
      }
    }),
    runs(2_000),
  );
});

// biome-ignore format: a row a line
test.each([
  ["let upstreams use X-Real-IP, and do not", "let upstreams use X-Real-IP, and do not"],
  ['set real_ip_recursive: "on" (or not).', 'set `real_ip_recursive`: "on" (or not).'],
  ["port 8000, 10.0.0.0/16; ask @team", "port 8000, `10.0.0.0/16`; ask `@team`"],
  ["see www.evil.example", "see `www.evil.example`"],
])("%j reads %j", (text, source) => {
  expect(prose(text)).toBe(source);
});

test("Words and lines of any length and number are written in time that grows with them", () => {
  for (const unit of [".", "`", "'", "a", "(", "` "]) {
    const text = `${unit.repeat(200_000)}x`;
    const start = performance.now();
    for (const write of [code, prose]) expect(write(text).length).toBeGreaterThan(text.length);
    expect(performance.now() - start).toBeLessThan(5_000);
  }
  expect(fenced("diff", Array(300_000).fill("+a")).split("\n")).toHaveLength(300_003);
}, 60_000);
