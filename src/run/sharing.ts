import type { Gateway } from "../kong/find.ts";
import { label, type Resource } from "../manifests/read.ts";

/** Who else changes with resources from which several Gateways take their settings, as far as they are seen. */
export function sharingNotes(gateways: readonly Gateway[], isChanged: (resource: Resource) => boolean): string[] {
  const makers = new Map<Resource, Set<string>>();
  for (const { workload, fronts } of gateways)
    for (const { others } of fronts)
      if (others && workload.kind === "GatewayConfiguration" && isChanged(workload))
        makers.set(workload, (makers.get(workload) ?? new Set()).add(others.by));
  return [...makers].flatMap(([resource, names]) => {
    if (names.has(label(resource)))
      return [`${label(resource)}: every Gateway that takes its settings from it changes with it`];
    return names.size > 1 ? [`${label(resource)}: ${[...names].join(", ")} change with it`] : [];
  });
}
