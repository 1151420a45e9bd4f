import { Failure } from "../failure.ts";
import { isObject, type Path } from "../json/values.ts";
import { lineCounter } from "../yaml/lines.ts";
import { treeOf } from "../yaml/read/any.ts";
import { column, type Entry, entryAt, nearestEntry, type Tree } from "../yaml/tree.ts";
import type { Layer } from "./layers.ts";
import { objectLayer } from "./object.ts";

/**
 * The settings of a config file, YAML or JSON, or of an object of kind KongClientIP in it; errors will name file, line and column.
 * It reads as a manifest does, so `realIPRecursive: on` is true.
 *
 * @throws Failure (config) where the text is not one YAML map
 */
export function fileLayer(name: string, text: string): Layer {
  const lines = lineCounter(text);
  const place = (offset: number) => `${name}:${1 + lines(offset)}:${1 + column(text, offset)}`;
  const refuse = (where: string, what: string, remedy = "mend the file"): never => {
    throw new Failure("config", where, what, remedy);
  };
  const tree = readSettings(text, () => refuse(name, "the config is nested too deep"));
  const { value, fault, rest } = tree;
  if (fault) refuse(place(fault.offset), `not valid YAML: ${fault.what}`);
  if (rest !== undefined) refuse(place(rest), "a second document starts here", "leave one in the file");
  const twice = keyTwice(tree.root());
  if (twice) refuse(place(twice.start), "a key stands twice");
  if (!isObject(value))
    return refuse(`${name}:1:1`, "the config is not a map", "write keys such as method: and cloud:");
  const where = (path: Path) => place(offsetOf(tree, path));
  return {
    ...("kind" in value ? objectLayer("file", value, where) : { origin: "file" as const, value, where }),
    file: name,
  };
}

function readSettings(text: string, refuseDeep: () => never): Tree {
  try {
    return treeOf(text);
  } catch (error) {
    if (error instanceof RangeError) refuseDeep();
    throw error;
  }
}

/** The second of two keys with one name in one map, of which Kubernetes would take the last. */
function keyTwice({ node }: Entry): Entry | undefined {
  if (node.kind !== "map" && node.kind !== "list") return undefined;
  const known = new Set<string>();
  for (const entry of node.entries()) {
    const { key, isMerge } = entry;
    if (key !== undefined && !isMerge && known.size === known.add(key).size) return entry;
    const below = keyTwice(entry);
    if (below) return below;
  }
  return undefined;
}

/** Where a key, or a list's item, stands; the beginning of what is nearest around it where it does not. */
function offsetOf(tree: Tree, path: Path): number {
  const root = tree.root();
  const entry = entryAt(root, path);
  if (entry) return startOf(entry, tree.text);
  const near = nearestEntry(root, path);
  const [first = near] = near.node.kind === "map" || near.node.kind === "list" ? near.node.entries() : [];
  return startOf(first, tree.text);
}

/** An item of a list starts behind its dash. */
function startOf({ key, start, lead }: Entry, text: string): number {
  return key === undefined ? lead + (/^ */.exec(text.slice(lead))?.[0].length ?? 0) : start;
}
