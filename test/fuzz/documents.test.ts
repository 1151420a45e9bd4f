/**
 * Whatever Kubernetes reads is read, or refused: kubectl and both Helms are asked what objects they see in odd documents
 * and streams, before a change and after it.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { Failure } from "../../src/failure.ts";
import { isObject, type Json, type JsonObject, mapAt } from "../../src/json/values.ts";
import { KINDS } from "../../src/manifests/kinds.ts";
import { type Manifests, read } from "../../src/manifests/read.ts";
import { write } from "../../src/manifests/write.ts";
import { oddDocument, oddStream } from "../manifests/odd.ts";
import { law } from "../support/law.ts";
import { needing } from "../support/needs.ts";
import { helm3, helm4, kubectl, run } from "../support/tools.ts";

/** What a reader sees in each text; undefined where it refuses it. */
type Reader = (texts: readonly string[]) => (Json[] | undefined)[];

/** Each text is a file, behind which another tells where its objects end. A file that is refused is named. */
const byKubectl: Reader = (texts) =>
  inDirectory((home) => {
    const end = (index: number) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: end-${index}}\n`;
    for (const [index, text] of texts.entries()) {
      writeFileSync(join(home, `${1000 + index}-a.yaml`), text);
      writeFileSync(join(home, `${1000 + index}-b.yaml`), end(index));
    }
    const { stdout, stderr } = run(kubectl as string, ["annotate", "--local", "-f", home, "a=b", "-o", "json"]);
    const objects = stdout.split(/^(?=\{)/m).flatMap((text) => (text === "" ? [] : [JSON.parse(text) as JsonObject]));
    const ends = texts.map((_, index) => objects.findIndex(({ metadata }) => nameOf(metadata) === `end-${index}`));
    expect(ends).not.toContain(-1);
    return texts.map((_, index) =>
      stderr.includes(`${1000 + index}-a.yaml`)
        ? undefined
        : objects.slice((ends[index - 1] ?? -1) + 1, ends[index]).map(withoutMark),
    );
  });

const nameOf = (metadata: Json | undefined) => (isObject(metadata) ? metadata["name"] : undefined);

/** An object without the annotation that kubectl was asked for. */
function withoutMark(object: JsonObject): Json {
  const { metadata, ...rest } = object;
  const { annotations, ...others } = isObject(metadata) ? metadata : {};
  const { a: _, ...kept } = isObject(annotations) ? annotations : {};
  // To kubectl each of them is text.
  for (const [key, value] of Object.entries(kept)) kept[key] = value ?? "";
  return {
    ...rest,
    metadata: { ...others, ...(Object.keys(kept).length > 0 && { annotations: kept }) },
  };
}

/** Helm reads a chart's own files, one document each, by the reader that it has for manifests. */
const byHelm =
  (helm: string | undefined): Reader =>
  (texts) =>
    inDirectory((home) => {
      mkdirSync(join(home, "templates"));
      writeFileSync(join(home, "Chart.yaml"), "apiVersion: v2\nname: odd\nversion: 1.0.0\n");
      const all =
        '{{ range $name, $_ := .Files.Glob "*.odd" }}\n# {{ $.Files.Get $name | fromYaml | toJson }}\n{{ end }}';
      writeFileSync(join(home, "templates/all.yaml"), `kind: ConfigMap\n${all}`);
      for (const [index, text] of texts.entries()) writeFileSync(join(home, `${1000 + index}.odd`), text);
      const { stdout, stderr } = run(helm as string, ["template", home]);
      const values = [...stdout.matchAll(/^# (\{.*)$/gm)].map(([, text]) => JSON.parse(text as string) as JsonObject);
      expect(values.length, stderr).toBe(texts.length);
      return values.map((value) => (typeof value["Error"] === "string" ? undefined : [value]));
    });

function inDirectory<Value>(act: (home: string) => Value): Value {
  const home = mkdtempSync(join(tmpdir(), "odd-"));
  try {
    return act(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

const isOurs = (kind: Json | undefined): boolean => (KINDS as readonly (Json | undefined)[]).includes(kind);

/** The objects of our kinds among values and lists of them; what has items is a list. */
function ours(value: Json, implied?: Json): JsonObject[] {
  if (!isObject(value)) return [];
  const { kind = implied, items } = value;
  if (!Array.isArray(items)) return isOurs(kind) ? [value] : [];
  return items.flatMap((item) => ours(item, typeof kind === "string" ? kind.replace(/List$/, "") : ""));
}

const readOrRefused = (text: string): Manifests | undefined => {
  try {
    return read(Buffer.from(text));
  } catch (error) {
    if (error instanceof Failure && error.code === "bad-yaml") return undefined;
    throw error;
  }
};

/** A change such as a run makes. */
const changed = (value: JsonObject): JsonObject => ({
  ...value,
  metadata: { ...mapAt(value, ["metadata"]), labels: { patched: "on" } },
});

function agree(texts: readonly string[], readers: readonly Reader[]): [compared: number, all: number] {
  let compared = 0;
  const outputs: string[] = [];
  const wanted: JsonObject[][] = [];
  const seen = readers.map((reader) => reader(texts));
  for (const [index, text] of texts.entries()) {
    const manifests = readOrRefused(text);
    if (!manifests) continue;
    const resources = manifests.resources.filter(({ kind }) => isOurs(kind));
    const values = resources.map(({ value }) => value);
    const theirs = seen.flatMap((each) => (each[index] ? [each[index].flatMap((value) => ours(value))] : []));
    for (const objects of theirs) expect(plain(values), JSON.stringify(text)).toEqual(plain(objects));
    if (theirs.length > 0) compared++;
    if (theirs.length < readers.length || values.length === 0) continue;
    try {
      outputs.push(write(manifests, new Map(resources.map((it) => [it, changed(it.value)]))).toString());
      wanted.push(values.map(changed));
    } catch (error) {
      expect(error).toMatchObject({ code: "shared-node" });
    }
  }
  const all = texts.length;
  if (outputs.length === 0) return [compared, all];
  const reread = byKubectl(outputs);
  for (const [index, text] of outputs.entries())
    expect(plain((reread[index] ?? []).flatMap((value) => ours(value))), JSON.stringify(text)).toEqual(
      plain(wanted[index] ?? []),
    );
  return [compared, all];
}

/** What kubectl takes for objects, each with metadata and without -0. */
const plain = (objects: readonly JsonObject[]): JsonObject[] =>
  objects
    .filter(({ apiVersion, metadata }) => typeof apiVersion === "string" && isObject(metadata ?? {}))
    .map((value) => withoutMark(JSON.parse(JSON.stringify(value))) as JsonObject);

/** What fails names its text, and each try to find a smaller list takes long. */
const AT_ONCE = { endOnFailure: true, atLeast: 1 / 4 };

describe.skipIf(kubectl === undefined || helm3 === undefined || helm4 === undefined)(
  needing("nothing hides", { kubectl, "Helm 3": helm3, "Helm 4": helm4 }),
  () => {
    const some = (texts: fc.Arbitrary<string>) => fc.array(texts, { minLength: 60, maxLength: 100 });
    const isOne = (text: string) => !/^\ufeff|^(?:---|\.\.\.)/m.test(text);
    law(
      "in odd documents",
      some(oddDocument.filter(isOne)),
      6,
      (texts) => agree(texts, [byKubectl, byHelm(helm3), byHelm(helm4)]),
      AT_ONCE,
    );
    law("in odd streams", some(oddStream), 6, (texts) => agree(texts, [byKubectl]), AT_ONCE);
  },
);
