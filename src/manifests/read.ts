import { Failure } from "../failure.ts";
import { at, isObject, type Json, type JsonObject, mapAt, type Path, textAt } from "../json/values.ts";
import { Buffer } from "../runtime/node.ts";
import type { Entry } from "../yaml/tree.ts";
import { Budget } from "./budget.ts";
import { type Document, placeAt, readPiece, type Source } from "./document.ts";
import { canMatter } from "./matter.ts";
import { type Piece, split } from "./split.ts";
import { isTemplate } from "./template.ts";

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
  /** The name of the file they come from. */
  file: string;
  /** The documents that can matter. */
  documents: Document[];
  /** All resources of the kinds that can matter, in the order of the stream. */
  resources: Resource[];
}

/** `Service kong/demo-kong-proxy`: how messages name a resource, by its names as they are; views make them visible. */
export const label = (resource: Named): string => `${resource.kind} ${qualified(resource)}`;

/** `kong/demo-kong-proxy` */
export const qualified = ({ name, namespace }: Named): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

type Named = Pick<Resource, "kind" | "name" | "namespace">;

/**
 * The resources of a manifest stream (YAML or JSON documents, `List`s unwrapped). Documents of other kinds are
 * found by their bytes and not parsed.
 *
 * @throws Failure (bad-yaml) for a document that can matter and that Kubernetes could not read, or would read in part
 */
export function read(bytes: Buffer, file = "stdin"): Manifests {
  const source: Source = { bytes, file };
  const budget = new Budget();
  const documents = split(bytes)
    .filter((piece) => canMatter(bytes, piece))
    .map((piece) => readPiece(source, piece, budget));
  for (const document of documents) refuseFaulty(document);
  const resources = documents.flatMap((document) => resourcesOf(document, [], document.value));
  return { bytes, file, documents, resources };
}

/**
 * The resources of all documents, of whatever kind.
 *
 * @throws Failure (bad-yaml) for a document that Kubernetes could not read, or would read in part
 */
export function readEvery(bytes: Buffer, file = "stdin"): Resource[] {
  const source: Source = { bytes, file };
  const budget = new Budget();
  const documents = split(bytes).map((piece) => readPiece(source, piece, budget));
  for (const document of documents) refuseFaulty(document);
  return documents.flatMap((document) => resourcesOf(document, [], document.value));
}

/** What Kubernetes reads from every document, whatever its kind, one after the other; null for empty ones. */
export function* readAll(bytes: Buffer, file = "stdin"): Generator<Json> {
  for (const piece of split(bytes)) yield readPiece({ bytes, file }, piece).value;
}

/**
 * The resources of documents that were not read, for their kind, but have a word in them and are wanted for their text.
 * Costs a search for the word where no other document has it.
 */
export function readOthers({ bytes, file, documents }: Manifests, word: string, wants: (text: string) => boolean) {
  const has = (piece: Piece) => bytes.subarray(piece.start, piece.end).includes(word);
  const gaps = [...documents, { start: bytes.length }].map(({ start }, index) => ({
    start: documents[index - 1]?.end ?? 0,
    body: 0,
    end: start,
  }));
  if (!gaps.some(has)) return [];
  const known = new Set(documents.map(({ start }) => start));
  return split(bytes)
    .filter((piece) => !known.has(piece.body) && has(piece) && wants(bytes.toString("latin1", piece.body, piece.end)))
    .map((piece) => readPiece({ bytes, file }, piece))
    .flatMap((document) => resourcesOf(document, [], document.value));
}

/** A fault may hide what a document is, so no fault is passed over where it could matter. */
function refuseFaulty(document: Document): void {
  const { source, start, end, text, rest, fault, value } = document;
  const name = [at(value, ["kind"]), at(value, ["metadata", "name"])]
    .filter((word) => typeof word === "string")
    .join(" ");
  const refuse = (offset: number, what: string, remedy: string): never => {
    throw new Failure("bad-yaml", placeAt(document, offset), `${name || "a document"} ${what}`, remedy);
  };
  if (fault) refuse(fault.offset, `cannot be read: ${fault.what}`, remedyOf(text, fault.offset));
  if (isObject(value) && "items" in value && hasKeyTwice(document.root(), ["items", "kind"]))
    refuse(0, "cannot be read: a key of a list stands twice", "take one of them out");
  if (text.includes("binary") && hasTaggedKind(document.root()))
    refuse(0, "cannot be read: its kind has the tag !!binary, which Kustomize passes over", "write the kind out");
  if (rest === undefined) return;
  const body = start + Buffer.byteLength(text.slice(0, rest));
  if (canMatter(source.bytes, { start: body, body, end }))
    refuse(rest, "is followed by another document, which Kubernetes does not read", "put a line of --- between them");
}

function remedyOf(text: string, offset: number): string {
  if (isTemplate(text)) return "it is a chart's template, so run this on what helm template prints";
  // kubectl takes JSON documents in a row, Helm and Kustomize do not.
  const isJsonInARow = text[offset] === "{" && /^\s*\{/.test(text) && text.slice(0, offset).trimEnd().endsWith("}");
  return isJsonInARow ? "put a line of --- between JSON documents" : "mend the template";
}

/** Of a list's items Helm 4 takes the first, others the last. */
function hasKeyTwice({ node }: Entry, keys: readonly string[]): boolean {
  const found = node.kind === "map" ? node.entries().flatMap(({ key = "" }) => (keys.includes(key) ? [key] : [])) : [];
  return new Set(found).size < found.length;
}

function hasTaggedKind({ node }: Entry): boolean {
  const kinds = node.kind === "map" ? node.entries().filter(({ key }) => key === "kind") : [];
  return kinds.some((entry) => entry.node.kind === "scalar" && entry.node.tag?.endsWith(":binary"));
}

/**
 * The resources of what a document holds, items of lists each on its own.
 *
 * Kubernetes' tools take whatever has `items` for a list, and items that say nothing for what it is a list of.
 * Source: k8s.io/apimachinery pkg/apis/meta/v1/unstructured/helpers.go (detectList, decodeToList).
 */
export function resourcesOf(document: Document, path: Path, value: Json, implied: Partial<Resource> = {}): Resource[] {
  if (!isObject(value)) return [];
  const kind = textAt(value, ["kind"]) ?? implied.kind ?? "";
  const apiVersion = textAt(value, ["apiVersion"]) ?? implied.apiVersion ?? "";
  const items = at(value, ["items"]);
  if (Array.isArray(items)) {
    const ofItems = { kind: kind.replace(/List$/, ""), apiVersion };
    return items.flatMap((item, index) => resourcesOf(document, [...path, "items", index], item, ofItems));
  }
  const metadata = mapAt(value, ["metadata"]);
  // An empty one is none: k8s.io/apimachinery pkg/apis/meta/v1/types.go (ObjectMeta)
  const namespace = textAt(metadata, ["namespace"]) || undefined;
  const name = textAt(metadata, ["name"]) ?? "(without a name)";
  return [{ document, path, value, apiVersion, kind, name, ...(namespace !== undefined && { namespace }) }];
}
