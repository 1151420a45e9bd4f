import type { Shown, ShownIngress } from "../clouds/evidence.ts";
import type { Port } from "../clouds/match.ts";
import { Failure } from "../failure.ts";
import { at, type JsonObject, mapAt, mapsAt, type Path, pointer, textAt } from "../json/values.ts";
import { placeAt } from "../manifests/document.ts";
import { label, type Resource } from "../manifests/read.ts";
import { memo } from "../memo.ts";
import { type Env, envOf } from "./env.ts";
import { environmentOf, type Hidden } from "./environment.ts";
import { ingressFinder } from "./ingress.ts";
import type { Listener, ListenVariable } from "./listen.ts";
import { type Fault, listeningOf } from "./listening.ts";
import { serviceFinder } from "./selector.ts";
import { shownBy } from "./shown.ts";
import { type Version, versionOf } from "./version.ts";

/** A workload whose pod runs Kong's proxy. */
export interface Gateway {
  workload: Resource;
  /** The pod's spec and the container named `proxy` in it. */
  pod: JsonObject;
  container: { path: Path; value: JsonObject };
  /** All settings, from wherever Kong takes them. */
  env: Env;
  /** The version of Kong, by the image. */
  version: Version;
  /** The listen values in force: from the environment, else Kong's defaults. */
  listen: Record<ListenVariable, string>;
  listeners: Listener[];
  fronts: FrontService[];
  /** Services that cannot be read: who knows whether they are before it. */
  unreadable: Resource[];
  /** Why its listeners are not known. */
  faults: Fault[];
  /** Where settings may stand that cannot be seen; paths are those in the workload. */
  hidden: Hidden[];
}

/** A Service that sends traffic to a gateway's listeners. */
export interface FrontService {
  service: Resource;
  type: string;
  /** The listeners it reaches, each once. */
  listeners: Listener[];
  /** All its ports, those too that lead elsewhere. */
  ports: FrontPort[];
  /** What it shows of the load balancer before it. */
  shown: Shown;
}

/** A port of a front Service. */
export interface FrontPort extends Port {
  transport: string;
  /** The container ports that it leads to: `8000/TCP`. */
  targets: string[];
  /** The listeners among them. */
  listeners: Listener[];
}

const WORKLOADS = new Set(["Deployment", "DaemonSet", "StatefulSet"]);
const POD: Path = ["spec", "template", "spec"];

/**
 * The gateways among the resources, each with its front Services: whatever the names, labels and positions.
 * A workload counts by its container `proxy` with Kong's environment, a Service by selector and target port.
 * Listeners that cannot be known are reported as faults.
 *
 * @throws Failure (bad-yaml) where a gateway or front Service stands in a document that Kubernetes could not read
 */
export function findGateways(resources: readonly Resource[]): Gateway[] {
  const services = resources.filter(({ kind, apiVersion }) => kind === "Service" && apiVersion === "v1");
  const selecting = serviceFinder(services);
  const ingressesOf = ingressFinder(resources);
  const unreadable = services.filter(({ document }) => document.fault);
  return resources.flatMap((workload) => {
    const container = proxyContainer(workload);
    if (!container) return [];
    refuseFaulty(workload);
    refuseBadShape(workload, [...container.path, "env"]);
    const version = versionOf(textAt(container.value, ["image"]) ?? "");
    const pod = mapAt(workload.value, POD);
    const { env, hidden } = environmentOf({ workload, pod, container: container.value }, version);
    if (env.get("KONG_ROLE")?.value === "control_plane") return [];
    const known = [listeningOf(env, "KONG_PROXY_LISTEN", version), listeningOf(env, "KONG_STREAM_LISTEN", version)];
    const listeners = known.flatMap((value) => value.listeners);
    const faults = known.flatMap((value) => value.faults);
    if (listeners.length + faults.length === 0) return [];
    const listen = { KONG_PROXY_LISTEN: known[0]?.text ?? "", KONG_STREAM_LISTEN: known[1]?.text ?? "" };
    const gateway: Gateway = {
      workload,
      pod,
      container,
      env,
      version,
      listen,
      listeners,
      fronts: [],
      unreadable,
      faults,
      hidden: hidden.map((each) => ({ ...each, path: [...container.path, ...each.path] })),
    };
    const labels = mapAt(workload.value, ["spec", "template", "metadata", "labels"]);
    gateway.fronts = selecting(labels, workload.namespace).flatMap((service) => frontOf(service, gateway, ingressesOf));
    return [gateway];
  });
}

