import { Failure } from "../failure.ts";
import { at, isObject, type Json, type JsonObject, type Path, textAt, withAll } from "../json/values.ts";
import { entryAt } from "../yaml/tree.ts";
import { type Addition, withItems } from "./addition.ts";
import { type Document, placeAt } from "./document.ts";
import type { Manifests, Resource } from "./read.ts";
import { split } from "./split.ts";

/**
 * What a KRM function gets and answers with: items, and perhaps its config and what functions before it found.
 * Source: kubernetes-sigs/kustomize cmd/config/docs/api-conventions/functions-spec.md (v1).
 */
export interface ResourceList extends Resource {
  /** What the caller configures this call with; undefined where it leaves that to others. */
  functionConfig?: JsonObject;
  results: Json[];
}

const KIND = "ResourceList";
const VERSIONS = ["v1", "v1beta1", "v1alpha1"].map((version) => `config.kubernetes.io/${version}`);
/** A line with more on it than a comment or a directive. */
const CONTENT = /^[^\S\n]*[^\s#%]/m;

/**
 * The ResourceList that manifests are, if they are one.
 *
 * @throws Failure where it cannot be read, has a field of another shape, or is not alone: kyaml would not unwrap it
 */
export function resourceListIn({ bytes, documents }: Manifests): ResourceList | undefined {
  const document = documents.find(isResourceList);
  if (!document) return undefined;
  const value = document.value as JsonObject;
  const apiVersion = textAt(value, ["apiVersion"]) ?? "";
  if (!VERSIONS.includes(apiVersion)) {
    const what = `this version of ${KIND} is not known`;
    throw new Failure("bad-shape", placeIn(document, ["apiVersion"]), what, `use one of: ${VERSIONS.join(", ")}`);
  }
  const { source } = document;
  const other =
    documents.find((each) => each !== document && each.value !== null) ??
    split(bytes)
      .filter(({ start, end }) => document.start < start || document.start >= end)
      .map(({ start, body, end }) => ({ source, start, text: bytes.toString("latin1", body, end) }))
      .find(({ text }) => CONTENT.test(text));
  if (other)
    throw new Failure("bad-shape", placeAt(other), `a ${KIND} must stand alone`, "put the document into its items");
  for (const [key, shape] of [
    ["items", "list"],
    ["results", "list"],
    ["functionConfig", "map"],
  ] as const) {
    const field = value[key] ?? undefined;
    if (field === undefined || (shape === "list" ? Array.isArray(field) : isObject(field))) continue;
    throw new Failure("bad-shape", placeIn(document, [key]), `${key} is not a ${shape}`, `write it as a ${shape}`);
  }
  const { functionConfig, results } = value;
  return {
    document,
    path: [],
    value,
    apiVersion,
    kind: KIND,
    name: "(without a name)",
    results: (results as Json[] | null | undefined) ?? [],
    ...(isObject(functionConfig) && { functionConfig }),
  };
}

const isResourceList = ({ value }: Document): boolean =>
  at(value, ["kind"]) === KIND && /^config\.kubernetes\.io\//.test(textAt(value, ["apiVersion"]) ?? "");

/** `stdin:12:3`: where a path of a document stands, or the nearest thing around it. */
export function placeIn(document: Document, path: Path): string {
  const paths = path.map((_, index) => path.slice(0, path.length - index));
  const root = document.root();
  const entry = paths.map((each) => entryAt(root, each)).find(Boolean) ?? root;
  return placeAt(document, entry.start);
}

/** The list with changed items, new ones and new results. Without any results it has no field for them. */
export function answer(
  { value, results: old }: ResourceList,
  changed: ReadonlyMap<Resource, JsonObject>,
  additions: readonly Addition[],
  results: readonly Json[],
): JsonObject {
  const items = withAll(
    value,
    [...changed].map(([{ path }, item]) => [path, item]),
  );
  const whole = withItems(items, additions);
  const rest = Object.entries(whole as JsonObject).filter(([key]) => key !== "results");
  if (results.length === 0 && old.length === 0) return whole as JsonObject;
  return Object.fromEntries(results.length === 0 ? rest : [...rest, ["results", [...results]]]);
}
