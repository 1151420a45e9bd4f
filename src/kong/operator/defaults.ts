import type { JsonObject } from "../../json/values.ts";

/** What decides here of the variables that the operator sets where a user does not. internal/utils/config/dataplane.go */
export const DEFAULTS: Readonly<Record<string, string>> = {
  KONG_PROXY_LISTEN: "0.0.0.0:8000 reuseport backlog=16384, 0.0.0.0:8443 http2 ssl reuseport backlog=16384",
  KONG_PORT_MAPS: "80:8000, 443:8443",
  KONG_STATUS_LISTEN: "0.0.0.0:8100",
  KONG_ADMIN_LISTEN: "0.0.0.0:8444 ssl reuseport backlog=16384",
};

/** The ports of a Service whose resource has none. pkg/utils/kubernetes/resources/services.go */
export const DEFAULT_PORTS: JsonObject[] = [
  { name: "http", protocol: "TCP", port: 80, targetPort: 8000 },
  { name: "https", protocol: "TCP", port: 443, targetPort: 8443 },
];
