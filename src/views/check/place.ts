import type { Finding } from "../../judgement/rule.ts";
import { type Document, type Position, positionAt } from "../../manifests/document.ts";
import { memo } from "../../memo.ts";
import { nearestEntry } from "../../yaml/tree.ts";

/** Where the evidence of a finding stands. */
export interface EvidencePlace extends Position {
  file: string;
}

const rootOf = memo((document: Document) => document.root());

/** The evidence, or what is nearest to it in its resource; undefined for what the config says. */
export function evidencePlace({ resource, path }: Finding): EvidencePlace | undefined {
  if (!resource) return undefined;
  const { document } = resource;
  const { start } = nearestEntry(rootOf(document), [...resource.path, ...path]);
  return { file: document.source.file, ...positionAt(document, start) };
}

/** `kong.yaml:12:3` */
export const placeText = ({ file, line, column }: EvidencePlace): string => `${file}:${line}:${column}`;
