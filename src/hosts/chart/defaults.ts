import { isObject, type Json, type JsonObject } from "../../json/values.ts";

/** Defaults of Kong's chart, as far as they bear on the client's address. Source: Kong/charts charts/kong/values.yaml */
const DEFAULTS: JsonObject = {
  deployment: { kong: { enabled: true }, daemonset: false, hostNetwork: false },
  replicaCount: 1,
  autoscaling: { enabled: false },
  image: { repository: "kong", tag: "3.9" },
  env: {},
  proxy: {
    enabled: true,
    type: "LoadBalancer",
    http: { enabled: true, servicePort: 80, containerPort: 8000, parameters: [] },
    tls: { enabled: true, servicePort: 443, containerPort: 8443, parameters: ["http2"] },
    stream: [],
  },
  udpProxy: { enabled: false, type: "LoadBalancer", stream: [] },
  readinessProbe: { httpGet: { path: "/status/ready", port: "status" } },
  livenessProbe: { httpGet: { path: "/status", port: "status" } },
};

/** The values that a release gets from a user's: merged into the chart's defaults as Helm does. */
export const withDefaults = (values: JsonObject): JsonObject => {
  // Of a section whose keys are all commented out nothing is left but its name.
  const sections = Object.entries(values).filter(([key, value]) => value !== null || !isObject(DEFAULTS[key]));
  return coalesce(DEFAULTS, Object.fromEntries(sections)) as JsonObject;
};

/** Maps merge key by key, null takes a default away, and anything else takes its place. */
function coalesce(base: Json | undefined, over: Json): Json {
  if (!isObject(base) || !isObject(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (value === null) merged.delete(key);
    else merged.set(key, coalesce(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
