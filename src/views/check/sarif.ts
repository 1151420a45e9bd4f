import { json } from "../../escape/json.ts";
import { messageText } from "../../escape/sarif.ts";
import { visible } from "../../escape/text.ts";
import { codes } from "../../judgement/codes.ts";
import type { Finding } from "../../judgement/rule.ts";
import { lineAt } from "../../manifests/document.ts";
import type { Resource } from "../../manifests/read.ts";
import type { Check } from "../../run/check.ts";
import { entryAt } from "../../yaml/tree.ts";

/** For code scanning: SARIF 2.1.0, docs.oasis-open.org/sarif/sarif/v2.1.0. */
export function checkSarif({ findings, silenced }: Check, version: string): string {
  const rules = Object.entries(codes).map(([id, { severity, title, story }]) => ({
    id,
    shortDescription: { text: title },
    fullDescription: { text: story },
    defaultConfiguration: { level: severity },
  }));
  const ids = rules.map(({ id }) => id);
  const driver = {
    name: "kong-client-ip",
    version,
    informationUri: "https://www.npmjs.com/package/kong-client-ip",
    rules,
  };
  const results = [
    ...findings.map((finding) => resultOf(finding, ids)),
    ...silenced.map(({ finding, reason, inManifest }) => ({
      ...resultOf(finding, ids),
      suppressions: [{ kind: inManifest ? "inSource" : "external", justification: visible(reason) }],
    })),
  ];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, results }],
  };
  return json(log);
}

function resultOf({ code, severity, where, pointer, what, remedy, resource }: Finding, ids: readonly string[]) {
  const logicalLocations = [{ fullyQualifiedName: `${where}#${pointer}`, kind: "resource" }];
  const physicalLocation = resource && {
    artifactLocation: { uri: uriOf(resource.document.source.file) },
    region: { startLine: lineOf(resource) },
  };
  return {
    ruleId: code,
    ruleIndex: ids.indexOf(code),
    level: severity,
    message: { text: messageText(`${where}: ${what}; ${remedy}`) },
    locations: [{ ...(physicalLocation && { physicalLocation }), logicalLocations }],
  };
}

/** A file name as a relative reference, or as a URI where it is absolute; no part of a name is a scheme or a host, RFC 3986. */
function uriOf(file: string): string {
  const path = encodeURI(file.replaceAll("\\", "/")).replace(/[?#]/g, (character) => encodeURIComponent(character));
  if (/^(?:\/|[a-z]:\/)/i.test(path)) return `file:///${path.replace(/^\/+/, "")}`;
  return /^[^/]*:/.test(path) ? `./${path}` : path;
}

/** The line of a resource in its file: of its item in a List, else the first that is neither empty nor a comment. */
function lineOf({ document, path }: Resource): number {
  const start = path.length > 0 ? entryAt(document.root(), path)?.start : document.text.search(/^[^\S\n]*[^\s#]/m);
  return lineAt(document, start);
}
