import { bug, Failure } from "../failure.ts";
import { equals, type Json, type JsonObject, type Path, pointer, withAll } from "../json/values.ts";
import { Buffer } from "../runtime/node.ts";
import { edit, SharedNode } from "../yaml/write/edit.ts";
import type { Splice } from "../yaml/write/pen.ts";
import { type Addition, documentsBehind, isItem, withItems } from "./addition.ts";
import { blocksOf, type Document, readTree } from "./document.ts";
import { label, type Manifests, type Resource } from "./read.ts";

/** What changes in one document: values of its resources, and what is put behind them. */
export interface Edits {
  values: [Resource, JsonObject][];
  additions: Addition[];
}

/** Changed values and additions by the document that they are in, as the stream has them. */
export function editsByDocument(
  values: Iterable<readonly [Resource, JsonObject]>,
  additions: readonly Addition[],
): [Document, Edits][] {
  const edits = new Map<Document, Edits>();
  const editsOf = (document: Document): Edits => {
    const found = edits.get(document) ?? { values: [], additions: [] };
    edits.set(document, found);
    return found;
  };
  for (const [resource, value] of values)
    if (!equals(resource.value, value)) editsOf(resource.document).values.push([resource, value]);
  for (const addition of additions) editsOf(addition.beside.document).additions.push(addition);
  return [...edits].sort(([a], [b]) => a.start - b.start);
}

/**
 * The stream with the given resources' values put in place of their old ones, and new resources behind those that they
 * belong to; every other byte stays. What was written is read again and compared: a difference is a bug and never output.
 *
 * @throws Failure where a value cannot be written where it stands
 */
export function write(
  manifests: Manifests,
  values: ReadonlyMap<Resource, JsonObject>,
  additions: readonly Addition[] = [],
): Buffer {
  const parts = writeParts(manifests, values, additions);
  return wholeOf(parts);
}

/** The same in parts, those of which nothing changed being parts of the old stream: a copy of it all takes its time. */
export function writeParts(
  { bytes }: Manifests,
  values: ReadonlyMap<Resource, JsonObject>,
  additions: readonly Addition[] = [],
): Buffer[] {
  const parts: Buffer[] = [];
  let copied = 0;
  for (const [document, edits] of editsByDocument(values, additions)) {
    const { text } = rewrite(document, edits);
    parts.push(bytes.subarray(copied, document.start), Buffer.from(text));
    copied = document.end;
  }
  return [...parts, bytes.subarray(copied)];
}

/** The bytes of all parts; those of a single one as they are. */
export const wholeOf = (parts: readonly Buffer[]): Buffer => {
  const [first, ...others] = parts;
  return first && others.length === 0 ? first : Buffer.concat(parts);
};

/**
 * A document's text with the values of some of its resources put in place of their old ones, and what is added to its
 * lists or behind it.
 *
 * @throws Failure where a value cannot be written where it stands
 */
export function rewrite(document: Document, { values, additions }: Edits): Rewritten {
  const items = additions.filter(isItem);
  const behind = additions.filter((addition) => !isItem(addition));
  const changed = withAll(
    document.value,
    values.map(([{ path }, value]) => [path, value]),
  );
  const first = (values[0]?.[0] ?? additions[0]?.beside) as Resource;
  const owner = (place: Path) => values.find(([{ path }]) => path.every((token, index) => token === place[index]));
  const where = (place: Path) => label(owner(place)?.[0] ?? first);
  const inner = rewriteAs(document, withItems(changed, items), where);
  if (behind.length === 0) return inner;
  const text = documentsBehind(
    document,
    behind.map(({ resource }) => resource.value),
  );
  const end = document.text.length;
  return { text: inner.text + text, splices: [...inner.splices, { start: end, end, text }] };
}

/** A new text, and how it came about. */
interface Rewritten {
  text: string;
  splices: Splice[];
}

/**
 * A text that reads as `wanted` where `original` read otherwise; only the lines of values that differ are others.
 *
 * @param where names what stands at a path in messages
 * @throws Failure where a value cannot be written where it stands
 */
export function rewriteAs(original: Document, wanted: Json, where: (path: Path) => string): Rewritten {
  const splices = spliced(where, () => edit(original, wanted));
  const text = edited(original.text, splices, () => where([]));
  const reread = readTree(text, undefined, undefined, blocksOf(original.source));
  if (reread.fault || !equals(reread.value, wanted)) throw bug(where([]), "the new text does not read as it was meant");
  return { text, splices };
}

/** A text with edits made, which are in order. @throws Failure (bug) where they overlap */
export function edited(text: string, splices: readonly Splice[], where: () => string): string {
  let result = "";
  let copied = 0;
  for (const { start, end, text: fresh } of splices) {
    if (start < copied) throw bug(where(), "two edits overlap");
    result += text.slice(copied, start) + fresh;
    copied = end;
  }
  return result + text.slice(copied);
}

function spliced<T>(where: (path: Path) => string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof SharedNode)) throw error;
    throw new Failure(
      "shared-node",
      where(error.path),
      `${pointer(error.path)} is written through a YAML alias or merge key, so a change would show in several places`,
      "write the value out",
    );
  }
}
