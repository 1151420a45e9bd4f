import type { JsonObject } from "../json/values.ts";
import { memo } from "../memo.ts";
import { Buffer } from "../runtime/node.ts";
import { readPiece, type Source } from "./document.ts";
import { type Resource, resourcesOf } from "./read.ts";
import { type Piece, split } from "./split.ts";

const KIND = Buffer.from("ConfigMap");

/** Pieces of a source in which a ConfigMap may stand. No run parses one that no gateway names. */
const pieces = memo(({ bytes }: Source): Piece[] =>
  split(bytes).filter(({ body, end }) => bytes.subarray(body, end).includes(KIND)),
);

/**
 * The ConfigMap of a name beside a resource: in the same stream, and in the same namespace as far as both tell one.
 * Undefined where there is none, or more than one, or none that can be read for certain.
 */
export function configMapBeside({ document: { source }, namespace }: Resource, name: string): JsonObject | undefined {
  const { bytes } = source;
  const found = pieces(source)
    .filter(({ body, end }) => bytes.subarray(body, end).includes(name))
    .map((piece) => readPiece(source, piece))
    .flatMap((document) => (document.fault ? [] : resourcesOf(document, [], document.value)))
    .filter(
      (resource) =>
        resource.kind === "ConfigMap" &&
        resource.apiVersion === "v1" &&
        resource.name === name &&
        (namespace === undefined || resource.namespace === undefined || resource.namespace === namespace),
    );
  return found.length === 1 ? found[0]?.value : undefined;
}
