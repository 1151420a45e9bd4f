import type { Config } from "../generated/config.ts";
import { isObject, type Json, type JsonObject } from "../json/values.ts";
import { type Manifests, type Resource, readOthers } from "../manifests/read.ts";
import { envOf } from "./env.ts";
import { isControlPlane } from "./gateway.ts";
import { identitiesOf, mentionsKong } from "./identity.ts";
import { isCloudGateway } from "./operator/cloud.ts";
import { isOperated } from "./operator/kinds.ts";
import { isTarget } from "./target.ts";
import { isPassing, workloadOf } from "./workloads.ts";

/** A resource that runs Kong in a way that is not understood. */
export interface Stranger {
  resource: Resource;
  /** Why it is left as it is, as a clause. */
  what: string;
}

/**
 * The Kongs among what a target means that can neither be judged nor changed. Documents that are not read count as well
 * where their text mentions containers and Kong, which those of ordinary releases do not, but for Jobs.
 */
export function strangersAmong(manifests: readonly Manifests[], target: Config["target"]): Stranger[] {
  return manifests.flatMap((each) =>
    [...each.resources, ...readOthers(each, "containers", mayRunKong)]
      // Without a kind it is none that Kubernetes takes.
      .filter((resource) => resource.kind !== "" && isTarget(resource, target))
      .filter((resource) => !isPlain(resource) && kongIn(resource.value, target?.container))
      .map((resource) => ({ resource, what: "it runs Kong, but resources of its kind are not known" })),
  );
}

/** Resources that are understood, or whose pods come to an end. */
const isPlain = (resource: Resource): boolean =>
  workloadOf(resource) !== undefined ||
  isOperated(resource) ||
  isCloudGateway(resource) ||
  isPassing(resource) ||
  (resource.kind === "Service" && resource.apiVersion === "v1");

const mayRunKong = (text: string): boolean => mentionsKong(text) && !PODLESS.test(text);

/** Kinds that talk of containers and Kong, and never keep a gateway. */
const PODLESS = /^kind:\s*["']?(?:Job|CronJob|ConfigMap|Secret|CustomResourceDefinition)["']?\s*$/m;

/** Whether there is a list of containers, at any depth, with a gateway in it. */
function kongIn(value: Json, named: string | undefined): boolean {
  if (Array.isArray(value)) return value.some((item) => kongIn(item, named));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, item]) =>
    key === "containers" && Array.isArray(item) ? runsKong(item.filter(isObject), named) : kongIn(item, named),
  );
}

const runsKong = (containers: readonly JsonObject[], named: string | undefined): boolean =>
  identitiesOf(containers, named).some(
    (identity, index) => identity === "gateway" && !isControlPlane(envOf(containers[index] ?? {})),
  );
