import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { Failure } from "../failure.ts";
import { isObject, type Path } from "../json/values.ts";
import { keyOf, type Reading, readValue } from "../yaml/read/value.ts";
import type { Layer } from "./layers.ts";
import { objectLayer } from "./object.ts";

/**
 * The settings of a config file, YAML or JSON, or of an object of kind KongClientIP in it; errors will name file, line and column.
 * Plain scalars read as in a manifest, so `realIPRecursive: on` is true.
 *
 * @throws Failure (config) where the text is not one YAML map
 */
export function fileLayer(name: string, text: string): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: "failsafe",
    // The library's own search for keys that stand twice takes too long for thousands of keys.
    uniqueKeys: false,
    // Not "silent", which passes over a second document.
    logLevel: "error",
    prettyErrors: false,
    keepSourceTokens: true,
    lineCounter: lines,
  });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const { value, fault, twice } = readSettings(name, document);
  const [error] = document.errors;
  if (error) {
    const what = `not valid YAML (${error.code.toLowerCase().replaceAll("_", " ")})`;
    throw new Failure("config", place(error.pos[0]), what, "mend the file");
  }
  if (twice !== undefined) throw new Failure("config", place(twice), "a key stands twice", "mend the file");
  if (fault) throw new Failure("config", place(fault.offset), fault.what, "mend the file");
  if (!isObject(value))
    throw new Failure("config", `${name}:1:1`, "the config is not a map", "write keys such as method: and cloud:");
  const where = (path: Path) => place(offsetOf(document.contents, path));
  return {
    ...("kind" in value ? objectLayer("file", value, where) : { origin: "file" as const, value, where }),
    file: name,
  };
}

function readSettings(name: string, document: Document.Parsed): Reading {
  try {
    return readValue(document);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure("config", name, "the config is nested too deep", "mend the file");
  }
}

/** Where a key (or a list's item) stands; the nearest thing around it where it does not. */
function offsetOf(node: Node | null, path: Path): number {
  const [token, ...rest] = path;
  const here = node?.range?.[0] ?? 0;
  if (isMap<Node, Node | null>(node)) {
    const pair = node.items.find((item) => keyOf(item) === token);
    if (!pair) return here;
    return rest.length === 0 || isScalar(pair.value) ? (pair.key.range?.[0] ?? here) : offsetOf(pair.value, rest);
  }
  return isSeq(node) && token !== undefined
    ? offsetOf((node.items[Number(token)] as Node | undefined) ?? node, rest)
    : here;
}
