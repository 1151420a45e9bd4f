/** What the API server holds of a namespace, as kubectl prints it. */

import { kubectlDoes } from "./cluster.ts";

/** The kinds of the API server itself that decide how clients reach Kong. */
const KINDS = "services,deployments,daemonsets,statefulsets,ingresses,networkpolicies,configmaps";

interface Item {
  kind: string;
  metadata: { name: string; resourceVersion: string };
  spec?: { ports?: { nodePort?: number }[]; healthCheckNodePort?: number };
}

export interface Live {
  json: string;
  yaml: string;
  items: Item[];
  /** What changes with every write. */
  versions: string[];
  /** What the API server chose: clients that know a node port may go on using it. */
  nodePorts: number[];
  healthCheckNodePorts: number[];
}

export function liveIn(namespace: string): Live {
  const get = (format: string) =>
    kubectlDoes(["get", KINDS, "--namespace", namespace, "--output", format, "--show-managed-fields"]);
  const [json, yaml] = [get("json"), get("yaml")];
  const items: Item[] = JSON.parse(json).items;
  return {
    json,
    yaml,
    items,
    versions: items.map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.resourceVersion}`),
    nodePorts: items.flatMap(({ spec }) => spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []),
    healthCheckNodePorts: items.flatMap(({ spec }) => spec?.healthCheckNodePort ?? []),
  };
}
