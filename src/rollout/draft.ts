import { apply, type Operation } from "../json/patch.ts";
import type { JsonObject } from "../json/values.ts";
import { addition } from "../manifests/addition.ts";
import { label, type Manifests, type Resource, read } from "../manifests/read.ts";
import { remove } from "../manifests/remove.ts";
import { write } from "../manifests/write.ts";
import type { Buffer } from "../runtime/node.ts";

/** A resource as it shall be, and what it is in the manifests, or beside which one it is new. */
interface Item {
  resource: Resource;
  was?: Resource;
  beside?: Resource;
}

/** The resources of a release as a step wants them. */
export type Draft = readonly Item[];

export const draftOf = (resources: readonly Resource[]): Draft =>
  resources.map((resource) => ({ resource, was: resource }));

export const resourcesIn = (draft: Draft): Resource[] => draft.map(({ resource }) => resource);

/** With other values of some of its resources. */
export const withValues = (draft: Draft, values: ReadonlyMap<Resource, JsonObject>): Draft =>
  draft.map((item) => {
    const value = values.get(item.resource);
    return value === undefined ? item : { ...item, resource: { ...item.resource, value } };
  });

/** With patches applied to some of its resources. */
export const patched = (draft: Draft, patches: ReadonlyMap<Resource, readonly Operation[]>): Draft =>
  withValues(draft, new Map([...patches].map(([resource, patch]) => [resource, apply(resource.value, patch)])));

/** With new resources, each behind one that it belongs to. */
export const withNew = (draft: Draft, values: readonly (readonly [beside: Resource, value: JsonObject])[]): Draft => [
  ...draft,
  ...values.map(([beside, value]): Item => {
    const { was = beside } = draft.find(({ resource }) => resource === beside) ?? {};
    return { resource: addition(was, value).resource, beside: was };
  }),
];

export const without = (draft: Draft, isGone: (resource: Resource) => boolean): Draft =>
  draft.filter(({ resource }) => !isGone(resource));

/** The manifests that hold a draft; all bytes of what does not differ stay. */
export function written(manifests: Manifests, draft: Draft): Buffer {
  const own = new Set(manifests.resources);
  const values = new Map(draft.flatMap(({ was, resource }) => (was && own.has(was) ? [[was, resource.value]] : [])));
  const added = draft.flatMap(({ beside, resource }) =>
    beside && own.has(beside) ? [addition(beside, resource.value)] : [],
  );
  const bytes = write(manifests, values, added);
  const gone = manifests.resources.filter((resource) => !values.has(resource)).map(identity);
  if (gone.length === 0) return bytes;
  return remove(read(bytes, manifests.file), (resource) => gone.includes(identity(resource)));
}

const identity = (resource: Resource): string => `${resource.apiVersion} ${label(resource)}`;
