import { Failure } from "../../failure.ts";
import { at, equals, isObject, type Json, type JsonObject, type Path } from "../../json/values.ts";
import { type Document, placeAt, readPiece, type Source } from "../../manifests/document.ts";
import { split } from "../../manifests/split.ts";
import { rewriteAs } from "../../manifests/write.ts";
import type { Splice } from "../../yaml/write/pen.ts";
import { renderBlock } from "../../yaml/write/render.ts";

/** A value to set, and where in the values. */
export interface Assignment {
  path: Path;
  value: Json;
}

/** A user's values, and how they are written. */
export interface Values {
  source: Source;
  value: JsonObject;
  /** Undefined where there is nothing but comments, if that. */
  document: Document | undefined;
}

/**
 * The values in a file, which may be empty.
 *
 * @param documents what the file holds
 * @throws Failure (bad-yaml, bad-shape) for what Helm could not take for values
 */
export function readValues(source: Source, documents = documentsIn(source)): Values {
  documents.forEach(refuseFault);
  const [document, other] = documents.filter(({ value }) => value !== null);
  if (other) throw second(placeAt(other));
  const value = document?.value ?? {};
  if (isObject(value)) return { source, value, document };
  throw new Failure("bad-shape", source.file, "the values are not a map", "write keys such as proxy: and env:");
}

export const documentsIn = (source: Source): Document[] => split(source.bytes).map((piece) => readPiece(source, piece));

const second = (place: string) => new Failure("bad-shape", place, "values are one YAML document", "take this one out");

/** @throws Failure (bad-yaml, bad-shape) for a document that Helm could not read, or not in full */
export function refuseFault(document: Document): void {
  const { fault, rest } = document;
  if (fault)
    throw new Failure(
      "bad-yaml",
      placeAt(document, fault.offset),
      `the values cannot be read: ${fault.what}`,
      "mend them",
    );
  if (rest !== undefined) throw second(placeAt(document, rest));
}

/** Where Kong's chart has maps and lists; an empty map counts as an empty list, as older charts had it. */
const MAPS: readonly Path[] = [
  ...["deployment", "image", "env", "customEnv", "proxy", "udpProxy"].map((key) => [key]),
  ...["annotations", "http", "tls"].map((key) => ["proxy", key]),
  ["udpProxy", "annotations"],
];
const LISTS: readonly Path[] = [
  ...[
    ["proxy", "http"],
    ["proxy", "tls"],
  ].map((path) => [...path, "parameters"]),
  ["proxy", "stream"],
  ["udpProxy", "stream"],
];

/**
 * Refuses values that the chart could not make sense of, before they are taken for absent.
 * @throws Failure (bad-shape)
 */
export function refuseBadShapes(values: Json, prefix: Path, file: string): void {
  const isMap = (value: Json) => isObject(value);
  const isList = (value: Json) => Array.isArray(value) || (isObject(value) && Object.keys(value).length === 0);
  const wrong = (paths: readonly Path[], fits: (value: Json) => boolean, what: string) => {
    const path = paths.map((each) => [...prefix, ...each]).find((each) => !fits(at(values, each) ?? EMPTY));
    if (path) throw new Failure("bad-shape", file, `${path.join(".")} is not a ${what}`, "mend the values");
  };
  wrong([[], ...MAPS], isMap, "map");
  wrong(LISTS, isList, "list");
}

const EMPTY = {};

/**
 * The edits that put new values into a text; the lines of all others stay as they are.
 * @throws Failure (shared-node) where a value is written through an alias
 */
export function editsOf({ source, value, document }: Values, wanted: JsonObject): Splice[] {
  const { bytes, file } = source;
  if (equals(value, wanted)) return [];
  const text = bytes.toString();
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const fresh = () => renderBlock(wanted, 0).join(eol);
  if (!document) {
    const open = text === "" || text.endsWith("\n") ? "" : eol;
    return [{ start: text.length, end: text.length, text: `${open}${fresh()}${eol}` }];
  }
  const base = bytes.toString("utf8", 0, document.start).length;
  const { index = 0, 0: braces = "" } = /\{\s*\}/.exec(document.text) ?? {};
  const splices =
    Object.keys(value).length === 0
      ? [{ start: index, end: index + braces.length, text: fresh() }]
      : rewriteAs(document, wanted, () => file).splices;
  return splices.map((splice) => ({ ...splice, start: base + splice.start, end: base + splice.end }));
}

/** Values with some of them set; parents that are missing or null are made. */
export function assigned(values: JsonObject, assignments: readonly Assignment[]): JsonObject {
  const put = (here: Json | undefined, path: Path, depth: number, value: Json): Json => {
    const token = path[depth];
    if (token === undefined) return value;
    if (typeof token === "number" && Array.isArray(here)) {
      return here.map((item, index) => (index === token ? put(item, path, depth + 1, value) : item));
    }
    const map = isObject(here) ? here : {};
    return { ...map, [token]: put(map[token], path, depth + 1, value) };
  };
  return assignments.reduce<Json>((result, { path, value }) => put(result, path, 0, value), values) as JsonObject;
}
