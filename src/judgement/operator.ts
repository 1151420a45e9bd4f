import { at } from "../json/values.ts";
import { isOperated } from "../kong/strangers.ts";
import { label, type Resource } from "../manifests/read.ts";
import type { Finding } from "./rule.ts";

/** Where Kong's operator takes externalTrafficPolicy from. Kong/kong-operator api/gateway-operator (v1beta1, v2beta1) */
const SERVICE_OPTIONS: Record<string, readonly string[]> = {
  DataPlane: ["spec", "network", "services", "ingress"],
  GatewayConfiguration: ["spec", "dataPlaneOptions", "network", "services", "ingress"],
};

/** Gateways that Kong's operator will make: their Services and listeners are not in the manifests. */
export function operatorFindings(resources: readonly Resource[]): Finding[] {
  return resources
    .filter((resource) => {
      const path = SERVICE_OPTIONS[resource.kind];
      return path && isOperated(resource) && at(resource.value, [...path, "externalTrafficPolicy"]) === undefined;
    })
    .map((resource) => ({
      code: "operator-managed",
      severity: "warning",
      resource,
      where: label(resource),
      pointer: `/${(SERVICE_OPTIONS[resource.kind] ?? []).join("/")}`,
      what: "Kong's operator makes the Service and the listeners of this gateway, which are not in the manifests",
      remedy:
        "set externalTrafficPolicy there, or KONG_PROXY_LISTEN, KONG_REAL_IP_HEADER and KONG_TRUSTED_IPS in its podTemplateSpec",
    }));
}
