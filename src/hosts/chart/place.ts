import { bug, Failure } from "../../failure.ts";
import { at, equals, isObject, type JsonObject, pointer, withAll } from "../../json/values.ts";
import { readTree, type Source } from "../../manifests/document.ts";
import { edited, rewriteAs } from "../../manifests/write.ts";
import { Buffer } from "../../runtime/node.ts";
import { entryAt } from "../../yaml/tree.ts";
import type { ValuesSite } from "./carriers.ts";
import { literalIn } from "./literal.ts";
import { assigned, editsOf, readValues, refuseFault } from "./values.ts";

/** Values as they stand somewhere. */
export interface ValuesPlace {
  /** For messages. */
  name: string;
  value: JsonObject;
  /**
   * All of the file with other values in their place.
   * @throws Failure where they cannot be written there
   */
  write(wanted: JsonObject): string;
}

/** A file of values, and nothing else. */
export function placeOfFile(source: Source, documents?: Parameters<typeof readValues>[1]): ValuesPlace {
  const values = readValues(source, documents);
  return {
    name: source.file,
    value: values.value,
    write: (wanted) => edited(source.bytes.toString(), editsOf(values, wanted), () => source.file),
  };
}

/** The values that a manifest brings along. */
export function placeOfSite(source: Source, site: ValuesSite): ValuesPlace {
  refuseFault(site.document);
  const { document, path } = site;
  const { bytes } = source;
  const write = (text: string) =>
    bytes.toString("utf8", 0, document.start) + text + bytes.toString("utf8", document.end);
  const value = at(document.value, path);
  const name = `${site.label}, ${pointer(path)}`;
  if (site.isText) return placeOfText(String(value), name, site, write);
  if (value !== undefined && value !== null && !isObject(value))
    throw new Failure("bad-shape", name, "the values are not a map", "write keys such as proxy: and env:");
  return {
    name,
    value: value ?? {},
    write: (wanted) => {
      if (equals(value ?? {}, wanted)) return bytes.toString();
      const whole = assigned(document.value as JsonObject, [{ path, value: wanted }]);
      return write(rewriteAs(document, whole, () => name).text);
    },
  };
}

/** Values in a text, which keeps its lines where it is a literal block. */
function placeOfText(
  text: string,
  name: string,
  { document, path }: ValuesSite,
  write: (text: string) => string,
): ValuesPlace {
  const entry = entryAt(document.root(), path);
  const literal = entry && literalIn(document.text, entry);
  const isQuoted = entry?.node.kind === "scalar" && entry.node.style === "double";
  const inner = readValues({ file: name, bytes: Buffer.from(literal?.text ?? text) });
  return { name, value: inner.value, write: (wanted) => write(rewritten(wanted)) };

  function rewritten(wanted: JsonObject): string {
    const splices = editsOf(inner, wanted);
    if (splices.length === 0) return document.text;
    const fresh = edited(literal?.text ?? text, splices, () => name);
    if (isQuoted) return rewriteAs(document, withAll(document.value, [[path, fresh]]), () => name).text;
    if (!literal || entry?.node.isShared) {
      const what = "the text is neither a literal block (|) nor in double quotes, so its lines cannot be kept";
      throw new Failure("unsupported", name, what, "write it as values: |, or as valuesObject");
    }
    const whole = edited(document.text, splices.map(literal.outward), () => name);
    const { value, fault } = readTree(whole);
    const read = at(value, path);
    const rest = withAll(document.value, [[path, null]]);
    const isRight =
      !fault &&
      typeof read === "string" &&
      equals(withAll(value, [[path, null]]), rest) &&
      equals(readValues({ file: name, bytes: Buffer.from(read) }).value, wanted);
    if (!isRight) throw bug(name, "the new text does not read as it was meant");
    return whole;
  }
}
