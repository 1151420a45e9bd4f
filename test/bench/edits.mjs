/** The job of all contestants, PROXY protocol on EKS: as this tool's arguments, and as JSON 6902 patches by hand. */

import jsonpatch from "fast-json-patch";
import { postrender } from "../../dist/index.js";

export const ARGUMENTS = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16", "--quiet"];

/**
 * One patch and the resources it is for, like an item of kustomize's `patches`: the name is a regular expression that
 * must match from end to end.
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

/**
 * The edits for a stream whose gateways are all like the given one. Like everybody who writes such patches, they
 * address containers and variables by their index.
 *
 * @param {any} deployment
 * @returns {Edit[]}
 */
export function editsLike(deployment) {
  const named =
    (/** @type {string} */ wanted) =>
    (/** @type {{ name: string }} */ { name }) =>
      name === wanted;
  const { containers } = deployment.spec.template.spec;
  const container = containers.findIndex(named("proxy"));
  const variable = containers[container].env.findIndex(named("KONG_PROXY_LISTEN"));
  const env = `/spec/template/spec/containers/${container}/env`;
  return [
    {
      target: { kind: "Service", name: ".*-kong-proxy" },
      patch: [...annotated(ANNOTATIONS), { op: "add", path: "/spec/externalTrafficPolicy", value: "Cluster" }],
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

/**
 * The edits for a stream of any shape: what this tool would change, told as patches. Annotations are added one by one,
 * since kustomize has some of its own.
 *
 * @param {string} stream
 * @returns {Edit[]}
 */
export const editsOf = (stream) =>
  postrender(stream, { method: "proxy-protocol", cloud: "eks", trustedCIDRs: ["10.0.0.0/16"] }).changes.map(
    ({ kind, name, patch }) => ({
      target: { kind, name },
      patch: patch.flatMap((operation) =>
        operation.op === "add" && operation.path === "/metadata/annotations"
          ? annotated(/** @type {Record<string, string>} */ (operation.value))
          : [/** @type {import("fast-json-patch").Operation} */ (operation)],
      ),
    }),
  );

/** @type {(annotations: Record<string, string>) => { op: "add", path: string, value: string }[]} */
const annotated = (annotations) =>
  Object.entries(annotations).map(([key, value]) => ({
    op: "add",
    path: `/metadata/annotations/${key.replaceAll("/", "~1")}`,
    value,
  }));

/**
 * Makes the edits that are for a resource.
 * @type {(edits: readonly Edit[], resource: any) => void}
 */
export function patchInPlace(edits, resource) {
  for (const { target, patch } of edits) {
    if (resource.kind !== target.kind || !new RegExp(`^(?:${target.name})$`).test(resource.metadata.name)) continue;
    // kustomize has annotations of its own on every resource; others must make the map.
    if (resource.kind === "Service") resource.metadata.annotations ??= {};
    jsonpatch.applyPatch(resource, patch);
  }
}
