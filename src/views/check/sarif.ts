import { json } from "../../escape/json.ts";
import { messageText } from "../../escape/sarif.ts";
import { visible } from "../../escape/text.ts";
import { pointer } from "../../json/values.ts";
import { codes } from "../../judgement/codes.ts";
import type { Finding } from "../../judgement/rule.ts";
import type { Check } from "../../run/check.ts";
import { findingPath, SITE } from "../site.ts";
import { evidencePlace } from "./place.ts";

/** For code scanning: SARIF 2.1.0, docs.oasis-open.org/sarif/sarif/v2.1.0. */
export function checkSarif({ findings, silenced }: Check, version: string): string {
  const rules = Object.entries(codes).map(([id, { severity, title, story, source }]) => ({
    id,
    name: nameOf(id),
    helpUri: `${SITE}/${findingPath(id)}`,
    shortDescription: { text: title },
    fullDescription: { text: story },
    // GitHub shows it beside an alert.
    help: { text: `${story} Source: ${source}` },
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

function resultOf(finding: Finding, ids: readonly string[]) {
  const { code, severity, where, path, what, remedy } = finding;
  const logicalLocations = [{ fullyQualifiedName: `${where}#${pointer(path)}`, kind: "resource" }];
  const place = evidencePlace(finding);
  const physicalLocation = place && {
    artifactLocation: { uri: uriOf(place.file) },
    region: { startLine: place.line, startColumn: place.column },
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

/** `node-ports-open` as the standard has names: `NodePortsOpen`. */
const nameOf = (code: string): string => code.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
