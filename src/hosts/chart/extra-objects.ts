import {
  at,
  equals,
  isObject,
  type Json,
  type JsonObject,
  mapAt,
  mapsAt,
  type Path,
  textAt,
} from "../../json/values.ts";
import { addedFor } from "../../manifests/addition.ts";
import type { Plan } from "../../run/plan.ts";
import { NAMES, SELECTOR, SERVICE_SECTIONS } from "./sections.ts";
import type { Assignment } from "./values.ts";

/** The chart's own labels of the gateway's pods, as its templates write them (kong.selectorLabels). */
const WRITTEN_SELECTOR = {
  "app.kubernetes.io/name": '{{ include "kong.name" . }}',
  "app.kubernetes.io/component": "app",
  "app.kubernetes.io/instance": "{{ .Release.Name }}",
};

const { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": instance } = WRITTEN_SELECTOR;
const WRITTEN_METADATA = {
  namespace: '{{ include "kong.namespace" . }}',
  labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": instance },
};

/** A value with every map that is one of two in the place of the other. */
function replaced(value: Json, from: JsonObject, to: JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => replaced(item, from, to));
  if (!isObject(value)) return value;
  if (equals(value, from)) return to;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, from, to)]));
}

/** Names of Services have at most 63 characters. */
const MOST = 63;

/** The name of a Service of the chart's, which is cut, and what is behind it. */
const WRITTEN_NAME =
  /^\{\{ printf "%s-([\w-]+)" \(include "kong\.fullname" \.\) \| trunc \d+ \| trimSuffix "-" \}\}(.*)$/;

const writtenName = (section: string, suffix: string): string =>
  `{{ printf "%s-${section}" (include "kong.fullname" .) | trunc ${MOST - suffix.length} | trimSuffix "-" }}${suffix}`;

/** A resource beside a Service of the model's as an item of the chart's `extraObjects`, which are templates. */
function written(value: JsonObject): JsonObject {
  const { annotations = {} } = mapAt(value, ["metadata"]);
  const given = textAt(value, ["metadata", "name"]) ?? "";
  const front = SERVICE_SECTIONS.map((section) => NAMES[section]).find((each) => given.startsWith(`${each}-`)) ?? given;
  const metadata = {
    name: writtenName(front.replace(/^kong-/, ""), given.slice(front.length)),
    ...WRITTEN_METADATA,
    annotations,
  };
  return { ...(replaced(value, SELECTOR, WRITTEN_SELECTOR) as JsonObject), metadata };
}

/** The items of `extraObjects` that an earlier run added, as the model of the chart renders them. */
export const extraObjectsOf = (values: JsonObject): JsonObject[] =>
  mapsAt(values, ["extraObjects"]).flatMap((item) => {
    const [, section, suffix] = WRITTEN_NAME.exec(textAt(item, ["metadata", "name"]) ?? "") ?? [];
    if (addedFor({ value: item }) === undefined || section === undefined) return [];
    const { annotations = {} } = mapAt(item, ["metadata"]);
    const metadata = { name: `kong-${section}${suffix}`, annotations };
    return [{ ...(replaced(item, WRITTEN_SELECTOR, SELECTOR) as JsonObject), metadata }];
  });

/** What puts additions into `extraObjects`, and changes those of an earlier run there. */
export function extraObjectAssignments(values: JsonObject, { additions, changes }: Plan): Assignment[] {
  const old = at(values, ["extraObjects"]);
  const items = Array.isArray(old) ? old : [];
  const updated = changes.filter(({ resource }) => addedFor(resource) !== undefined);
  const fresh = [...updated.map(({ value }) => value), ...additions.map(({ resource }) => resource.value)].map(written);
  const isFresh = (item: Json) => fresh.some((each) => equals(nameOf(each), nameOf(item)));
  return fresh.length === 0 ? [] : [{ path: PATH, value: [...items.filter((item) => !isFresh(item)), ...fresh] }];
}

const PATH: Path = ["extraObjects"];
const nameOf = (item: Json): Json[] => [at(item, ["kind"]) ?? null, at(item, ["metadata", "name"]) ?? null];
