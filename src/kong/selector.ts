import { type JsonObject, mapAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";

const pairsOf = (map: JsonObject): string[] =>
  Object.entries(map).flatMap(([key, value]) =>
    value === null || typeof value === "object" ? [] : [`${key}=${value}`],
  );

/**
 * Finds the Services whose selector matches a pod's labels, in their order. A missing namespace is filled in by who
 * applies the stream, and may be any of those in it: such a Service is before the pods of every namespace, and such a
 * pod behind the Services of every one. One too many is told as a change; one too few would be half a change. Each is
 * filed under its namespace and the rarest pair of its selector, so that thousands of releases in one stream take no
 * more than their number of steps. Pods that no selector tells apart get one and the same list.
 */
export function serviceFinder(
  services: readonly Resource[],
): (labels: JsonObject, namespace: string | undefined) => readonly Resource[] {
  const usable = services
    .map((service, order) => ({ service, order, selector: mapAt(service.value, ["spec", "selector"]) }))
    .map((entry) => ({ ...entry, pairs: pairsOf(entry.selector), size: Object.keys(entry.selector).length }))
    .filter(({ pairs, size }) => size > 0 && pairs.length === size);
  const uses = new Map<string, number>();
  for (const { pairs } of usable) for (const pair of pairs) uses.set(pair, (uses.get(pair) ?? 0) + 1);
  const files = new Map<string | undefined, Map<string, typeof usable>>();
  for (const entry of usable) {
    const rarest = entry.pairs.reduce((a, b) => ((uses.get(b) ?? 0) < (uses.get(a) ?? 0) ? b : a));
    const drawer = files.get(entry.service.namespace) ?? new Map<string, typeof usable>();
    files.set(entry.service.namespace, drawer);
    const file = drawer.get(rarest);
    if (file) file.push(entry);
    else drawer.set(rarest, [entry]);
  }
  const find = (own: ReadonlySet<string>, namespace: string | undefined): Resource[] => {
    const drawers = namespace === undefined ? [...files.values()] : [files.get(namespace), files.get(undefined)];
    return drawers
      .flatMap((drawer) => [...own].flatMap((pair) => drawer?.get(pair) ?? []))
      .filter(({ pairs }) => pairs.every((pair) => own.has(pair)))
      .sort((a, b) => a.order - b.order)
      .map(({ service }) => service);
  };
  const found = new Map<string, Resource[]>();
  return (labels, namespace) => {
    const own = pairsOf(labels).filter((pair) => uses.has(pair));
    const key = JSON.stringify([namespace ?? null, ...own.sort()]);
    const services = found.get(key) ?? find(new Set(own), namespace);
    found.set(key, services);
    return services;
  };
}
