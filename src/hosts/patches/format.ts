import { Failure } from "../../failure.ts";
import type { Operation } from "../../json/patch.ts";
import type { Json, JsonObject } from "../../json/values.ts";
import type { Addition } from "../../manifests/addition.ts";
import { label, type Resource } from "../../manifests/read.ts";
import type { Change } from "../../run/changes.ts";
import type { Plan } from "../../run/plan.ts";
import { renderBlock } from "../../yaml/write/render.ts";
import { forKustomize } from "./kustomize.ts";
import { kustomizeTarget, type Target, targetOf } from "./target.ts";

type Printer = (plan: Pick<Plan, "changes" | "additions">, resources: readonly Resource[]) => string;

/**
 * The changes as text for hosts that apply patches by themselves, by format; the first is the default. Of the resources
 * of the stream a target tells its own. Each throws a Failure for a resource that cannot be targeted, or for one that
 * would have to be added where the host adds none.
 */
export const patchFormats = {
  "json-patch": ({ changes, additions }) => {
    refuseAdditions(additions, "a JSON Patch");
    const items = changes.map(({ resource, patch }) => ({ target: targetOf(resource), patch }));
    return `${JSON.stringify(items, null, 2)}\n`;
  },
  kustomize: ({ changes, additions }, resources) =>
    (additions.length === 0 ? "" : listed("resources", [[`- ${ADDED_FILE}`]])) +
    listed("patches", kustomizeItems(changes, resources)),
  flux: ({ changes, additions }, resources) => {
    refuseAdditions(additions, "a HelmRelease's post-renderer");
    return postRenderers(kustomizeItems(changes, resources, []));
  },
  resources: ({ additions }) => additions.map(({ resource }) => documentText(resource.value)).join(""),
} satisfies Record<string, Printer>;

/** The file that a kustomization has for what is added. */
export const ADDED_FILE = "added-by-kong-client-ip.yaml";

const documentText = (value: JsonObject): string => ["---", ...renderBlock(value, 0), ""].join("\n");

function refuseAdditions([first]: readonly Addition[], host: string): void {
  if (!first) return;
  throw new Failure(
    "unsupported",
    label(first.resource),
    `${host} adds no resource`,
    `print it with --format resources > ${ADDED_FILE}, deploy it too, and name that file here besides the manifests`,
  );
}

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
