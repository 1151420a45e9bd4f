import { isUtf8 } from "node:buffer";
import { type Node, parseDocument } from "yaml";
import { Failure } from "../failure.ts";
import { at, isObject, type Json, type JsonObject, mapAt, type Path, textAt } from "./json.ts";
import { canMatter, type Piece, split } from "./split.ts";
import { readValue } from "./value.ts";

/** The text of one document that could hold a resource of ours, and what Kubernetes reads from it. */
export interface Document {
  /** Offsets in the stream's bytes. */
  start: number;
  end: number;
  text: string;
  root: Node | null;
  value: Json;
  shared: Set<unknown>;
  /** Why Kubernetes could not read it, as a place in the stream and words that quote nothing. */
  fault?: { line: number; column: number; what: string };
}

/** One Kubernetes object: a document, or an item of a `List` document. */
export interface Resource {
  document: Document;
  /** Where it stands in the document: `[]`, or `["items", 2]`. */
  path: Path;
  value: JsonObject;
  apiVersion: string;
  kind: string;
  name: string;
  /** Undefined where the manifest leaves it to Helm or kubectl. */
  namespace?: string;
}

export interface Manifests {
  bytes: Buffer;
  /** All resources of the kinds that can matter, in the order of the stream. */
  resources: Resource[];
}

/** `Service kong/demo-kong-proxy`: how messages name a resource. */
export const label = ({ kind, name, namespace }: Resource): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

/**
 * The resources of a manifest stream (YAML or JSON documents, `List`s unwrapped). Documents of other kinds are
 * found by their bytes and not parsed. Faulty documents are read as far as they go and carry a `fault`.
 */
export function read(bytes: Buffer): Manifests {
  const documents = split(bytes)
    .filter((piece) => canMatter(bytes, piece))
    .flatMap((piece) => readPiece(bytes, piece));
  return { bytes, resources: documents.flatMap((document) => resourcesOf(document, [], document.value)) };
}

/** What Kubernetes reads from every document, whatever its kind; null for empty ones. */
export const readAll = (bytes: Buffer): Json[] =>
  split(bytes)
    .flatMap((piece) => readPiece(bytes, piece))
    .map(({ value }) => value);

/** A line that ends a document without opening another: what follows is a document of its own. */
const DOCUMENT_END = /^\.\.\.(?=\s|$)/m;

function readPiece(bytes: Buffer, { body, end }: Piece): Document[] {
  const source = bytes.subarray(body, end);
  const documents: Document[] = [];
  let start = body;
  let text = source.toString("utf8");
  for (let close = DOCUMENT_END.exec(text); close; close = DOCUMENT_END.exec(text)) {
    const part = text.slice(0, close.index);
    documents.push(readDocument(bytes, start, part, isUtf8(source)));
    start += Buffer.byteLength(part) + 3;
    text = text.slice(close.index + 3);
  }
  return [...documents, readDocument(bytes, start, text, isUtf8(source))];
}

function readDocument(bytes: Buffer, start: number, text: string, isText: boolean): Document {
  const composed = compose(text, () => lineAt(bytes, start, text, 0).line);
  const { value, shared, fault } = readValue(composed);
  const [error] = composed.errors;
  const document: Document = {
    start,
    end: start + Buffer.byteLength(text),
    text,
    root: composed.contents,
    value,
    shared,
  };
  if (error) document.fault = { ...lineAt(bytes, start, text, error.pos[0]), what: describe(error.code) };
  else if (fault) document.fault = { ...lineAt(bytes, start, text, fault.offset), what: fault.what };
  else if (!isText) document.fault = { ...lineAt(bytes, start, text, 0), what: "it is not UTF-8 text" };
  return document;
}

/** The failsafe schema keeps every scalar as it is written; duplicate keys are legal for Kubernetes. */
const OPTIONS = {
  schema: "failsafe",
  uniqueKeys: false,
  keepSourceTokens: true,
  logLevel: "silent",
  prettyErrors: false,
} as const;

export function compose(text: string, lineOf: () => number = () => 1) {
  try {
    return parseDocument(text, OPTIONS);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(
      "bad-yaml",
      `stdin:${lineOf()}`,
      "the document is nested too deep to be a manifest",
      "remove it from the stream",
    );
  }
}

/** Line and column (from 1) in the stream of an offset in a document's text. */
function lineAt(bytes: Buffer, start: number, text: string, offset: number): { line: number; column: number } {
  const before = bytes.toString("latin1", 0, start) + text.slice(0, offset);
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}

/** A parser's error code in words; its own message would quote the document. */
const describe = (code: string): string => `YAML error ${code.toLowerCase().replaceAll("_", " ")}`;

const LIST = /^(\w*)List$/;

function resourcesOf(document: Document, path: Path, value: Json, impliedKind = ""): Resource[] {
  if (!isObject(value)) return [];
  const kind = textAt(value, ["kind"]) ?? impliedKind;
  const items = at(value, ["items"]);
  const list = LIST.exec(kind);
  if (list && Array.isArray(items)) {
    return items.flatMap((item, index) => resourcesOf(document, [...path, "items", index], item, list[1]));
  }
  const metadata = mapAt(value, ["metadata"]);
  const namespace = textAt(metadata, ["namespace"]);
  const name = textAt(metadata, ["name"]) ?? "(without a name)";
  const apiVersion = textAt(value, ["apiVersion"]) ?? "";
  return [{ document, path, value, apiVersion, kind, name, ...(namespace !== undefined && { namespace }) }];
}
