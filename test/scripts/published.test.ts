import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
// @ts-expect-error a script of Node's, without types
import * as untyped from "../../scripts/published.mjs";
import { clouds } from "../../src/generated/clouds.ts";
import { root } from "../support/program.ts";

interface Difference {
  gone: string[];
  added: string[];
}

const { PAGES, lines, stillNamed, compared, rewritten, told } = untyped as {
  PAGES: Record<string, { cloud: string; urls: string[]; read(texts: string[], known: string[]): string[] }>;
  lines(texts: string[]): string[];
  stillNamed(texts: string[], known: string[]): string[];
  compared(old: string[], fresh: string[]): Difference;
  rewritten(yaml: string, name: string, cidrs: string[], date: string): string;
  told(name: string, difference: Difference): string;
};

const stored = (name: string) => readFileSync(join(root, "test/scripts/published", name), "utf8");

describe("A list of CIDRs", () => {
  test("is read line by line", () => {
    const found = ["192.0.2.0/24", "198.51.100.0/25", "2001:db8::/32"];
    expect(lines([stored("list-v4.txt"), stored("list-v6.txt")])).toEqual(found);
    expect(lines([stored("list-v4.txt").replaceAll("\n", "\r\n"), "", stored("list-v6.txt").trim()])).toEqual(found);
  });

  test.each(["<html>", "192.0.2.0", "192.0.2.0/33", "999.0.2.0/24", "2001:db8::/129", "all/0"])(
    "%s is none",
    (line) => {
      expect(() => lines([`192.0.2.0/24\n${line}\n`])).toThrow("no CIDR");
    },
  );
});

test("A page in prose still names what it names, in any case and between any marks", () => {
  const known = ["192.0.2.0/24", "198.51.100.0/25", "2001:db8:1::/64", "198.51.100.0/2", "2001:db8:2::/64"];
  expect(stillNamed([stored("page.md")], known)).toEqual(known.slice(0, 3));
});

describe("The difference", () => {
  const old = ["192.0.2.0/24", "198.51.100.0/25", "2001:db8::/32"];

  test("is told like a diff", () => {
    const difference = compared(old, ["192.0.2.0/24", "2001:db8::/32", "203.0.113.0/24"]);
    expect(difference).toEqual({ gone: ["198.51.100.0/25"], added: ["203.0.113.0/24"] });
    expect(told("some", difference)).toBe("some:\n- 198.51.100.0/25\n+ 203.0.113.0/24\n");
    expect(told("some", compared(old, [...old].reverse()))).toBe("some: as before\n");
  });

  test("is refused where it cannot be right", () => {
    expect(() => compared(old, [])).toThrow("3 of 3 are gone");
    expect(() => compared(old, ["192.0.2.0/24"])).toThrow("2 of 3 are gone");
    expect(() => compared(old, [...old, "0.0.0.0/0"])).toThrow("wider");
    expect(() => compared(old, [...old, "::/0"])).toThrow("wider");
  });
});

describe.each(Object.entries(PAGES))("provider:%s", (name, { cloud }) => {
  const yaml = readFileSync(join(root, `src/clouds/${cloud}.yaml`), "utf8");
  const { cidrs } = parse(yaml).publishedRanges[name];

  test("is rewritten in its cloud's data, and nothing else is", () => {
    const fresh = [...cidrs, "192.0.2.0/24", "2001:db8::/32"];
    const text = rewritten(yaml, name, fresh, "2031-02-03");
    const expected = parse(yaml);
    expected.publishedRanges[name].cidrs = fresh;
    expected.publishedRanges[name].date = "2031-02-03";
    expect(parse(text)).toEqual(expected);
    const before = new Set(yaml.split("\n"));
    const changed = text.split("\n").filter((line) => !before.has(line));
    for (const line of changed) expect(line).toMatch(/^ +(?:- |cidrs: \[|date: )/);
  });

  test("that is as before gets a new date alone", () => {
    const text = rewritten(yaml, name, cidrs, "2031-02-03");
    const lines = yaml.split("\n");
    expect(text.split("\n").filter((line, index) => line !== lines[index])).toEqual(['    date: "2031-02-03"']);
  });
});

test("Every range is compared with a page, but those that no page names", () => {
  const ranges = Object.values(clouds).flatMap((make) => Object.keys(make().publishedRanges ?? {}));
  expect([...Object.keys(PAGES), "vpc-lattice"].sort()).toEqual(ranges.sort());
  for (const { urls } of Object.values(PAGES)) for (const url of urls) expect(url).toMatch(/^https:\/\//);
});

test("The workflow that compares runs each week, and may write no more than a branch and a request", () => {
  const file = readdirSync(join(root, ".github/workflows")).find((name) => name === "ranges.yml") ?? "";
  const { on, permissions, jobs } = parse(readFileSync(join(root, ".github/workflows", file), "utf8"));
  expect(on.schedule).toHaveLength(1);
  expect(permissions).toEqual({});
  expect(jobs.compare.permissions).toEqual({ contents: "write", "pull-requests": "write" });
});
