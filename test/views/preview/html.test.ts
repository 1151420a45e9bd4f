import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PAGE_STYLE, PAGE_STYLE_HASH } from "../../../src/views/page/style.ts";
import { previewHtml } from "../../../src/views/preview/html.ts";
import { wayPairs } from "../../../src/views/way/pairs.ts";
import { hostile, isSeen } from "../../escape/hostile.ts";
import { checked } from "../../support/checked.ts";
import { command } from "../../support/command.ts";
import { streams } from "../check/streams.ts";
import { isWellFormed } from "../way/xml.ts";

const ARGS = ["preview", "--format", "html", "--config", "examples/eks-proxy-protocol/kong-client-ip.yaml"];
const { stdout: page } = command([...ARGS, "examples/release.yaml"]);

test("The style of a page is let in by its hash", () => {
  expect(PAGE_STYLE_HASH).toBe(`sha256-${createHash("sha256").update(PAGE_STYLE).digest("base64")}`);
  expect(page).toContain(`style-src '${PAGE_STYLE_HASH}'`);
  expect(page).toContain("default-src 'none'");
});

test("A page loads nothing and runs nothing", () => {
  expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|base)\b/i);
  expect(page).not.toMatch(/\b(?:src|href|action|style|on\w+)=/i);
  expect(page.match(/<style>/g)).toHaveLength(1);
});

test("A page has both pictures, the diffs, the verdict, and each warning with its story", () => {
  const { warnings, remarks, diffs } = JSON.parse(
    command(["preview", "--format", "json", ...ARGS.slice(3), "examples/release.yaml"]).stdout,
  );
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page).toContain("<td>not the client</td><td>the client</td><td>trusted peers</td>");
  for (const { code } of [...warnings, ...remarks]) expect(page).toContain(`<code>${code}</code>`);
  expect(page.match(/<details>/g)).toHaveLength(warnings.length + remarks.length);
  const lines = diffs.flatMap(({ hunks }: { hunks: { lines: string[] }[] }) => hunks.flatMap((hunk) => hunk.lines));
  expect(page.match(/ class="plus"/g)).toHaveLength(lines.filter((line: string) => line.startsWith("+")).length);
});

test("Of many ways a page draws twelve, and tells how many there are", () => {
  const ways = streams.flatMap(([, bytes]) => {
    try {
      return wayPairs(checked(bytes).verdicts);
    } catch {
      return [];
    }
  });
  const many = previewHtml({ diffs: [], before: [], after: [], ways, warnings: [], remarks: [], notes: [] });
  expect(many.match(/<svg /g)).toHaveLength(12);
  expect(many).toContain(`And ${ways.length - 12} more such ways`);
});

test("Whatever a document says, the page has the same elements", () => {
  const skeleton = (text: string) => text.match(/<[^>]*>/g)?.map((tag) => tag.replace(/aria-label="[^"]*"/, ""));
  const made = (name: string, lines: string) =>
    previewHtml({
      diffs: [
        {
          resources: [name],
          file: name,
          hunks: [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, lines: [`+${lines}`] }],
        },
      ],
      before: [],
      after: [{ service: name, ports: ["8000"], outcome: "client", forgers: name, because: name }],
      ways: [],
      remarks: [{ code: "immutable-annotation", where: name, what: name, remedy: name }],
      warnings: [{ code: "one-replica", where: name, what: name, remedy: name }],
      notes: [name],
    });
  const usual = skeleton(made("a", "b"));
  fc.assert(
    fc.property(hostile, hostile, (name, lines) => {
      const text = made(name, lines.replaceAll("\n", " "));
      expect(skeleton(text)).toEqual(usual);
      expect(isSeen(text.replaceAll(/[\n\t]/g, ""))).toBe(true);
      expect(isWellFormed(/<main>.*<\/main>/s.exec(text)?.[0] ?? "<")).toBe(true);
    }),
  );
});
