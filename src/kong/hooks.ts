import { at, type Json, mapAt, textAt } from "../json/values.ts";
import { readAll } from "../manifests/read.ts";
import type { Buffer } from "../runtime/node.ts";

/**
 * Whether a stream has documents and all of them are Helm hooks. Helm's SDK may run a post-renderer on the hooks
 * alone, a second time; there is no Kong to be found then. Source: helm/helm pkg/action/action.go@92-117 (4.2.0).
 */
export function isHooksOnly(bytes: Buffer): boolean {
  if (!bytes.includes("helm.sh/hook")) return false;
  let isEmpty = true;
  for (const value of readAll(bytes)) {
    if (value === null) continue;
    if (!objectsIn(value).every(isHook)) return false;
    isEmpty = false;
  }
  return !isEmpty;
}

const isHook = (value: Json) => "helm.sh/hook" in mapAt(value, ["metadata", "annotations"]);

/** The items of a list, or the one object. */
function objectsIn(value: Json): Json[] {
  const items = at(value, ["items"]);
  return Array.isArray(items) && /List$/.test(textAt(value, ["kind"]) ?? "") ? items : [value];
}
