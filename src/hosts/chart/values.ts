import { Failure } from "../../failure.ts";
import { at, isObject, type Json, type JsonObject, type Path } from "../../json/values.ts";
import { type Document, placeAt, readPiece, type Source } from "../../manifests/document.ts";
import { split } from "../../manifests/split.ts";
import { rewriteAs } from "../../manifests/write.ts";
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
 * @throws Failure (bad-yaml, bad-shape) for what Helm could not take for values
 */
export function readValues(source: Source): Values {
  const documents = split(source.bytes).map((piece) => readPiece(source, piece));
  const refuseSecond = (place: string) => {
    throw new Failure("bad-shape", place, "values are one YAML document", "take this one out");
  };
  for (const document of documents) {
    const { fault, rest } = document;
    if (fault)
      throw new Failure(
        "bad-yaml",
        placeAt(document, fault.offset),
        `the values cannot be read: ${fault.what}`,
        "mend them",
      );
    if (rest !== undefined) refuseSecond(placeAt(document, rest));
  }
  const [document, other] = documents.filter(({ value }) => value !== null);
  if (other) refuseSecond(placeAt(other));
  const value = document?.value ?? {};
  if (isObject(value)) return { source, value, document };
  throw new Failure("bad-shape", source.file, "the values are not a map", "write keys such as proxy: and env:");
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
 * The text with new values in it; the lines of all others stay as they are.
 * @throws Failure (shared-node) where a value is written through an alias
 */
export function writeValues({ source, value, document }: Values, wanted: JsonObject): string {
  const { bytes, file } = source;
  const eol = bytes.includes("\r\n") ? "\r\n" : "\n";
  const isBare = Object.keys(value).length === 0;
  const fresh = () => renderBlock(wanted, 0).join(eol);
  if (!document) {
    const text = bytes.toString();
    return `${text}${text === "" || text.endsWith("\n") ? "" : eol}${fresh()}${eol}`;
  }
  const text =
    isBare && Object.keys(wanted).length > 0
      ? document.text.replace(/\{\s*\}/, fresh)
      : rewriteAs(document, wanted, () => file).text;
  return `${bytes.toString("utf8", 0, document.start)}${text}${bytes.toString("utf8", document.end)}`;
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
