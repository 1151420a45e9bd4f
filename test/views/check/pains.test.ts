/**
 * What users ran into, each with manifests that show it and what `check` finds in them. A pain is a directory of
 * `test/views/check/pains`: `input.yaml`, whose first line names the thread; `args` where the manifests do not tell
 * everything; and `findings.json`, which `npm run accept` writes anew.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { at, type Json } from "../../../src/json/values.ts";
import { command } from "../../support/command.ts";
import { root } from "../../support/program.ts";

const home = "test/views/check/pains";
const names = readdirSync(join(root, home)).sort();

/** Those that manifests can show, by their numbers in our collection of threads. */
const NUMBERS = [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 16, 17, 19, 20, 22, 23, 24, 25, 28, 30];

test("There is a fixture for each pain that manifests can show", () => {
  expect([...new Set(names.map((name) => Number(/^p(\d\d)-/.exec(name)?.[1])))]).toEqual(NUMBERS);
});

describe.each(names)("%s", (name) => {
  const file = `${home}/${name}/input.yaml`;
  const files = readdirSync(join(root, home, name));
  const own = files.includes("args")
    ? readFileSync(join(root, home, name, "args"), "utf8")
        .trim()
        .split("\n")
    : [];

  test("is told of, and of nothing else", async () => {
    expect(readFileSync(join(root, file), "utf8")).toMatch(/^# [\w./-]+#\d+\b/);
    const { status, stdout, stderr } = command(["check", ...own, "--format", "json", file]);
    expect(stderr).toBe("");
    const { findings } = JSON.parse(stdout) as { findings: Record<string, string>[] };
    const told = findings.map(({ code, severity, where, pointer }) => ({ code, severity, where, pointer }));
    expect(told).not.toEqual([]);
    for (const { where, pointer } of told) expect(leads(where ?? "", pointer ?? "", file), pointer).toBe(true);
    expect(status).toBe(told.some(({ severity }) => severity === "error") ? 1 : 0);
    await expect(`${JSON.stringify(told, null, 2)}\n`).toMatchFileSnapshot(join(root, home, name, "findings.json"));
  });
});

/** Whether a pointer leads to something in the resource it is about, or to a place where something is missing. */
function leads(where: string, pointer: string, file: string): boolean {
  const resources = parseAllDocuments(readFileSync(join(root, file), "utf8")).map((each) => each.toJS() as Json);
  const named = (resource: Json, ...path: string[]) => String(at(resource, path));
  const resource = resources.find(
    (each) =>
      where === `${named(each, "kind")} ${named(each, "metadata", "namespace")}/${named(each, "metadata", "name")}`,
  );
  const path = pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  return at(resource, path.slice(0, -1)) !== undefined;
}
