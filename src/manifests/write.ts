import { bug, Failure } from "../failure.ts";
import { type Document, readTree } from "./document.ts";
import { edit, SharedNode } from "./edit.ts";
import { equals, type Json, type JsonObject, pointer, withAt } from "./json.ts";
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
    changed.set(resource.document, [...(changed.get(resource.document) ?? []), [resource, value]]);
  }
  const chunks: Buffer[] = [];
  let copied = 0;
  for (const [document, entries] of [...changed].sort(([a], [b]) => a.start - b.start)) {
    const text = rewrite(document, entries);
    chunks.push(bytes.subarray(copied, document.start), Buffer.from(text));
    copied = document.end;
  }
  return copied === 0 ? bytes : Buffer.concat([...chunks, bytes.subarray(copied)]);
}

/**
 * A document's text with the values of some of its resources put in place of their old ones.
 * @throws Failure where a value cannot be written where it stands
 */
export function rewrite(document: Document, entries: [Resource, JsonObject][]): string {
  const { text } = document;
  const [first] = entries[0] as [Resource, JsonObject];
  let wanted: Json = document.value;
  for (const [resource, patched] of entries) wanted = withAt(wanted, resource.path, patched);
  let result = "";
  let copied = 0;
  for (const splice of spliced(entries, () => edit(document, wanted))) {
    if (splice.start < copied) throw bug(label(first), "two edits overlap");
    result += text.slice(copied, splice.start) + splice.text;
    copied = splice.end;
  }
  result += text.slice(copied);
  const reread = readTree(result);
  if (reread.fault || !equals(reread.value, wanted)) {
    throw bug(label(first), "the patched document does not read as it was meant");
  }
  return result;
}

function spliced<T>(entries: readonly [Resource, JsonObject][], make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof SharedNode)) throw error;
    const isAbove = ([{ path }]: (typeof entries)[number]) => path.every((token, index) => token === error.path[index]);
    const [resource] = entries.find(isAbove) ?? (entries[0] as (typeof entries)[number]);
    throw new Failure(
      "shared-node",
      label(resource),
      `${pointer(error.path)} is written through a YAML alias or merge key, so a change would show in several places`,
      "write the value out in the chart",
    );
  }
}
