import { bug, Failure } from "../failure.ts";
import { equals, type Json, type JsonObject, type Path, pointer, withAll } from "../json/values.ts";
import type { Tree } from "../yaml/tree.ts";
import { edit, SharedNode } from "../yaml/write/edit.ts";
import type { Splice } from "../yaml/write/pen.ts";
import { type Document, readTree } from "./document.ts";
import { label, type Manifests, type Resource } from "./read.ts";

/**
 * The stream with the given resources' values put in place of their old ones; every other byte stays.
 * What was written is read again and compared: a difference is a bug and never output.
 *
 * @throws Failure where a value cannot be written where it stands
 */
export function write({ bytes }: Manifests, values: ReadonlyMap<Resource, JsonObject>): Buffer {
  const changed = new Map<Document, [Resource, JsonObject][]>();
  for (const [resource, value] of values) {
    if (equals(resource.value, value)) continue;
    const others = changed.get(resource.document);
    if (others) others.push([resource, value]);
    else changed.set(resource.document, [[resource, value]]);
  }
  const chunks: Buffer[] = [];
  let copied = 0;
  for (const [document, entries] of [...changed].sort(([a], [b]) => a.start - b.start)) {
    const { text } = rewrite(document, entries);
    chunks.push(bytes.subarray(copied, document.start), Buffer.from(text));
    copied = document.end;
  }
  return copied === 0 ? bytes : Buffer.concat([...chunks, bytes.subarray(copied)]);
}

/**
 * A document's text with the values of some of its resources put in place of their old ones.
 * @throws Failure where a value cannot be written where it stands
 */
export function rewrite(document: Document, entries: readonly [Resource, JsonObject][]): Rewritten {
  const wanted = withAll(
    document.value,
    entries.map(([{ path }, value]) => [path, value]),
  );
  const [first] = entries[0] as [Resource, JsonObject];
  const owner = (place: Path) => entries.find(([{ path }]) => path.every((token, index) => token === place[index]));
  return rewriteAs(document, wanted, (place) => label(owner(place)?.[0] ?? first));
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
export function rewriteAs(original: Tree, wanted: Json, where: (path: Path) => string): Rewritten {
  const splices = spliced(where, () => edit(original, wanted));
  const text = edited(original.text, splices, () => where([]));
  const reread = readTree(text);
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
