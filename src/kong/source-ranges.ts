import { itemsOf } from "../json/lists.ts";
import { at, type JsonObject, textAt } from "../json/values.ts";
import type { FrontService } from "./find.ts";

/** The field of a Service that says which clients may come to its load balancer. */
export const SOURCE_RANGES = "loadBalancerSourceRanges";

/** The annotation that was there before the field. Source: k8s.io/api core/v1/annotation_key_constants.go */
export const RANGES_ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** The ranges that a Service names in either place, as they are written there. */
export interface SourceRanges {
  field?: string[];
  annotation?: string[];
}

export function sourceRangesIn({ spec, shown }: Pick<FrontService, "spec" | "shown">): SourceRanges {
  const field = textsAt(spec);
  const annotation = itemsOf(textAt(shown.annotations, [RANGES_ANNOTATION]) ?? "");
  return { ...(field.length > 0 && { field }), ...(annotation.length > 0 && { annotation }) };
}

function textsAt(spec: JsonObject): string[] {
  const value = at(spec, [SOURCE_RANGES]) ?? [];
  return (Array.isArray(value) ? value : [value]).map((item) => String(item).trim());
}
