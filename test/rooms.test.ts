import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/tools.ts";

/** The rooms of the house, the upper ones first: a file imports from its own room and from those below. */
const ROOMS = [
  "cli",
  "index.ts",
  "views",
  "hosts",
  "rollout",
  "init",
  "verify",
  "run",
  "judgement",
  "methods",
  "kong",
  "config",
  "clouds",
  "net",
  "manifests",
  "yaml",
  "json",
  "runtime",
  "escape",
  "generated",
  "failure.ts",
  "memo.ts",
];

/** Neighbours that know nothing of each other, although one is above the other. */
const APART: readonly (readonly [string, string])[] = [
  ["judgement", "methods"],
  ["manifests", "net"],
];

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.ts$/.test(file),
);
const files = sources.filter((file) => !file.startsWith("generated"));
const roomOf = (path: string) => path.split("/")[0] ?? "";

/** What each file imports from the source, types too. */
const imports = files.flatMap((file) => {
  const text = readFileSync(join(root, "src", file), "utf8");
  return [...text.matchAll(/(?:from |import\()"(\.[^"]+)"/g)].map(([, path = ""]) => ({
    file,
    from: roomOf(file),
    to: roomOf(join(dirname(file), path)),
  }));
});

test("Every file stands in a room that is known, and there are imports to be looked at", () => {
  expect(files.filter((file) => !ROOMS.includes(roomOf(file)))).toEqual([]);
  expect(imports.length).toBeGreaterThan(files.length);
});

test("No import leads up", () => {
  // The schema that validates a config stands outside.
  const inside = imports.filter(({ to }) => to !== "..");
  expect(inside.filter(({ from, to }) => ROOMS.indexOf(to) < ROOMS.indexOf(from))).toEqual([]);
  expect(inside.filter(({ to }) => !ROOMS.includes(to))).toEqual([]);
});

test.each(APART)("%s knows nothing of %s, nor the other way round", (a, b) => {
  const pairs = [`${a} ${b}`, `${b} ${a}`];
  expect(imports.filter(({ from, to }) => pairs.includes(`${from} ${to}`))).toEqual([]);
});

test("No two things that rooms show each other have one name", () => {
  const names = new Map<string, Set<string>>();
  // A command has the name that users type, and the twin for browsers has its twin's.
  const shown = sources.filter((each) => !each.startsWith("cli/commands/") && each !== "runtime/browser.ts");
  for (const file of shown) {
    const text = readFileSync(join(root, "src", file), "utf8");
    for (const [, name = ""] of text.matchAll(
      /^export (?:declare )?(?:async )?(?:interface|type|function\*?|const|class) (\w+)/gm,
    ))
      names.set(name, (names.get(name) ?? new Set()).add(file));
  }
  const twice = [...names].filter(([, places]) => places.size > 1).map(([name, places]) => [name, [...places]]);
  expect(names.size).toBeGreaterThan(300);
  expect(twice).toEqual([]);
});
