import jsonpatch, { type Operation as LibraryOperation } from "fast-json-patch";
import { isObject, type Json, type JsonObject, tokensOf } from "./values.ts";

/** An operation of RFC 6902. */
export type Operation =
  | { op: "add" | "replace" | "test"; path: string; value: Json }
  | { op: "remove"; path: string }
  | { op: "move" | "copy"; path: string; from: string };

/** An operation that does not apply, by its position in the patch. Says nothing of the document's content. */
export class PatchError extends Error {
  override readonly name = "PatchError";

  constructor(
    readonly index: number,
    readonly reason: string,
  ) {
    super(`operation ${index}: ${reason}`);
  }
}

/**
 * `document` with all operations applied, in order: a copy, which shares with it what they leave as it is.
 *
 * Locations are checked here, by the letter of RFC 6902 and RFC 6901: fast-json-patch follows inherited properties,
 * takes `01` for an index and puts the whole document into its error messages.
 *
 * @throws PatchError at the first operation that does not apply; `document` is never changed
 */
export function apply(document: JsonObject, patch: readonly Operation[]): JsonObject {
  let result: Json = document;
  const copies = new Set<Json>();
  for (const [index, operation] of patch.entries()) {
    const reason = obstacle(result, operation);
    if (reason !== undefined) throw new PatchError(index, reason);
    try {
      result = jsonpatch.applyOperation(writable(result, operation, copies), operation as LibraryOperation)
        .newDocument as Json;
    } catch {
      throw new PatchError(
        index,
        operation.op === "test" ? `the value at ${operation.path} is another` : `${operation.op} does not apply`,
      );
    }
  }
  if (!isObject(result)) throw new PatchError(patch.length - 1, "it would leave no object behind");
  return result;
}

/** A document whose maps and lists that an operation changes are copies: new ones, or those that were made before. */
function writable(document: Json, operation: Operation, copies: Set<Json>): Json {
  if (operation.op === "test") return document;
  const copy = copyOnWay(document, tokensOf(operation.path), copies);
  return operation.op === "move" ? copyOnWay(copy, tokensOf(operation.from), copies) : copy;
}

function copyOnWay(value: Json, [token, ...rest]: readonly string[], copies: Set<Json>): Json {
  if (token === undefined || value === null || typeof value !== "object") return value;
  const copy: Json = copies.has(value) ? value : Array.isArray(value) ? [...value] : { ...value };
  copies.add(copy);
  if (rest.length > 0 && Object.hasOwn(copy, token))
    (copy as JsonObject)[token] = copyOnWay((copy as JsonObject)[token] as Json, rest, copies);
  return copy;
}

/** Why an operation cannot apply, before its value is looked at; undefined where it can. */
function obstacle(document: Json, operation: Operation): string | undefined {
  const { op, path } = operation;
  if (
    [path, ...("from" in operation ? [operation.from] : [])].some((pointer) => pointer.split("/").includes("__proto__"))
  ) {
    return "__proto__ may not be patched";
  }
  if (op === "move" && path.startsWith(`${operation.from}/`)) return `${operation.from} cannot be moved into itself`;
  if ("from" in operation && valueAt(document, operation.from) === undefined) return `${operation.from} does not exist`;
  if (op === "remove" || op === "replace" || op === "test") {
    return valueAt(document, path) === undefined ? `${path} does not exist` : undefined;
  }
  if (path === "") return undefined;
  const cut = path.lastIndexOf("/");
  const parent = valueAt(document, path.slice(0, cut));
  if (parent === undefined) return `${path.slice(0, cut)} does not exist`;
  if (!Array.isArray(parent)) return isObject(parent) ? undefined : `${path.slice(0, cut)} is neither a map nor a list`;
  const token = path.slice(cut + 1);
  return token === "-" || (INDEX.test(token) && Number(token) <= parent.length)
    ? undefined
    : `${path} is not a place in the list`;
}

const INDEX = /^(?:0|[1-9]\d*)$/;

/** The value a JSON Pointer leads to, own properties and canonical indexes only. */
export function valueAt(document: Json, pointer: string): Json | undefined {
  let here: Json | undefined = document;
  for (const token of tokensOf(pointer)) {
    if (Array.isArray(here)) here = INDEX.test(token) ? here[Number(token)] : undefined;
    else here = isObject(here) && Object.hasOwn(here, token) ? here[token] : undefined;
  }
  return here;
}
