import { at, equals, isObject, type Json, type JsonObject, type Path } from "../../json/values.ts";
import type { Entry, Tree } from "../tree.ts";
import { align } from "./align.ts";
import { Pen, type Splice } from "./pen.ts";
import { isInline } from "./render.ts";

/** Thrown where a change would have to be written into an alias, a merged map or a node that others refer to. */
export class SharedNode extends Error {
  constructor(readonly path: Path) {
    super("shared node");
  }
}

/**
 * The splices that turn a text into one that reads as `wanted`, touching only the lines of values that differ.
 * They are in order and do not overlap.
 *
 * @throws SharedNode where the change is reached through an alias or `<<`
 */
export function edit(original: Tree, wanted: Json): Splice[] {
  const pen = new Pen(original.lines);

  const change = (entry: Entry, before: Json | undefined, after: Json, path: Path): void => {
    if (equals(before, after)) return;
    const { node } = entry;
    if (node.isShared) throw new SharedNode(path);
    const entries = node.kind === "map" || node.kind === "list" ? node.entries() : [];
    const keepsEntries = entries.length > 0 && !isInline(after);
    if (keepsEntries && node.kind === "map" && isObject(before) && isObject(after)) {
      changeMap(entry, entries, before, after, path);
    } else if (keepsEntries && node.kind === "list" && Array.isArray(before) && Array.isArray(after)) {
      changeList(entry, entries, before, after, path);
    } else pen.replace(entry, before, after);
  };

  const changeMap = (map: Entry, entries: readonly Entry[], before: JsonObject, after: JsonObject, path: Path) => {
    const merges = entries.some(({ isMerge }) => isMerge);
    // Of entries with the same key the last one counts.
    const own = new Map(entries.map((entry) => [entry.key ?? "", entry]));
    for (const key of Object.keys(before)) {
      const isMerged = merges && (!own.has(key) || !Object.hasOwn(after, key));
      if (isMerged && !equals(before[key], after[key])) throw new SharedNode([...path, key]);
    }
    const isGone = ({ key = "" }: Entry) => Object.hasOwn(before, key) && !Object.hasOwn(after, key);
    const kept = entries.filter((entry) => !isGone(entry));
    const [first, last] = [kept.at(0), kept.at(-1)];
    if (!first || !last) return pen.replace(map, before, after);
    entries.forEach((entry, index) => {
      const { key = "" } = entry;
      if (isGone(entry)) pen.remove(entries, index, first);
      else if (own.get(key) === entry && Object.hasOwn(after, key))
        change(entry, before[key], after[key] as Json, [...path, key]);
    });
    for (const [key, value] of Object.entries(after)) {
      if (!Object.hasOwn(before, key)) pen.insertBehind(last, pen.render(last, value, key));
    }
  };

  const changeList = (list: Entry, entries: readonly Entry[], before: Json[], after: Json[], path: Path) => {
    const rows = align(before, after, identity);
    const gone = new Set(rows.filter((row) => row.after === undefined).map((row) => entries[row.before as number]));
    const first = entries.find((entry) => !gone.has(entry));
    if (!first) return pen.replace(list, before, after);
    let behind: Entry | undefined;
    for (const row of rows) {
      const value = row.after === undefined ? undefined : (after[row.after] as Json);
      if (row.before === undefined) {
        const rendered = pen.render(first, value as Json);
        if (behind) pen.insertBehind(behind, rendered);
        else pen.insertBefore(first, rendered);
      } else if (value === undefined) pen.remove(entries, row.before, first);
      else {
        behind = entries[row.before] as Entry;
        change(behind, before[row.before], value, [...path, row.before]);
      }
    }
  };

  change(original.root(), original.value, wanted, []);
  return pen.splices;
}

/** What an item stays the same by: a Kubernetes object by its names, whatever else changes in it. */
function identity(item: Json): string {
  const name = at(item, ["metadata", "name"]);
  const named = [at(item, ["kind"]), at(item, ["metadata", "namespace"]) ?? null, name];
  return JSON.stringify(typeof name === "string" ? named : item);
}
