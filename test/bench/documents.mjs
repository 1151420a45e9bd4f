/** Streams as resources, for checking what the contestants made of them. */

import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { patchInPlace } from "./edits.mjs";

/**
 * A document as Kubernetes reads it: plain words may be booleans.
 * @type {(document: string) => any}
 */
export const read = (document) => parse(document, { version: "1.1", uniqueKeys: false });

/** @type {(stream: string) => string[]} */
export const documentsOf = (stream) => stream.split(/^---(?=\s)/m).filter((document) => document.includes("kind:"));

/** Only documents of these kinds are patched, so only they are compared; the others are counted. */
const PATCHED = /^kind: (?:Service|Deployment)$/m;

/** So many resources are enough to compare: reading them takes longer than anything that is measured. */
const SAMPLE = 200;

/**
 * The number of documents, and some of those that could be patched, by kind and name.
 * @type {(stream: string) => { count: number, resources: Map<string, any> }}
 */
function sampleOf(stream) {
  const documents = documentsOf(stream);
  const candidates = documents
    .filter((document) => PATCHED.test(document))
    .map((document) => ({
      name: /^ {2}name: (.*)$/m.exec(document)?.[1] ?? "",
      document,
    }));
  // By name, so that each stream gives the same sample: kustomize has an order of its own.
  candidates.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const step = Math.ceil(candidates.length / SAMPLE);
  const resources = candidates.filter((_, index) => index % step === 0).map(({ document }) => read(document));
  return {
    count: documents.length,
    resources: new Map(resources.map((resource) => [`${resource.kind} ${resource.metadata.name}`, resource])),
  };
}

/**
 * Tells whether an output is the stream with the edits made, whatever its formatting and order.
 *
 * @param {string} stream
 * @param {import("./edits.mjs").Edit[]} edits
 * @returns {(output: string) => string | undefined} what is wrong with an output, if anything
 */
export function checkerFor(stream, edits) {
  const expected = sampleOf(stream);
  for (const resource of expected.resources.values()) patchInPlace(edits, resource);
  return (output) => {
    const { count, resources } = sampleOf(output);
    if (count !== expected.count) return `${count} documents instead of ${expected.count}`;
    for (const [name, resource] of expected.resources)
      if (!isDeepStrictEqual(resources.get(name), resource)) return `${name} is not as it should be`;
    return undefined;
  };
}
