import fc from "fast-check";
import { expect, test } from "vitest";
import { visible, visibleLine } from "../../src/escape/text.ts";
import { runs } from "../manifests/arbitrary.ts";
import { hostile, isCommand, isSeen } from "./hostile.ts";

// biome-ignore format: a row a line
test.each([
  ["Service kong/demo-kong-proxy", "Service kong/demo-kong-proxy"],
  ["é, ñ, 名前, ✓", "é, ñ, 名前, ✓"],
  ["a\u001b[2Jb", "a\\u001b[2Jb"],
  ["a\u009b31m\u007f", "a\\u009b31m\\u007f"],
  ["a\r\nb\tc", "a\\u000d\\u000ab\\u0009c"],
  ["a\u2028\u2029\u0085", "a\\u2028\\u2029\\u0085"],
  ["\u202egpj.exe\u2066\u200f", "\\u202egpj.exe\\u2066\\u200f"],
  ["a\u200bb\u00adc\u034fd\ufe0f", "a\\u200bb\\u00adc\\u034fd\\ufe0f"],
  ["\u{e0041}\ud800", "\\U000e0041\\ud800"],
  ["a  b   c", "a \\u0020b \\u0020\\u0020c"],
  ["a\u00a0b\u3000c", "a\\u00a0b\\u3000c"],
  ["::error::x", "\\u003a:error::x"],
  ["##[error]x ##vso[y", "\\u0023#[error]x \\u0023#vso[y"],
  ["::/0, ::ffff:10.0.0.0/104 and a::b::c", "::/0, ::ffff:10.0.0.0/104 and a::b::c"],
])("%j is shown as %j", (text, seen) => {
  expect(visible(text)).toBe(seen);
});

test("What is shown is seen, on one line, commands nothing, and stays as it is when shown again", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const seen = visible(text);
      expect(isSeen(seen)).toBe(true);
      expect(seen).not.toContain("  ");
      expect(isCommand(seen)).toBe(false);
      expect(visible(seen)).toBe(seen);
    }),
    runs(2_000),
  );
});

test("A line of a manifest keeps indent and tabs, and loses the end of a Windows line", () => {
  expect(visibleLine("+  a:\t b  # c\r")).toBe("+  a:\t b  # c");
  expect(visibleLine("    # \u001b]0;x\u0007\r\r")).toBe("    # \\u001b]0;x\\u0007\\u000d");
  fc.assert(
    fc.property(fc.constantFrom(" ", "+", "-"), hostile, (sign, text) => {
      const seen = visibleLine(sign + text);
      expect(isSeen(seen.replaceAll("\t", ""))).toBe(true);
      expect(isCommand(seen)).toBe(false);
    }),
    runs(2_000),
  );
});

test("What takes the place of a name, however long, takes no longer than its length", () => {
  const size = 200_000;
  const texts = [" ", ":", "::a ", "#", "##", "##a", "\u202e"].flatMap((unit) => [
    unit.repeat(size),
    `${unit.repeat(size)}:x`,
    `${" ".repeat(size)}${unit.repeat(size)}`,
  ]);
  for (const text of texts) {
    const start = performance.now();
    visible(text);
    visibleLine(text);
    expect(performance.now() - start).toBeLessThan(5_000);
  }
}, 60_000);
