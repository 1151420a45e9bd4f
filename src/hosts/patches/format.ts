import type { Operation } from "../../json/patch.ts";
import type { Json } from "../../json/values.ts";
import type { Resource } from "../../manifests/read.ts";
import type { Change } from "../../run/changes.ts";
import { renderBlock } from "../../yaml/write/render.ts";
import { forKustomize } from "./kustomize.ts";
import { kustomizeTarget, type Target, targetOf } from "./target.ts";

type Printer = (changes: readonly Change[], resources: readonly Resource[]) => string;

/**
 * The changes as text for hosts that apply patches by themselves, by format; the first is the default. Of the resources
 * of the stream a target tells its own. Each throws a Failure for a resource that cannot be targeted.
 */
export const patchFormats = {
  "json-patch": (changes) =>
    `${JSON.stringify(
      changes.map(({ resource, patch }) => ({ target: targetOf(resource), patch })),
      null,
      2,
    )}\n`,
  kustomize: (changes, resources) => listed("patches", kustomizeItems(changes, resources)),
  flux: (changes, resources) => postRenderers(kustomizeItems(changes, resources, [])),
} satisfies Record<string, Printer>;

/** The first line of a patch in a kustomization, by which a later run knows it for one of ours. */
export const MARK = "# kong-client-ip";

/** The lines of each item for Kustomize's `patches`. @throws Failure for a resource that cannot be targeted */
export const kustomizeItems = (
  changes: readonly Change[],
  resources: readonly Resource[],
  head: readonly string[] = [MARK],
): string[][] =>
  changes.map(({ resource, patch }) =>
    itemLines(kustomizeTarget(resource, resources), forKustomize(patch, resource.value), head),
  );

/** One of Kustomize's `patches`. The operations are text in it, which Kustomize parses by itself. */
const itemLines = (target: Target, patch: readonly Operation[], head: readonly string[]): string[] => [
  "- target:",
  ...renderBlock({ ...target }, 4),
  "  patch: |-",
  ...head.map((line) => `    ${line}`),
  ...renderBlock([...patch] as Json, 4),
];

const listed = (key: string, items: readonly string[][], indent = 0): string => {
  const lines = items.length === 0 ? [`${key}: []`] : [`${key}:`, ...items.flat().map((line) => `  ${line}`)];
  return lines.map((line) => `${" ".repeat(indent)}${line}\n`).join("");
};

/** For a HelmRelease. */
const postRenderers = (items: readonly string[][]): string =>
  items.length === 0
    ? "spec:\n  postRenderers: []\n"
    : `spec:\n  postRenderers:\n    - kustomize:\n${listed("patches", items, 8)}`;
