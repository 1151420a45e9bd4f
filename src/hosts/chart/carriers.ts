import { at, isObject, type Json, type JsonObject, mapsAt, type Path, textAt } from "../../json/values.ts";
import type { Document } from "../../manifests/document.ts";

/** A place in a manifest that holds the values of a chart, and what the manifest says of the chart. */
export interface ValuesSite {
  document: Document;
  /** `HelmRelease kong/my-kong`, for messages. */
  label: string;
  /** Where the values stand in the document. */
  path: Path;
  /** Whether they are text with YAML in it. */
  isText: boolean;
  /** The chart's name, without the path or address that it is at. */
  chart?: string;
  version?: { text: string; path: Path };
  /** What else goes into the values and cannot be seen here. */
  unseen: Path[];
  /** Values that are given one by one elsewhere, and win. */
  overrides: { path: Path; key: string }[];
  /** Whether a generator fills in what stands in double braces. */
  isTemplate?: true;
}

type Found = Omit<ValuesSite, "document" | "label">;

/** The kinds that bring values along, by the group of their API, and where. */
const CARRIERS: Record<string, { group: string; find: (object: JsonObject) => Found[] }> = {
  HelmRelease: { group: "helm.toolkit.fluxcd.io", find: helmRelease },
  Application: { group: "argoproj.io", find: (object) => application(object, ["spec"]) },
  ApplicationSet: { group: "argoproj.io", find: applicationSet },
};

/** Every place for a chart's values in a document; lists are looked through. */
export function sitesIn(document: Document, path: Path = [], value: Json = document.value): ValuesSite[] {
  if (!isObject(value)) return [];
  const items = mapsAt(value, ["items"]);
  if (items.length > 0) return items.flatMap((item, index) => sitesIn(document, [...path, "items", index], item));
  const kind = textAt(value, ["kind"]) ?? "";
  const { group = "", find } = (Object.hasOwn(CARRIERS, kind) && CARRIERS[kind]) || {};
  if (!find || textAt(value, ["apiVersion"])?.split("/")[0] !== group) return [];
  const { name, namespace } = {
    name: textAt(value, ["metadata", "name"]),
    namespace: textAt(value, ["metadata", "namespace"]),
  };
  const label = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name ?? "(without a name)"}`;
  const under = (inner: Path): Path => [...path, ...inner];
  return find(value).map((found) => ({
    ...found,
    document,
    label,
    path: under(found.path),
  }));
}

/**
 * Source: fluxcd/helm-controller api/v2/helmrelease_types.go; spec.values win over spec.valuesFrom. The version of a
 * chart that is a path into a repository is not heeded.
 */
function helmRelease(object: JsonObject): Found[] {
  const chart = textAt(object, ["spec", "chart", "spec", "chart"]);
  const path = ["spec", "chart", "spec", "version"];
  const version = chart?.includes("/") ? undefined : textAt(object, path);
  return [
    {
      path: ["spec", "values"],
      isText: false,
      ...named(chart),
      ...(version !== undefined && { version: { text: version, path } }),
      unseen: isThere(object, ["spec", "valuesFrom"]) ? [["spec", "valuesFrom"]] : [],
      overrides: [],
    },
  ];
}

/**
 * Source: argoproj/argo-cd pkg/apis/application/v1alpha1/types.go: valuesObject makes values void, parameters win over
 * both, and sources make source void.
 */
function application(object: JsonObject, spec: Path): Found[] {
  const several = at(object, [...spec, "sources"]);
  const paths: Path[] =
    Array.isArray(several) && several.length > 0
      ? several.map((_, index) => [...spec, "sources", index])
      : [[...spec, "source"]];
  return paths.flatMap((source) => {
    const chart = textAt(object, [...source, "chart"]);
    const helm: Path = [...source, "helm"];
    const isHelm = chart !== undefined || isObject(at(object, helm));
    if (!isHelm || at(object, [...source, "plugin"]) !== undefined) return [];
    const isText = !isThere(object, [...helm, "valuesObject"]) && textAt(object, [...helm, "values"])?.trim();
    const path = [...source, "targetRevision"];
    const version = textAt(object, path);
    return [
      {
        path: [...helm, isText ? "values" : "valuesObject"],
        isText: Boolean(isText),
        ...named(chart ?? textAt(object, [...source, "path"])),
        ...(chart !== undefined && version !== undefined && { version: { text: version, path } }),
        unseen: ["valueFiles", "fileParameters"].map((key) => [...helm, key]).filter((each) => isThere(object, each)),
        overrides: mapsAt(object, [...helm, "parameters"]).flatMap((item, index) => {
          const key = textAt(item, ["name"]);
          return key === undefined ? [] : [{ path: [...helm, "parameters", index], key }];
        }),
      },
    ];
  });
}

/** Its template is an Application; what its generators put into it is not seen. */
function applicationSet(object: JsonObject): Found[] {
  const patch = isThere(object, ["spec", "templatePatch"]) ? [["spec", "templatePatch"]] : [];
  return application(object, ["spec", "template", "spec"]).map((found) => ({
    ...found,
    unseen: [...found.unseen, ...patch],
    isTemplate: true,
  }));
}

const isThere = (object: JsonObject, path: Path): boolean => {
  const value = at(object, path);
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== "";
};

const named = (chart: string | undefined) => {
  const name = chart?.replace(/\/+$/, "").split("/").at(-1);
  return name === undefined ? {} : { chart: name };
};
