import { at, type Json, type JsonObject, mapAt, mapsAt, textAt } from "../../json/values.ts";
import { withDefaults } from "./defaults.ts";
import { renderedEnvironment } from "./environment.ts";
import { extraObjectsOf } from "./extra-objects.ts";
import {
  hasHttpPort,
  isOn,
  NAMES,
  printed,
  protocolOf,
  SELECTOR,
  SERVICE_SECTIONS,
  type ServiceSection,
} from "./sections.ts";

/**
 * What a version of Kong's chart renders from a user's values, as far as it bears on the client's address: the
 * gateway's workload and the Services before it. Names and labels are those of a release called kong.
 *
 * Source: Kong/charts charts/kong/templates/_helpers.tpl (kong.service, kong.listen, kong.env), deployment.yaml
 */
export function template(given: JsonObject, version: string): JsonObject[] {
  const values = withDefaults(given, version);
  if (at(values, ["enabled"]) === false || !isOn(values, ["deployment", "kong", "enabled"])) return [];
  const services = SERVICE_SECTIONS.flatMap((section) => serviceOf(section, mapAt(values, [section]), version));
  return [...services, ...extraObjectsOf(values), workloadOf(values, version)];
}

/** Fields of the Service that the chart takes from the values as they are. */
const BALANCER_FIELDS = ["loadBalancerIP", "loadBalancerSourceRanges", "loadBalancerClass"];
const FIELDS = ["externalIPs", "ipFamilyPolicy", "ipFamilies", "externalTrafficPolicy", "trafficDistribution"];

function serviceOf(section: ServiceSection, values: JsonObject, version: string): JsonObject[] {
  const ports = [...listenPorts(values, version), ...streamPorts(section, values, version)];
  if (!isOn(values, ["enabled"]) || ports.length === 0) return [];
  // Streams alone make no Service of the proxy's.
  if (section === "proxy" && !["http", "tls"].some((name) => isOn(values, [name, "enabled"]))) return [];
  const fields = [...(values["type"] === "LoadBalancer" ? BALANCER_FIELDS : []), ...FIELDS];
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadataOf(NAMES[section], values),
      spec: {
        type: values["type"] ?? null,
        ...Object.fromEntries(fields.filter((key) => isOn(values, [key])).map((key) => [key, values[key] as Json])),
        ports,
        selector: SELECTOR,
      },
    },
    ...(section === "proxy" ? ingressOf(mapAt(values, ["ingress"])) : []),
  ];
}

function metadataOf(name: string, values: JsonObject): JsonObject {
  const annotations = Object.entries(mapAt(values, ["annotations"])).map(([key, value]) => [key, printed(value)]);
  return { name, ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }) };
}

/** The chart's Ingress for the proxy, as far as it tells who leads to its Service. (kong.ingress) */
function ingressOf(values: JsonObject): JsonObject[] {
  const paths = mapsAt(values, ["hosts"]).flatMap((host) => mapsAt(host, ["paths"]));
  const leadsElsewhere = paths.length > 0 && paths.every((path) => isOn(path, ["backend"]));
  if (!isOn(values, ["enabled"]) || (leadsElsewhere && !isOn(values, ["hostname"]))) return [];
  return [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: metadataOf(NAMES.proxy, values),
      spec: {
        ...(isOn(values, ["ingressClassName"]) && { ingressClassName: values["ingressClassName"] as Json }),
        defaultBackend: { service: { name: NAMES.proxy } },
      },
    },
  ];
}

function listenPorts(values: JsonObject, version: string): JsonObject[] {
  const { http, tls } = { http: mapAt(values, ["http"]), tls: mapAt(values, ["tls"]) };
  const port = (name: string, from: JsonObject, target: string | undefined): JsonObject => ({
    name,
    port: Number(textAt(from, ["servicePort"])),
    targetPort: Number(target),
    protocol: "TCP",
  });
  const hasHttp = hasHttpPort(http, version);
  const target = isOn(tls, ["overrideServiceTargetPort"]) ? "overrideServiceTargetPort" : "containerPort";
  return [
    ...(hasHttp ? [port("kong-proxy", http, textAt(http, ["containerPort"]))] : []),
    ...(isOn(tls, ["enabled"]) ? [port("kong-proxy-tls", tls, textAt(tls, [target]))] : []),
  ];
}

function streamPorts(section: ServiceSection, values: JsonObject, version: string): JsonObject[] {
  return mapsAt(values, ["stream"]).map((entry) => {
    const protocol = protocolOf(section, entry, version);
    const target = textAt(entry, ["containerPort"]);
    return {
      name: `stream${protocol === "UDP" ? "udp" : ""}-${target}`,
      port: Number(textAt(entry, ["servicePort"])),
      targetPort: Number(target),
      protocol,
    };
  });
}

function workloadOf(values: JsonObject, version: string): JsonObject {
  const { repository = "kong", tag } = mapAt(values, ["image"]);
  const container: JsonObject = {
    name: "proxy",
    image: textAt(values, ["image", "unifiedRepoTag"]) || `${printed(repository)}:${printed(tag ?? "")}`,
    env: Object.entries(renderedEnvironment(values, version)).map(([name, value]) => ({ name, ...value })),
    ports: [
      ...["http", "tls"].flatMap((name) => containerPort(name, mapAt(values, ["proxy"]))),
      { name: "status", containerPort: 8100 },
    ],
  };
  for (const key of ["envFrom", "readinessProbe", "livenessProbe", "startupProbe"]) {
    const value = values[key];
    if (value !== undefined) container[key] = value;
  }
  const isDaemonSet = isOn(values, ["deployment", "daemonset"]);
  const hasReplicas = !isDaemonSet && !isOn(values, ["autoscaling", "enabled"]);
  const sidecars = mapsAt(values, ["deployment", "sidecarContainers"]);
  return {
    apiVersion: "apps/v1",
    kind: isDaemonSet ? "DaemonSet" : "Deployment",
    metadata: { name: "kong" },
    spec: {
      ...(hasReplicas && { replicas: values["replicaCount"] ?? null }),
      template: {
        metadata: { labels: SELECTOR },
        spec: {
          ...(isOn(values, ["deployment", "hostNetwork"]) && { hostNetwork: true }),
          containers: [...sidecars, container],
        },
      },
    },
  };
}

function containerPort(name: string, proxy: JsonObject): JsonObject[] {
  if (!isOn(proxy, ["enabled"]) || !isOn(proxy, [name, "enabled"])) return [];
  const { containerPort = null, hostPort } = mapAt(proxy, [name]);
  return [{ name: `proxy-${name}`, containerPort, ...(hostPort && { hostPort }) }];
}
