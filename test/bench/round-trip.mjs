/**
 * What a short script of one's own would do: parse every document, patch the values, write everything anew.
 * Usage: node round-trip.mjs EDITS.json < manifests > patched
 */

import { readFileSync, writeFileSync } from "node:fs";
import { parseAllDocuments, stringify } from "yaml";
import { patchInPlace } from "./edits.mjs";

const edits = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
/** YAML 1.1, or a quoted "on" would come back as a plain on, which Kubernetes takes for true. */
const options = {
  version: /** @type {const} */ ("1.1"),
  uniqueKeys: false,
  lineWidth: 0,
  aliasDuplicateObjects: false,
};
const resources = [...parseAllDocuments(readFileSync(0, "utf8"), options)]
  .map((document) => document.toJS())
  .filter((resource) => resource !== null);
for (const resource of resources) patchInPlace(edits, resource);
writeFileSync(1, resources.map((resource) => `---\n${stringify(resource, options)}`).join(""));
