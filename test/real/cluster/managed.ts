/** What the program manages, seen with a test's own eyes: in manifests, and in what the API server made of them. */

import { parseAllDocuments } from "yaml";

// biome-ignore lint/suspicious/noExplicitAny: manifests have no type of their own
type Any = any;

/** Of a Service its annotations, policy and class; of a workload the environment of its container `proxy`. */
export type Managed = Record<string, object>;

/** By "Kind/name". */
export function managedIn(stream: string): Managed {
  const objects = parseAllDocuments(stream, { version: "1.1" })
    .map((document) => document.toJS({ maxAliasCount: -1 }) as Any)
    .flatMap((object) => (object?.kind === "List" ? object.items : [object]));
  return Object.fromEntries(objects.flatMap(managed));
}

function managed(object: Any): [string, object][] {
  const name = `${object?.kind}/${object?.metadata?.name}`;
  if (object?.kind === "Service") return [[name, serviceOf(object)]];
  const proxy = object?.spec?.template?.spec?.containers?.find((container: Any) => container.name === "proxy");
  return proxy && object.kind !== "Job" ? [[name, environmentOf(proxy)]] : [];
}

/** Without what Helm and kubectl write down for themselves, and with what the API server makes of an unset policy. */
function serviceOf({ metadata, spec }: Any): object {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !/^(?:meta\.helm\.sh|kubectl\.kubernetes\.io)\//.test(key),
  );
  const isExposed = /^(?:LoadBalancer|NodePort)$/.test(spec.type);
  return {
    annotations: Object.fromEntries(annotations),
    policy: spec.externalTrafficPolicy ?? (isExposed ? "Cluster" : undefined),
    class: spec.loadBalancerClass,
  };
}

function environmentOf(proxy: Any): object {
  const list: Any[] = proxy.env ?? [];
  const twice = list.find(({ name }, index) => list.findIndex((item) => item.name === name) !== index);
  if (twice) throw new Error(`${twice.name} stands twice`);
  return Object.fromEntries(
    list.map(({ name, value, valueFrom }) => [name, valueFrom === undefined ? { value } : { valueFrom }]),
  );
}
