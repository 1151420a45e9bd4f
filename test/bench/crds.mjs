/**
 * Made-up CustomResourceDefinitions of the size and shape that controllers ship: deep schemas, long descriptions.
 * The same number always gives the same text.
 */

const NOUNS = "route upstream certificate consumer listener policy target header plugin credential".split(" ");
const VERBS = "selects overrides references limits describes rewrites matches retains".split(" ");
const ENDS = [
  "in the namespace of the object unless another one is given",
  "and is ignored where the controller does not support it",
  "before the request is sent to the backend",
  "for as long as the object exists",
  "which must be unique among the entries of the list",
];
const LEAVES = [
  ["type: string", "maxLength: 253", "minLength: 1"],
  ["format: int32", "maximum: 65535", "minimum: 1", "type: integer"],
  ["default: false", "type: boolean"],
  ["enum:", "- Always", "- IfNotPresent", "- Never", "type: string"],
  ["items:", "  type: string", "type: array", "x-kubernetes-list-type: set"],
  ["additionalProperties:", "  type: string", "type: object"],
];
const CONDITIONS = `\
conditions:
  description: |-
    Conditions describe the state of the object as the controller last saw it.
    An entry without a reason is not yet settled.
  items:
    properties:
      lastTransitionTime:
        description: When the status last changed.
        format: date-time
        type: string
      message:
        maxLength: 32768
        type: string
      reason:
        pattern: ^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$
        type: string
      status:
        enum:
        - "True"
        - "False"
        - Unknown
        type: string
      type:
        maxLength: 316
        type: string
    required:
    - lastTransitionTime
    - reason
    - status
    - type
    type: object
  type: array
  x-kubernetes-list-map-keys:
  - type
  x-kubernetes-list-type: map`.split("\n");

/** @type {(list: readonly string[], seed: number) => string} */
const pick = (list, seed) => list[seed % list.length] ?? "";

/** @type {(lines: readonly string[], by: number) => string[]} */
const indent = (lines, by) => lines.map((line) => " ".repeat(by) + line);

/**
 * A description of one line, or of up to three in a block scalar.
 * @type {(seed: number) => string[]}
 */
function description(seed) {
  const sentences = Array.from(
    { length: 1 + (seed % 3) },
    (_, n) =>
      `The ${pick(NOUNS, seed + n)} ${pick(VERBS, seed + 3 * n)} the ${pick(NOUNS, seed + 7 * n + 1)} ${pick(ENDS, seed + n)}.`,
  );
  return sentences.length === 1 ? [`description: ${sentences[0]}`] : ["description: |-", ...indent(sentences, 2)];
}

/**
 * `properties:` of an object, nested to a depth.
 * @type {(seed: number, depth: number) => string[]}
 */
function properties(seed, depth) {
  const lines = Array.from({ length: 2 + (seed % 3) }, (_, n) => {
    const next = seed * 5 + n * 11 + 1;
    const body =
      depth > 0 && n % 3 !== 2 ? [...properties(next, depth - 1), "type: object"] : LEAVES[next % LEAVES.length];
    const name = `${pick(NOUNS, next)}${pick(["Name", "Ref", "Policy", "Timeout", "Selector"], n)}${n}`;
    return [`${name}:`, ...indent([...description(next), ...(body ?? [])], 2)];
  });
  return ["properties:", ...indent(lines.flat(), 2)];
}

/**
 * One document, with its `---`; 12 of them are about as long as the 12 of Kong's chart, 150 kB.
 *
 * @param {number} index from 0
 * @returns {string}
 */
export function crd(index) {
  const kind = `Sample${index}`;
  const plural = `${kind.toLowerCase()}s`;
  const schema = [
    "openAPIV3Schema:",
    `  description: ${kind} is the schema of the ${plural} API.`,
    "  properties:",
    "    apiVersion:",
    "      type: string",
    "    kind:",
    "      type: string",
    "    metadata:",
    "      type: object",
    "    spec:",
    ...indent([...properties(index % 97, index % 3 === 0 ? 1 : 2), "type: object"], 6),
    "    status:",
    "      properties:",
    ...indent(CONDITIONS, 8),
    "      type: object",
    "  type: object",
  ];
  return `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.17.0
  name: ${plural}.bench.example.com
spec:
  group: bench.example.com
  names:
    kind: ${kind}
    listKind: ${kind}List
    plural: ${plural}
    singular: ${kind.toLowerCase()}
  scope: Namespaced
  versions:
  - additionalPrinterColumns:
    - description: Age
      jsonPath: .metadata.creationTimestamp
      name: Age
      type: date
    - jsonPath: .status.conditions[?(@.type=="Programmed")].status
      name: Programmed
      type: string
    name: v1
    schema:
${indent(schema, 6).join("\n")}
    served: true
    storage: true
    subresources:
      status: {}
`;
}
