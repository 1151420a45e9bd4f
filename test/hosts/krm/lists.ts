/** ResourceLists as tests make and read them. */

import { expect } from "vitest";
import { parseAllDocuments, stringify } from "yaml";

export interface ResourceList {
  apiVersion: string;
  kind: string;
  items?: unknown[];
  functionConfig?: object;
  results?: { message: string; severity?: string; tags?: Record<string, string> }[];
}

/** A result of this program's, rather than of another function. */
export const isOurs = ({ tags }: NonNullable<ResourceList["results"]>[number]) =>
  tags?.["function"] === "kong-client-ip";

const OPTIONS = { version: "1.1", uniqueKeys: false, logLevel: "silent" } as const;

/** The objects of a stream as a reader of YAML 1.1 sees them. */
export const objectsIn = (stream: string | Uint8Array): unknown[] =>
  parseAllDocuments(stream.toString(), OPTIONS)
    .map((document) => document.toJS({ maxAliasCount: -1 }))
    .filter((object) => object !== null);

/** The one ResourceList that a stream is. */
export function resourceListIn(stream: string | Uint8Array): ResourceList {
  const objects = objectsIn(stream);
  expect(objects).toHaveLength(1);
  expect(objects[0]).toMatchObject({ kind: "ResourceList" });
  return objects[0] as ResourceList;
}

const HEAD = { apiVersion: "config.kubernetes.io/v1", kind: "ResourceList" };

/** Ways to write a stream's documents as the items of a ResourceList. */
export const WRAPS: Record<string, (stream: string, functionConfig: object) => string> = {
  /** As kyaml does: the text that a person wrote, with its comments, under a dash. */
  "its own text": (stream, functionConfig) => {
    const items = stream
      .split(/^---.*$/m)
      .filter((text) => /^[^\S\n]*[^\s#]/m.test(text))
      .map((text) => `-\n${text.replace(/^(?=.)/gm, "  ")}`.trimEnd());
    return `${stringify(HEAD)}items:\n${items.join("\n")}\n${stringify({ functionConfig })}`;
  },
  "YAML made anew": (stream, functionConfig) =>
    stringify({ ...HEAD, items: objectsIn(stream), functionConfig }, { version: "1.1", aliasDuplicateObjects: false }),
  JSON: (stream, functionConfig) => JSON.stringify({ ...HEAD, functionConfig, items: objectsIn(stream) }),
};

/** A config as the object that configures a function. */
export const kongClientIP = (spec: object) => ({ apiVersion: "kong-client-ip/v1", kind: "KongClientIP", spec });
