/** The hosts of patches: the real Kustomize of kubectl, as users call it and as Flux does. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import jsonpatch from "fast-json-patch";
import { expect } from "vitest";
import { parse } from "yaml";
import { ADDED_FILE } from "../../../src/hosts/patches/format.ts";
import type { Operation } from "../../../src/index.ts";
import { isObject, type Json, type JsonObject, mapAt } from "../../../src/json/values.ts";
import { readAll } from "../../../src/manifests/read.ts";
import { type Call, command } from "../../support/command.ts";
import { kubectl, type Outcome, run } from "../../support/tools.ts";

export interface Patch {
  target: { group?: string; version: string; kind: string; name: string; namespace?: string };
  patch: Operation[];
}

/** Cases that the filter refuses because a change of the text would show in several places. A patch has no such fear. */
export const ALIASED = [
  "a-listener-written-through-an-alias-is-refused",
  "a-variable-from-a-merge-key-is-refused",
  "an-environment-that-others-refer-to-is-refused",
  "annotations-through-an-alias-are-refused",
];

/** Whether a patch is for an object. */
export function isFor({ target: { group, version, ...id } }: Patch, object: JsonObject): boolean {
  const { name, namespace } = mapAt(object, ["metadata"]);
  return (
    object["apiVersion"] === (group === undefined ? version : `${group}/${version}`) &&
    isDeepStrictEqual([object["kind"], name, namespace], [id.kind, id.name, id.namespace])
  );
}

/** What a plain implementation of RFC 6902 that knows nothing of Kubernetes makes of objects. */
export function applied(objects: readonly JsonObject[], patches: readonly Patch[]): JsonObject[] {
  const fresh = structuredClone([...objects]);
  for (const item of patches) {
    const [at, ...others] = fresh.flatMap((object, index) => (isFor(item, object) ? [index] : []));
    if (at === undefined || others.length > 0) throw new Error("a target is not one resource");
    const patch = structuredClone(item.patch) as Parameters<typeof jsonpatch.applyPatch>[1];
    fresh[at] = jsonpatch.applyPatch(fresh[at], patch, true).newDocument as JsonObject;
  }
  return fresh;
}

/** Files in a folder that lasts as long as it is worked in. */
export function inFolder<Result>(files: Record<string, string | Buffer>, work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "kong-client-ip-patches-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Builds a kustomization whose resource is a stream, with the `patches:` that the command printed, and the resources that
 * it lists for a file of their own.
 */
export function kustomize(stream: string | Buffer, patches = "", added = ""): Outcome {
  const listed = patches.startsWith("resources:\n") ? patches.slice("resources:\n".length) : patches;
  const files = {
    "release.yaml": stream,
    [ADDED_FILE]: added,
    "kustomization.yaml": `resources:\n  - release.yaml\n${listed}`,
  };
  return inFolder(files, (folder) => run(kubectl ?? "", ["kustomize", folder]));
}

/** The resources that a run would add. */
export const added = (args: readonly string[], call: Call = {}): string =>
  printed(["patches", "--format", "resources", "--quiet", ...args], call);

/** Each post-renderer of a HelmRelease in its turn, as Flux's helm-controller runs its embedded Kustomize. */
export function flux(stream: string | Buffer, release: string): Outcome {
  const { spec } = parse(release) as { spec: { postRenderers: { kustomize: { patches: object[] } }[] } };
  let outcome: Outcome = { status: 0, stdout: stream.toString(), stderr: "" };
  for (const { kustomize } of spec.postRenderers) {
    const kustomization = {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: ["helm-output.yaml"],
      patches: kustomize.patches,
    };
    const files = { "helm-output.yaml": outcome.stdout, "kustomization.yaml": JSON.stringify(kustomization) };
    outcome = inFolder(files, (folder) => run(kubectl ?? "", ["kustomize", folder]));
  }
  return outcome;
}

/** What a command prints that must succeed. */
export function printed(args: readonly string[], call: Call = {}): string {
  const { status, stdout, stderr } = command(args, call);
  expect(status, stderr).toBe(0);
  return stdout;
}

/** The objects that Kubernetes reads from a stream, lists unwrapped, in an order of their own. */
export function objectsIn(stream: string | Buffer): JsonObject[] {
  const unwrapped = (value: Json, implied: JsonObject = {}): JsonObject[] => {
    if (!isObject(value)) return [];
    const [, kind = ""] = /^(\w*)List$/.exec(String(value["kind"])) ?? [];
    return Array.isArray(value["items"])
      ? value["items"].flatMap((item) => unwrapped(item, kind === "" ? {} : { kind }))
      : [{ ...implied, ...value }];
  };
  const key = (object: JsonObject) => {
    const { namespace = "", name = "" } = mapAt(object, ["metadata"]);
    return [object["apiVersion"], object["kind"], namespace, name].join(" ");
  };
  // As text, so that what one alias put in two places is two things.
  const values = JSON.parse(JSON.stringify([...readAll(Buffer.from(stream))])) as Json[];
  return values.flatMap((value) => unwrapped(value)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Without annotations that hold none, which Kustomize drops. */
export const withoutEmpty = (objects: readonly JsonObject[]): JsonObject[] =>
  objects.map((object) => {
    const { annotations, ...metadata } = mapAt(object, ["metadata"]);
    const isEmpty = annotations === null || (isObject(annotations) && Object.keys(annotations).length === 0);
    return isEmpty ? { ...object, metadata } : object;
  });
