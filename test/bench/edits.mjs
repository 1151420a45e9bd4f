/** The job all contestants do, PROXY protocol on EKS, as JSON 6902 patches by hand and as the values they give. */

import { isDeepStrictEqual } from "node:util";
import jsonpatch from "fast-json-patch";
import { parse } from "yaml";

/** The same job as this tool's arguments. */
export const ARGUMENTS = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16", "--quiet"];

/**
 * One patch and the resources it is for, as kustomize's `patches` have it: the name is a regular expression that must
 * match from end to end.
 *
 * @typedef {{ target: { kind: string, name: string }, patch: import("fast-json-patch").Operation[] }} Edit
 */

const ANNOTATIONS = {
  "service.beta.kubernetes.io/aws-load-balancer-type": "external",
  "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "instance",
  "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
  "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol": "*",
};
const LISTEN =
  "0.0.0.0:8000 proxy_protocol, [::]:8000 proxy_protocol, " +
  "0.0.0.0:8443 http2 ssl proxy_protocol, [::]:8443 http2 ssl proxy_protocol";

/** Only documents of these kinds are patched, so only they are compared. Every document counts, though. */
const PATCHED = /^kind: (?:Service|Deployment)$/m;
const documentsOf = (/** @type {string} */ text) =>
  text.split(/^---(?=\s)/m).filter((document) => document.includes("kind:"));

/** As Kubernetes reads it: quoted words are strings, plain ones may be booleans. */
const read = (/** @type {string} */ document) => parse(document, { version: "1.1" });

/**
 * The patches for a stream. Like everyone who writes such patches, they address containers and variables by index.
 *
 * @param {string} stream whose gateways are all alike
 * @returns {Edit[]}
 */
export function editsFor(stream) {
  const gateway = documentsOf(stream).find((document) => /^kind: Deployment$/m.test(document)) ?? "";
  const { containers } = read(gateway).spec.template.spec;
  const container = containers.findIndex((/** @type {{ name: string }} */ { name }) => name === "proxy");
  const env = `/spec/template/spec/containers/${container}/env`;
  const variable = containers[container].env.findIndex(
    (/** @type {{ name: string }} */ { name }) => name === "KONG_PROXY_LISTEN",
  );
  return [
    {
      target: { kind: "Service", name: ".*-kong-proxy" },
      patch: [
        ...Object.entries(ANNOTATIONS).map(([key, value]) => ({
          op: /** @type {const} */ ("add"),
          path: `/metadata/annotations/${key.replaceAll("/", "~1")}`,
          value,
        })),
        { op: "add", path: "/spec/externalTrafficPolicy", value: "Cluster" },
      ],
    },
    {
      target: { kind: "Deployment", name: ".*-kong" },
      patch: [
        { op: "replace", path: `${env}/${variable}/value`, value: LISTEN },
        { op: "add", path: `${env}/-`, value: { name: "KONG_REAL_IP_HEADER", value: "proxy_protocol" } },
        { op: "add", path: `${env}/-`, value: { name: "KONG_TRUSTED_IPS", value: "10.0.0.0/16" } },
      ],
    },
  ];
}

/** The edits that are for a resource. */
export const editsOf = (/** @type {Edit[]} */ edits, /** @type {any} */ resource) =>
  edits.filter(
    ({ target: { kind, name } }) => resource.kind === kind && new RegExp(`^(?:${name})$`).test(resource.metadata.name),
  );

/**
 * A resource patched in place. kustomize has annotations of its own on every resource, others must make the map.
 *
 * @type {(edits: Edit[], resource: any) => void}
 */
export function patchInPlace(edits, resource) {
  for (const { patch } of editsOf(edits, resource)) {
    if (resource.kind === "Service") resource.metadata.annotations ??= {};
    jsonpatch.applyPatch(resource, patch);
  }
}

/** Resources that could be patched, by kind and name; of very many, every so many. */
const SAMPLE = 200;

/** @type {(stream: string) => { count: number, resources: Map<string, any> }} */
function resourcesOf(stream) {
  const documents = documentsOf(stream);
  const candidates = documents.filter((document) => PATCHED.test(document));
  const names = candidates.map((document) => /^ {2}name: (.*)$/m.exec(document)?.[1] ?? "");
  // By name, because kustomize orders documents its own way.
  const byName = candidates.map((document, index) => ({ name: names[index] ?? "", document }));
  byName.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const step = Math.ceil(byName.length / SAMPLE);
  const resources = byName
    .filter((_, index) => index % step === 0)
    .map(({ document }) => read(document))
    .map((resource) => /** @type {[string, any]} */ ([`${resource.kind}/${resource.metadata.name}`, resource]));
  return { count: documents.length, resources: new Map(resources) };
}

/**
 * Says whether an output is the input with the edits made.
 *
 * @param {string} stream
 * @param {Edit[]} edits
 * @returns {(output: string) => string | undefined} what is wrong with an output, if anything
 */
export function checkerFor(stream, edits) {
  const expected = resourcesOf(stream);
  for (const resource of expected.resources.values()) patchInPlace(edits, resource);
  return (output) => {
    const { count, resources } = resourcesOf(output);
    if (count !== expected.count) return `${count} documents instead of ${expected.count}`;
    for (const [name, resource] of expected.resources)
      if (!isDeepStrictEqual(resources.get(name), resource)) return `${name} is not as it should be`;
    return undefined;
  };
}
