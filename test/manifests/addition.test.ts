import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/json/values.ts";
import { addition } from "../../src/manifests/addition.ts";
import { read } from "../../src/manifests/read.ts";
import { write } from "../../src/manifests/write.ts";
import { readOrRefused } from "../support/read.ts";
import { object, runs } from "./arbitrary.ts";
import { diceOf, handwritten } from "./handwriting.ts";

const service = (name: string): JsonObject => ({ apiVersion: "v1", kind: "Service", metadata: { name } });
const FRESH = { ...service("fresh"), spec: { ports: [{ name: "http", port: 80 }], note: "on" } };

/** The stream with FRESH behind its first Service. */
function added(stream: string, values: readonly JsonObject[] = [FRESH]): string {
  const manifests = read(Buffer.from(stream));
  const [beside] = manifests.resources;
  if (!beside) throw new Error("the stream has no resource");
  return write(
    manifests,
    new Map(),
    values.map((value) => addition(beside, value)),
  ).toString();
}

const YAML = `---
apiVersion: v1
kind: Service
metadata:
  name: fresh
spec:
  ports:
    - name: http
      port: 80
  note: "on"
`;

const OLD = "apiVersion: v1\nkind: Service\nmetadata: {name: old}\n";
const OTHER = "---\n# Source: other.yaml\nkind: ConfigMap\n";

test.for([
  ["behind the last document", OLD, OLD + YAML],
  ["behind one with a marker", `---\n${OLD}`, `---\n${OLD}${YAML}`],
  ["between two documents", OLD + OTHER, OLD + YAML + OTHER],
  ["behind a document end", `${OLD}...\n${OTHER}`, `${OLD}...\n${YAML}${OTHER}`],
  ["behind blank lines and comments", `${OLD}\n# end\n\n${OTHER}`, `${OLD}\n# end\n\n${YAML}${OTHER}`],
  ["without an end of line", OLD.trimEnd(), `${OLD}${YAML.trimEnd()}`],
  ["with Windows' line ends", OLD.replaceAll("\n", "\r\n"), (OLD + YAML).replaceAll("\n", "\r\n")],
  [
    "as JSON on one line",
    `${JSON.stringify(service("old"))}\n---\n{}\n`,
    `${JSON.stringify(service("old"))}\n---\n${JSON.stringify(FRESH)}\n---\n{}\n`,
  ],
  [
    "as JSON on several",
    `${JSON.stringify(service("old"), null, 2)}\n`,
    `${JSON.stringify(service("old"), null, 2)}\n---\n${JSON.stringify(FRESH, null, 2)}\n`,
  ],
  [
    "as an item of a list",
    "kind: List\nitems:\n- kind: Service\n  metadata: {name: old}\n- kind: Pod\n",
    'kind: List\nitems:\n- kind: Service\n  metadata: {name: old}\n- apiVersion: v1\n  kind: Service\n  metadata:\n    name: fresh\n  spec:\n    ports:\n      - name: http\n        port: 80\n    note: "on"\n- kind: Pod\n',
  ],
  [
    "behind a list of one kind",
    "kind: ServiceList\nitems:\n- metadata: {name: old}\n",
    `kind: ServiceList\nitems:\n- metadata: {name: old}\n${YAML}`,
  ],
])("A new resource stands %s", ([, stream, expected]) => {
  expect(added(stream as string)).toBe(expected);
});

test("Several behind one resource keep their order", () => {
  const names = read(Buffer.from(added(OLD + OTHER, [service("b"), service("a")]))).resources.map(({ name }) => name);
  expect(names).toEqual(["old", "b", "a"]);
});

test.for([
  ["directives of the next one", `${OLD}...\n%TAG ! tag:a,2000:\n${OTHER}`, "directives"],
  ["a last line that means more with an end", `${OLD}spec: |+\n  text`, "last line"],
])("Nothing is put behind %s", ([, stream, why]) => {
  expect(() => added(stream as string)).toThrow(why);
});

test("Whatever the handwriting, every byte stays, and what is read is the old stream and the new resource", () => {
  fc.assert(
    fc.property(
      object,
      fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 }),
      fc.boolean(),
      (rest, throws, isList) => {
        const old = { ...(rest as JsonObject), ...service("old") };
        const text = handwritten(isList ? { kind: "List", items: [old, { kind: "Pod" }] } : old, diceOf(throws));
        const other = text.endsWith("\n") ? OTHER : "";
        const stream = text + other;
        const manifests = readOrRefused(Buffer.from(stream));
        const [beside] = manifests?.resources ?? [];
        if (!manifests || !beside) return;
        const before = manifests.resources.map(({ value }) => value);
        const fresh = write(manifests, new Map(), [addition(beside, FRESH)]).toString();
        expect(read(Buffer.from(fresh)).resources.map(({ value }) => value)).toEqual([
          before[0],
          FRESH,
          ...before.slice(1),
        ]);
        if (!isList) expect(fresh).toBe(other ? text + YAML + other : `${text}\n${YAML.trimEnd()}`);
      },
    ),
    runs(400),
  );
});
