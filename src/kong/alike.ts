import { mapAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";
import type { Gateway } from "./find.ts";
import type { Container } from "./workloads.ts";

/** Gateways that differ in the names of their workloads alone, and so in nothing that is judged. */
export type Alike = readonly [Gateway, ...Gateway[]];

/**
 * Reads gateways once for all workloads that are alike: of one kind, namespace and file, behind the same Services, and
 * with one `spec` but for labels, which do no more than choose Services. Many gateways behind many Services take their
 * sum of steps then, not their product.
 */
export function alikeReader<Made>(): (
  workload: Resource,
  container: Container,
  services: readonly Resource[],
  make: () => Made,
) => Made {
  const readers = new Map<readonly Resource[], ReturnType<typeof readerOfEqual<Made>>>();
  return (workload, container, services, make) => {
    const read = readers.get(services) ?? readerOfEqual<Made>();
    readers.set(services, read);
    return read(() => likeness(workload, container), make);
  };
}

/** Makes one thing for all that have a text in common, which is not worked out for the first before there is a second. */
function readerOfEqual<Made>(): (text: () => string, make: () => Made) => Made {
  const made = new Map<string, Made>();
  let first: { text: () => string; value: Made } | undefined;
  return (text, make) => {
    if (!first) {
      first = { text, value: make() };
      return first.value;
    }
    if (made.size === 0) made.set(first.text(), first.value);
    const key = text();
    const value = made.has(key) ? (made.get(key) as Made) : make();
    made.set(key, value);
    return value;
  };
}

function likeness({ document: { source }, apiVersion, kind, namespace, value }: Resource, { path }: Container): string {
  const spec = mapAt(value, ["spec"]);
  const rest = { ...spec, selector: null, template: { ...mapAt(spec, ["template"]), metadata: null } };
  return JSON.stringify([source.file, apiVersion, kind, namespace ?? null, path, rest]);
}

/** Gateways in groups of those that are alike, which share all that was read of them. */
export function alikeOf(gateways: readonly Gateway[]): Alike[] {
  const groups = new Map<Gateway["env"], [Gateway, ...Gateway[]]>();
  for (const gateway of gateways) {
    const group = groups.get(gateway.env);
    if (group) group.push(gateway);
    else groups.set(gateway.env, [gateway]);
  }
  return [...groups.values()];
}
