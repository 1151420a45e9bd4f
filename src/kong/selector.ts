import { type JsonObject, mapAt } from "../manifests/json.ts";
import type { Resource } from "../manifests/read.ts";

const pairsOf = (map: JsonObject): string[] =>
  Object.entries(map).flatMap(([key, value]) =>
    value === null || typeof value === "object" ? [] : [`${key}=${value}`],
  );

/**
 * Finds the Services whose selector matches a pod's labels, in their order. Each Service is filed under the rarest
 * pair of its selector, so that thousands of releases in one stream take no more than their number of steps.
 */
export function serviceFinder(services: readonly Resource[]): (labels: JsonObject) => Resource[] {
  const selectors = services.map((service) => ({ service, selector: mapAt(service.value, ["spec", "selector"]) }));
  const usable = selectors
    .map(({ service, selector }, order) => ({
      service,
      order,
      pairs: pairsOf(selector),
      size: Object.keys(selector).length,
    }))
    .filter(({ pairs, size }) => size > 0 && pairs.length === size);
  const uses = new Map<string, number>();
  for (const { pairs } of usable) for (const pair of pairs) uses.set(pair, (uses.get(pair) ?? 0) + 1);
  const files = new Map<string, typeof usable>();
  for (const entry of usable) {
    const rarest = entry.pairs.reduce((a, b) => ((uses.get(b) ?? 0) < (uses.get(a) ?? 0) ? b : a));
    const file = files.get(rarest);
    if (file) file.push(entry);
    else files.set(rarest, [entry]);
  }
  return (labels) => {
    const own = new Set(pairsOf(labels));
    return [...own]
      .flatMap((pair) => files.get(pair) ?? [])
      .filter(({ pairs }) => pairs.every((pair) => own.has(pair)))
      .sort((a, b) => a.order - b.order)
      .map(({ service }) => service);
  };
}
