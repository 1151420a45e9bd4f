import { expect, test } from "vitest";
import { fileLayer } from "../../src/config/file.ts";
import { Failure } from "../../src/failure.ts";

test("YAML and JSON say the same", () => {
  const yaml = "# peers\ntrustedCIDRs:\n- 10.0.0.0/16\ntarget: { release: demo }\nrealIPRecursive: on\n";
  const json = '{"trustedCIDRs": ["10.0.0.0/16"],\n "target": {"release": "demo"}, "realIPRecursive": true}';
  expect(fileLayer("a.yaml", yaml).value).toEqual(JSON.parse(json));
  expect(fileLayer("a.json", json).value).toEqual(JSON.parse(json));
  expect(fileLayer("a.yaml", `\uFEFF${yaml.replaceAll("\n", "\r\n")}`).value).toEqual(JSON.parse(json));
});

test("Anchors and merge keys save typing", () => {
  const text = "a: &a { b: 1 }\nc: { <<: *a, d: *a }\n";
  expect(fileLayer("a.yaml", text).value).toEqual({ a: { b: 1 }, c: { b: 1, d: { b: 1 } } });
});

const text = `# a comment
method: proxy-protocol
trustedCIDRs:
  - 10.0.0.0/16
  -   192.0.2.1
target:
  release: demo
patches:
- target: service
  patch:
  - { op: remove, path: /spec/a }
`;

// biome-ignore format: a row a line
const places: [path: (string | number)[], where: string][] = [
  [["method"], "a.yaml:2:1"],
  [["trustedCIDRs"], "a.yaml:3:1"],
  [["trustedCIDRs", 0], "a.yaml:4:5"],
  [["trustedCIDRs", 1], "a.yaml:5:7"],
  [["trustedCIDRs", "1"], "a.yaml:5:7"],
  [["target", "release"], "a.yaml:7:3"],
  [["target", "other"], "a.yaml:7:3"],
  [["patches", 0, "patch", 0, "path"], "a.yaml:11:19"],
  [["missing"], "a.yaml:2:1"],
];

test.each(places)("The setting at %j stands at %s", (path, where) => {
  expect(fileLayer("a.yaml", text).where(path)).toBe(where);
});

// biome-ignore format: a row a line
const faults: [text: string, message: string][] = [
  ["", "a.yaml:1:1: the config is not a map"],
  ["# nothing\n", "a.yaml:1:1: the config is not a map"],
  ["- a\n", "a.yaml:1:1: the config is not a map"],
  ["method\n", "a.yaml:1:1: the config is not a map"],
  ["a: b: c\n", "a.yaml:1:4: not valid YAML: a value has a colon inside and no quotes"],
  ["a: 1\nb: 'x\n", "a.yaml:3:1: not valid YAML: a quote, bracket or comma is missing"],
  ["a: 1\nb: 2\na: 3\n", "a.yaml:3:1: a key stands twice"],
  ['{"a": 1,\n "a": 2}', "a.yaml:2:2: a key stands twice"],
  ["a: *b\n", "a.yaml:1:4: not valid YAML: an alias has no anchor"],
  ["a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document starts here"],
];

test.each(faults)("%j is refused: %s", (content, message) => {
  const read = () => fileLayer("a.yaml", content);
  expect(read).toThrow(Failure);
  expect(read).toThrow(message);
});
