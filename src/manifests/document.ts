import { isUtf8 } from "node:buffer";
import { type Node, parseDocument } from "yaml";
import { Failure } from "../failure.ts";
import type { Json } from "./json.ts";
import type { Piece } from "./split.ts";
import { readValue } from "./value.ts";

/** Bytes of manifests, and the name of the file they come from. */
export interface Source {
  bytes: Buffer;
  file: string;
}

/** The text of one document that could hold a resource of ours, and what Kubernetes reads from it. */
export interface Document {
  source: Source;
  /** Offsets in the source's bytes. */
  start: number;
  end: number;
  text: string;
  root: Node | null;
  value: Json;
  shared: Set<unknown>;
  /** Why Kubernetes could not read it, as an offset in the text and words that quote nothing. */
  fault?: { offset: number; what: string };
}

/** A line that ends a document without opening another: what follows is a document of its own. */
const DOCUMENT_END = /^\.\.\.(?=\s|$)/m;

/** The documents of a piece of a source: one, or several with `...` between them. */
export function readPiece(source: Source, { body, end }: Piece): Document[] {
  const bytes = source.bytes.subarray(body, end);
  const documents: Document[] = [];
  let start = body;
  let text = bytes.toString("utf8");
  for (let close = DOCUMENT_END.exec(text); close; close = DOCUMENT_END.exec(text)) {
    const part = text.slice(0, close.index);
    documents.push(readDocument(source, start, part, isUtf8(bytes)));
    start += Buffer.byteLength(part) + 3;
    text = text.slice(close.index + 3);
  }
  return [...documents, readDocument(source, start, text, isUtf8(bytes))];
}

function readDocument(source: Source, start: number, text: string, isText: boolean): Document {
  const composed = compose(text, () => placeAt({ source, start, text }));
  const { value, shared, fault } = readValue(composed);
  const end = start + Buffer.byteLength(text);
  const document: Document = { source, start, end, text, root: composed.contents, value, shared };
  const [error] = composed.errors;
  if (error) document.fault = { offset: error.pos[0], what: describe(error.code) };
  else if (fault) document.fault = fault;
  else if (!isText) document.fault = { offset: 0, what: "it is not UTF-8 text" };
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

/** @throws Failure (bad-yaml) for text that is nested too deep to be read */
export function compose(text: string, place: () => string = () => "stdin") {
  try {
    return parseDocument(text, OPTIONS);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(
      "bad-yaml",
      place(),
      "the document is nested too deep to be a manifest",
      "remove it from the stream",
    );
  }
}

type Spot = Pick<Document, "source" | "start" | "text">;

/** The line (from 1) in the source where an offset of a document's text stands. */
export const lineAt = ({ source, start, text }: Spot, offset = 0): number =>
  (source.bytes.toString("latin1", 0, start) + text.slice(0, offset)).split("\n").length;

/** `stdin:12:3`, for messages. */
export function placeAt(spot: Spot, offset?: number): string {
  const { source, start, text } = spot;
  if (offset === undefined) return `${source.file}:${lineAt(spot)}`;
  const before = source.bytes.toString("latin1", Math.max(0, start - 3), start) + text.slice(0, offset);
  return `${source.file}:${lineAt(spot, offset)}:${before.length - before.lastIndexOf("\n")}`;
}

/** A parser's error code in words; its own message would quote the document. */
const describe = (code: string): string => `YAML error ${code.toLowerCase().replaceAll("_", " ")}`;
