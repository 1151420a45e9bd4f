import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { isObject, type Json } from "./json.ts";
import { resolvePlain } from "./scalar.ts";
import { checkDepth } from "./tree.ts";

/** A tree larger than this after its aliases are expanded is an alias bomb, not a manifest. */
const MAX_NODES = 5_000_000;

export interface Reading {
  value: Json;
  /** Nodes that an alias or a merge key points to: an edit there would show in several places. */
  shared: Set<unknown>;
  /** Why Kubernetes could not read the document, with the offset in its text. */
  fault?: { what: string; offset: number };
}

/**
 * The JSON value that Kubernetes reads from a composed document: YAML 1.1 scalars, merge keys applied,
 * aliases followed, of duplicate keys the last. Faults are reported, not thrown.
 * @throws RangeError for a document that is nested too deep
 */
export function readValue(document: Document.Parsed): Reading {
  if (document.errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) throw new RangeError("nested too deep");
  const reading: Reading = { value: null, shared: new Set() };
  const anchors = new Map<string, { node: Node; value: Json | undefined; size: number }>();
  let size = 0;
  let depth = 0;

  const fail = (what: string, node: Node): null => {
    reading.fault ??= { what, offset: node.range?.[0] ?? 0 };
    return null;
  };
  const read = (node: unknown): Json => {
    size++;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (!target) return fail("an alias has no anchor", node);
      if (target.value === undefined) return fail("an alias stands inside its own anchor", node);
      reading.shared.add(target.node);
      size += target.size;
      return size > MAX_NODES ? fail("its aliases expand without bound", node) : target.value;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    const before = size;
    const anchor = node.anchor === undefined ? undefined : { node, value: undefined as Json | undefined, size: 0 };
    if (anchor && node.anchor) anchors.set(node.anchor, anchor);
    const value = isScalar(node) ? readScalar(node) : readCollection(node);
    if (anchor) Object.assign(anchor, { value, size: size - before });
    return value;
  };
  const readCollection = (node: YAMLMap | YAMLSeq): Json => {
    checkDepth(++depth);
    const value = isMap(node) ? readMap(node) : node.items.map(read);
    depth--;
    return value;
  };
  const readMap = (map: YAMLMap): Json => {
    const own = new Map<string, Json>();
    const merged = new Map<string, Json>();
    for (const pair of map.items) {
      const value = read(pair.value);
      // JSON, which Kubernetes makes of it, has no such keys. kubernetes-sigs/yaml yaml.go (convertToJSONableObject)
      if (!isScalar(pair.key) || readScalar(pair.key) === null) fail("a key is no text", (pair.key as Node) ?? map);
      if (!isMergeKey(pair)) own.set(keyOf(pair), value);
      // Of several merged maps the first wins; own keys win over all.
      else
        for (const source of Array.isArray(value) ? value : [value])
          for (const [key, item] of Object.entries(isObject(source) ? source : {}))
            if (!merged.has(key)) merged.set(key, item);
    }
    if (merged.size === 0) return Object.fromEntries(own);
    for (const key of own.keys()) merged.delete(key);
    return Object.fromEntries([...merged, ...own]);
  };

  reading.value = read(document.contents);
  return reading;
}

function readScalar(node: {
  type?: string | undefined;
  tag?: string | undefined;
  source?: string;
  value: unknown;
}): Json {
  const text = String(node.value ?? "");
  if (node.type !== "PLAIN") return text;
  return node.tag === "tag:yaml.org,2002:str" ? text : resolvePlain(text);
}

/** `<<`, unquoted: the only key that is not a name. */
export const isMergeKey = (pair: Pair): boolean =>
  isScalar(pair.key) && pair.key.type === "PLAIN" && pair.key.value === "<<";

/** The name of a key as Kubernetes sees it: `on` is the key "true". Keys that are collections have no name. */
export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(readScalar(pair.key)) : "";
}
