/** Each finding names the line and column of its evidence, by a reader of its own, and in every format. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isMap, isSeq, LineCounter, type Pair, parseAllDocuments, type Scalar, type YAMLMap } from "yaml";
import { command } from "../../support/command.ts";
import { root } from "../../support/program.ts";

interface Found {
  code: string;
  severity: string;
  where: string;
  file: string;
  line: number;
  column: number;
  pointer: string;
}

const pains = readdirSync(join(root, "test/views/check/pains")).map(
  (name) => `test/views/check/pains/${name}/input.yaml`,
);
const files = [...pains, "test/views/check/kubectl-get.yaml", "examples/release.yaml"];

/** Where a pointer leads to in a resource that is named as in findings, or what is nearest above it. */
function placeIn(text: string, { where, pointer }: Found): { line: number; column: number } {
  const lineCounter = new LineCounter();
  const maps = parseAllDocuments(text, { lineCounter }).map(({ contents }) => contents as unknown as YAMLMap);
  const resources = maps.flatMap((map) => (map.get("items") as { items: YAMLMap[] } | undefined)?.items ?? [map]);
  const resource = resources.find((map) => {
    const [namespace, name] = [map.getIn(["metadata", "namespace"]), map.getIn(["metadata", "name"])];
    return where === `${map.get("kind")} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
  });
  let node: unknown = resource ?? expect.fail(where);
  let offset = resource?.range?.[0] ?? 0;
  const dash = (at: number) => (/-\s+$/.test(text.slice(0, at)) ? text.lastIndexOf("-", at) : at);
  if (maps.every((map) => map !== resource)) offset = dash(offset);
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    const pair: Pair | undefined = isMap(node)
      ? node.items.find((item) => (item.key as Scalar).value === key)
      : undefined;
    const item = isSeq(node) ? node.items[Number(key)] : undefined;
    if (!pair && !item) break;
    node = pair ? pair.value : item;
    const [start = 0] = (pair ? (pair.key as Scalar) : (item as Scalar)).range ?? [];
    offset = pair ? start : dash(start);
  }
  const { line, col } = lineCounter.linePos(offset);
  return { line, column: col };
}

const check = (format: string, ...args: string[]) => command(["check", `--format=${format}`, "--cloud=eks", ...args]);
const foundIn = (file: string): Found[] => JSON.parse(check("json", file).stdout).findings;

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  const found = foundIn(file);
  const places = found.map((each) => ({ ...placeIn(text, each), file }));

  test("the line and column are those of the evidence, in JSON", () => {
    expect(found.map(({ line, column, file }) => ({ line, column, file }))).toEqual(places);
  });

  test("and in all other formats", () => {
    for (const { line, column } of places) {
      expect(check("text", file).stdout).toContain(`(${file}:${line}:${column}, `);
      expect(check("github", file).stdout).toContain(` file=${file},line=${line},col=${column},title=`);
      expect(check("junit", file).stdout).toContain(`${file}:${line}:${column}, `);
    }
    const { results } = JSON.parse(check("sarif", file).stdout).runs[0];
    const regions = results.map(
      (result: { locations: { physicalLocation: unknown }[] }) => result.locations[0]?.physicalLocation,
    );
    expect(regions).toEqual(
      places.map(({ line, column }) => ({
        artifactLocation: { uri: file },
        region: { startLine: line, startColumn: column },
      })),
    );
  });
});
