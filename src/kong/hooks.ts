import { isObject, mapAt } from "../manifests/json.ts";
import { readAll } from "../manifests/read.ts";

/**
 * Whether a stream has documents and all of them are Helm hooks. Helm's SDK may run a post-renderer on the hooks
 * alone, a second time; there is no Kong to be found then. Source: helm/helm pkg/action/action.go@92-117 (4.2.0).
 */
export function isHooksOnly(bytes: Buffer): boolean {
  if (!bytes.includes("helm.sh/hook")) return false;
  let isEmpty = true;
  for (const value of readAll(bytes)) {
    if (value === null) continue;
    if (!isObject(value) || !("helm.sh/hook" in mapAt(value, ["metadata", "annotations"]))) return false;
    isEmpty = false;
  }
  return !isEmpty;
}
