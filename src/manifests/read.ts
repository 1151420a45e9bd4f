import { at, isObject, type Json, type JsonObject, mapAt, type Path, textAt } from "../json/values.ts";
import { Budget } from "./budget.ts";
import { type Document, readPiece, type Source } from "./document.ts";
import { canMatter, split } from "./split.ts";

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
  /** The documents that can matter. */
  documents: Document[];
  /** All resources of the kinds that can matter, in the order of the stream. */
  resources: Resource[];
}

/** `Service kong/demo-kong-proxy`: how messages name a resource, by its names as they are; views make them visible. */
export const label = ({ kind, name, namespace }: Resource): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

/**
 * The resources of a manifest stream (YAML or JSON documents, `List`s unwrapped). Documents of other kinds are
 * found by their bytes and not parsed. Faulty documents are read as far as they go and carry a `fault`.
 */
export function read(bytes: Buffer, file = "stdin"): Manifests {
  const source: Source = { bytes, file };
  const budget = new Budget();
  const documents = split(bytes)
    .filter((piece) => canMatter(bytes, piece))
    .flatMap((piece) => readPiece(source, piece, budget));
  return { bytes, documents, resources: documents.flatMap((document) => resourcesOf(document, [], document.value)) };
}

/** What Kubernetes reads from every document, whatever its kind, one after the other; null for empty ones. */
export function* readAll(bytes: Buffer): Generator<Json> {
  for (const piece of split(bytes)) for (const { value } of readPiece({ bytes, file: "stdin" }, piece)) yield value;
}

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
