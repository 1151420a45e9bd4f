import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import { equals, isObject, type Json } from "../../json/values.ts";
import { checkDepth } from "../tree.ts";
import { BINARY, faultIn, readScalar } from "./scalar.ts";

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
  /** What maps with a key that stands twice read as. */
  const doubled = new Set<Json>();
  let size = 0;
  let expanded = 0;
  let depth = 0;
  let deepest = 0;

  const fail = (what: string, node: Node): null => {
    reading.fault ??= { what, offset: node.range?.[0] ?? 0 };
    return null;
  };
  const failAs = (what: string | undefined, node: Node) => what !== undefined && fail(what, node);
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
    if (isScalar(node)) failAs(faultIn(node), node);
    if (!isScalar(node)) depth--;
    if (anchor) Object.assign(anchor, { value, size: size - before.size, height: deepest - depth });
    deepest = Math.max(deepest, before.deepest);
    return value;
  };
  const readMap = (map: YAMLMap): Json => {
    const own = new Map<string, Json>();
    const merged = new Map<string, Json>();
    let isDoubled = false;
    const merge = (source: Json, from: Node, before: ReadonlyMap<string, Json>) => {
      if (doubled.has(source)) fail("a map that is merged has a key twice", from);
      for (const [key, item] of Object.entries(isObject(source) ? source : {})) {
        // kubectl and Helm 3 let it replace what stands before it, Helm 4 and the rest of the world do not.
        if ([own, before].some((map) => map.has(key) && !equals(map.get(key), item))) fail(MERGED, from);
        if (!merged.has(key)) merged.set(key, item);
      }
    };
    for (const pair of map.items) {
      const value = read(pair.value);
      // JSON, which Kubernetes makes of it, has no such keys. kubernetes-sigs/yaml yaml.go (convertToJSONableObject)
      if (!isScalar(pair.key) || readScalar(pair.key) === null) fail("a key is no text", (pair.key as Node) ?? map);
      else {
        const isFlow = map.flow === true;
        failAs(
          faultIn(pair.key) ?? (isFlow ? undefined : faultInBlockPair(pair)) ?? faultInPair(pair, isFlow),
          pair.key,
        );
      }
      if (!isMergeKey(pair)) {
        const key = keyOf(pair);
        if (own.has(key)) isDoubled = true;
        own.set(key, value);
      }
      // Of several maps in one key the first wins; own keys win over all.
      else {
        const before = new Map(merged);
        for (const source of Array.isArray(value) ? value : [value]) merge(source, pair.key as Node, before);
      }
    }
    for (const key of own.keys()) merged.delete(key);
    const value = Object.fromEntries([...merged, ...own]);
    if (isDoubled) doubled.add(value);
    return value;
  };

  reading.value = read(document.contents);
  return reading;
}

const MERGED = "a merge key stands behind what it would replace";

/**
 * Why go-yaml refuses a pair of a block that the library reads: `? a` with `- b` below it, which the library leaves
 * out, and a key whose colon stands on a line below.
 */
function faultInBlockPair({ srcToken }: Pair): string | undefined {
  if (!srcToken || !("sep" in srcToken)) return undefined;
  const { start, sep = [], value } = srcToken;
  const colon = sep.findIndex(({ type }) => type === "map-value-ind");
  if (colon < 0) return value ? "something stands behind a key that has no colon" : undefined;
  const isExplicit = start.some(({ type }) => type === "explicit-key-ind");
  const isBelow = sep.slice(0, colon).some(({ type }) => type === "newline");
  return isBelow && !isExplicit ? "a key goes over several lines" : undefined;
}

/**
 * Why a pair with a plain key reads otherwise to some: `{a:}` has the key `a:`.
 * Source: go.yaml.in/yaml/v2 scannerc.go (yaml_parser_scan_plain_scalar), decode.go (isMerge).
 */
function faultInPair({ key, srcToken }: Pair, isFlow: boolean): string | undefined {
  const { type, tag, value, source = "" } = key as Scalar;
  if (tag === "tag:yaml.org,2002:merge" || (value === "<<" && tag !== undefined)) return "a merge key has a tag";
  if (tag === BINARY && readScalar(key as Scalar) === "kind") return "the key kind is in base64";
  if (type !== "PLAIN") return undefined;
  if (isRounded(readScalar(key as Scalar), source)) return "a key is a number that Kubernetes writes anew";
  const isGlued = isFlow && srcToken && "sep" in srcToken && srcToken.sep?.at(-1)?.type === "map-value-ind";
  return isGlued ? "a colon has no blank behind it" : undefined;
}

/** Source: sigs.k8s.io/yaml yaml.go (convertToJSONableObject), which has keys that are floats in 32 bits. */
const isRounded = (value: Json, source: string): boolean =>
  typeof value === "number" && !/^[1-9]\d*$/.test(source) && (Math.abs(value) >= 1e6 || String(value).length > 7);

/** `<<`, unquoted: the only key that is not a name. */
export const isMergeKey = (pair: Pair): boolean =>
  isScalar(pair.key) && pair.key.type === "PLAIN" && pair.key.value === "<<";

/** The name of a key as Kubernetes sees it: `on` is the key "true". Keys that are collections have no name. */
export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(readScalar(pair.key)) : "";
}
