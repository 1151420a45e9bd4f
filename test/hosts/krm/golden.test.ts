/**
 * A directory of `golden` holds a ResourceList as `input.yaml` or `input.json`, perhaps arguments and variables, one a
 * line, and the program's answer: `expected.diff`, as of `diff -U1`, and `stderr`. `npm run accept` writes it anew.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diff } from "../../support/diff.ts";
import { kongClientIp, root } from "../../support/program.ts";
import { isOurs, type ResourceList, resourceListIn } from "./lists.ts";

const home = join(root, "test/hosts/krm/golden");
const names = readdirSync(home);

test("there are golden texts", () => expect(names.length).toBeGreaterThan(10));

describe.each(names)("%s", (name) => {
  const directory = join(home, name);
  const lines = (file: string) =>
    existsSync(join(directory, file)) ? readFileSync(join(directory, file), "utf8").split("\n").filter(Boolean) : [];
  const ending = existsSync(join(directory, "input.json")) ? "json" : "yaml";
  const input = readFileSync(join(directory, `input.${ending}`));
  const env = Object.fromEntries(lines("env").map((line) => line.split("=")));
  const run = (stream: Uint8Array) => kongClientIp(lines("args"), { input: stream, env, cwd: home });
  const { status, stdout, stderr } = run(input);

  test("is answered as accepted", async () => {
    expect({ status, stderr }).toMatchObject({ status: 0 });
    await expect(diff(input, stdout)).toMatchFileSnapshot(join(directory, "expected.diff"));
    await expect(stderr).toMatchFileSnapshot(join(directory, "stderr"));
  });

  test("keeps all but what it changes, and is valid JSON or YAML", () => {
    const [before, after] = [resourceListIn(input), resourceListIn(stdout)];
    if (ending === "json") expect(JSON.parse(stdout.toString())).toEqual(after);
    const keys = (list: ResourceList) => Object.keys(list).filter((key) => key !== "results");
    expect(keys(after)).toEqual(keys(before));
    expect({ ...after, items: [], results: [] }).toEqual({ ...before, items: [], results: [] });
  });

  test("once is enough: items stay, and what it said before is not said twice", () => {
    const twice = run(stdout).stdout;
    const [first, second] = [resourceListIn(stdout), resourceListIn(twice)];
    expect(second.items).toEqual(first.items);
    const codes = (second.results ?? []).filter(isOurs).map(({ tags }) => tags?.["code"]);
    expect(codes).not.toContain("changed");
    expect(run(twice).stdout.equals(twice)).toBe(true);
  });
});
