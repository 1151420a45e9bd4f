import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { isObject, type Json } from "../../json/values.ts";
import { resolvePlain } from "../scalar.ts";
import { checkDepth } from "../tree.ts";

/** Aliases that stand for more nodes and characters than this are an alias bomb, not a manifest. */
const MAX_EXPANSION = 5_000_000;

interface Anchor {
  node: Node;
  /** Undefined until it is read to its end. */
  value: Json | undefined;
  /** How many nodes and characters it has, and how deep it goes, with what its own aliases stand for. */
  size: number;
  height: number;
}

export interface Reading {
  value: Json;
  /** Nodes that an alias or a merge key points to: an edit there would show in several places. */
  shared: Set<unknown>;
  /** The second of two keys with one name, as an offset: Kubernetes takes the last. */
  twice?: number;
  /** Why Kubernetes could not read the document, with the offset in its text. */
  fault?: { what: string; offset: number };
}

/**
 * The JSON value that Kubernetes reads from a composed document: YAML 1.1 scalars, merge keys applied,
 * aliases followed, of duplicate keys the last. Faults are reported, not thrown.
 *
 * @throws RangeError for values that are nested too deep
 */
export function readValue(document: Document.Parsed): Reading {
  if (document.errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) throw new RangeError("nested too deep");
  const reading: Reading = { value: null, shared: new Set() };
  const anchors = new Map<string, Anchor>();
  let size = 0;
  let expanded = 0;
  let depth = 0;
  let deepest = 0;

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
      expanded += target.size;
      checkDepth(depth + target.height);
      deepest = Math.max(deepest, depth + target.height);
      return expanded > MAX_EXPANSION ? fail("its aliases expand without bound", node) : target.value;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    const before = { size, deepest };
    const anchor = node.anchor ? ({ node, value: undefined, size: 0, height: 0 } as Anchor) : undefined;
    if (anchor) anchors.set(node.anchor as string, anchor);
    deepest = isScalar(node) ? depth : ++depth;
    checkDepth(depth);
    const value = isMap(node) ? readMap(node) : isSeq(node) ? node.items.map(read) : readScalar(node);
    if (typeof value === "string") size += value.length;
    if (isScalar(node) && !fitsTag(node, value)) fail("a value is not what its tag says", node);
    if (!isScalar(node)) depth--;
    if (anchor) Object.assign(anchor, { value, size: size - before.size, height: deepest - depth });
    deepest = Math.max(deepest, before.deepest);
    return value;
  };
  const readMap = (map: YAMLMap): Json => {
    const own = new Map<string, Json>();
    const merged = new Map<string, Json>();
    for (const pair of map.items) {
      const value = read(pair.value);
      // JSON, which Kubernetes makes of it, has no such keys. kubernetes-sigs/yaml yaml.go (convertToJSONableObject)
      if (!isScalar(pair.key) || readScalar(pair.key) === null) fail("a key is no text", (pair.key as Node) ?? map);
      if (!isMergeKey(pair)) {
        const key = keyOf(pair);
        if (own.has(key)) reading.twice ??= (pair.key as Node).range?.[0] ?? 0;
        own.set(key, value);
      }
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

type Scalar = { type?: string | undefined; tag?: string | undefined; source?: string; value: unknown };

const BINARY = "tag:yaml.org,2002:binary";

/** Tags that have a scalar resolved as if it were plain, and what it must then be. */
const RESOLVED: Record<string, (value: Json) => boolean> = {
  "!": () => true,
  "tag:yaml.org,2002:int": Number.isInteger,
  "tag:yaml.org,2002:float": (value) => typeof value === "number",
  "tag:yaml.org,2002:bool": (value) => typeof value === "boolean",
  "tag:yaml.org,2002:null": (value) => value === null,
};

/** Source: sigs.k8s.io/yaml 1.4, goyaml.v2/decode.go (scalar), resolve.go (resolve). */
function readScalar({ type, tag, source, value }: Scalar): Json {
  // The library makes something of its own of tags that it knows.
  const text = typeof value === "string" ? value : (source ?? "");
  if (tag === BINARY) return Buffer.from(text, "base64").toString();
  return (tag === undefined ? type === "PLAIN" : Object.hasOwn(RESOLVED, tag)) ? resolvePlain(text) : text;
}

/** Whether a scalar is what its tag says. */
function fitsTag({ tag = "!", source = "" }: Scalar, value: Json): boolean {
  if (tag !== BINARY) return RESOLVED[tag]?.(value) ?? true;
  return Buffer.from(source, "base64").toString("base64") === source.replaceAll(/[\r\n]/g, "");
}

/** `<<`, unquoted: the only key that is not a name. */
export const isMergeKey = (pair: Pair): boolean =>
  isScalar(pair.key) && pair.key.type === "PLAIN" && pair.key.value === "<<";

/** The name of a key as Kubernetes sees it: `on` is the key "true". Keys that are collections have no name. */
export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(readScalar(pair.key)) : "";
}
