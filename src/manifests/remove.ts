import { isObject, type Json, type Path } from "../json/values.ts";
import { Buffer } from "../runtime/node.ts";
import type { Document } from "./document.ts";
import { label, type Manifests, type Resource } from "./read.ts";
import { rewriteAs } from "./write.ts";

/**
 * The manifests without some of their resources: documents go as a whole, with the `---` before them, items of lists
 * alone. Every other byte stays.
 *
 * @throws Failure where an item cannot be taken out of its list
 */
export function remove({ bytes, resources }: Manifests, isGone: (resource: Resource) => boolean): Buffer {
  const gone = resources.filter(isGone);
  const documents = [...new Set(gone.map(({ document }) => document))].sort((a, b) => b.start - a.start);
  return documents.reduce((left, document) => {
    const own = gone.filter((resource) => resource.document === document);
    const [start, text] = own.some(({ path }) => path.length === 0)
      ? [markBefore(left, document), ""]
      : [document.start, withoutItems(document, own)];
    return Buffer.concat([left.subarray(0, start), Buffer.from(text), left.subarray(document.end)]);
  }, bytes);
}

const markBefore = (bytes: Buffer, { start }: Document): number =>
  bytes.toString("latin1", Math.max(0, start - 3), start) === "---" ? start - 3 : start;

function withoutItems(document: Document, own: readonly Resource[]): string {
  const [first] = own;
  const where = () => (first ? label(first) : document.source.file);
  return rewriteAs(
    document,
    withoutPaths(
      document.value,
      own.map(({ path }) => path),
    ),
    where,
  ).text;
}

/** A copy without the items of lists that stand at some paths. */
function withoutPaths(root: Json, paths: readonly Path[], here: Path = []): Json {
  const isAt = (path: Path, place: Path) =>
    path.length === place.length && place.every((token, index) => path[index] === token);
  if (Array.isArray(root))
    return root.flatMap((item, index) => {
      const place = [...here, index];
      return paths.some((path) => isAt(path, place)) ? [] : [withoutPaths(item, paths, place)];
    });
  if (!isObject(root)) return root;
  return Object.fromEntries(
    Object.entries(root).map(([key, item]) => [key, withoutPaths(item, paths, [...here, key])]),
  );
}