function proxyContainer(workload: Resource): { path: Path; value: JsonObject } | undefined {
  if (!WORKLOADS.has(workload.kind) || !/^(?:apps|extensions)\//.test(workload.apiVersion)) return undefined;
  const containers = mapsAt(workload.value, [...POD, "containers"]);
  const index = containers.findIndex((container) => container["name"] === "proxy");
  const value = containers[index];
  if (!value) return undefined;
  const hasKongEnv = [...envOf(value).keys()].some((name) => name.startsWith("KONG_"));
  const isKongImage = /(?:^|\/)kong[^/]*$/.test(textAt(value, ["image"]) ?? "");
  return hasKongEnv || isKongImage ? { path: [...POD, "containers", index], value } : undefined;
}

function frontOf(
  service: Resource,
  { pod, listeners }: Gateway,
  ingressesOf: (service: Resource) => ShownIngress[],
): FrontService[] {
  const ports = mapsAt(service.value, ["spec", "ports"]).map((port) => portOf(port, pod, listeners));
  const reached = new Set(ports.flatMap((port) => port.listeners));
  const type = textAt(service.value, ["spec", "type"]) ?? "ClusterIP";
  if (reached.size === 0) return [];
  refuseFaulty(service);
  return [
    {
      service,
      type,
      listeners: listeners.filter((listener) => reached.has(listener)),
      ports,
      shown: shownBy(service, type, ingressesOf(service)),
    },
  ];
}

function portOf(value: JsonObject, pod: JsonObject, listeners: readonly Listener[]): FrontPort {
  const [name, nodePort] = [textAt(value, ["name"]), textAt(value, ["nodePort"])];
  const targets = targetsOf(value, pod);
  return {
    port: textAt(value, ["port"]) ?? "",
    ...(name !== undefined && { name }),
    ...(nodePort !== undefined && { nodePort }),
    transport: textAt(value, ["protocol"]) ?? "TCP",
    targets,
    listeners: listeners.filter(({ port, transport }) => targets.includes(`${port}/${transport}`)),
  };
}

function refuseBadShape(workload: Resource, path: Path): void {
  const found = at(workload.value, path) ?? [];
  if (Array.isArray(found)) return;
  throw new Failure("bad-shape", label(workload), `${pointer(path)} is not a list`, "mend the chart's value");
}

/** A document that Kubernetes could not read must not be changed on a guess. */
export function refuseFaulty(resource: Resource): void {
  const { document } = resource;
  if (!document.fault) return;
  const { offset, what } = document.fault;
  throw new Failure(
    "bad-yaml",
    placeAt(document, offset),
    `${label(resource)} cannot be read: ${what}`,
    "mend the template",
  );
}

/** The container ports (`8000/TCP`) that a Service port leads to: by number, or by name in any container. */
export function targetsOf(port: JsonObject, pod: JsonObject): string[] {
  const transport = textAt(port, ["protocol"]) ?? "TCP";
  const target = textAt(port, ["targetPort"]) ?? textAt(port, ["port"]) ?? "";
  return /^\d+$/.test(target) ? [`${target}/${transport}`] : (namedPorts(pod).get(`${target}/${transport}`) ?? []);
}

/** The ports of a pod's containers by name: `proxy/TCP`. */
const namedPorts = memo((pod: JsonObject) => {
  const ports = new Map<string, string[]>();
  for (const named of mapsAt(pod, ["containers"]).flatMap((container) => mapsAt(container, ["ports"]))) {
    if (typeof named["name"] !== "string") continue;
    const transport = textAt(named, ["protocol"]) ?? "TCP";
    const name = `${named["name"]}/${transport}`;
    const others = ports.get(name) ?? [];
    others.push(`${textAt(named, ["containerPort"])}/${transport}`);
    ports.set(name, others);
  }
  return ports;
});

/** The JSON Pointer of a gateway's proxy container. */
export const containerPointer = ({ container }: Gateway): string => pointer(container.path);
