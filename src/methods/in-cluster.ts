import { inClusterPorts } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import type { Operation } from "../json/patch.ts";
import { put } from "../json/put.ts";
import { at, type JsonObject, mapAt, mapsAt } from "../json/values.ts";
import { IN_CLUSTER } from "../kong/exposure.ts";
import type { FrontPort, FrontService, Gateway } from "../kong/find.ts";
import { type Listener, movedEntry } from "../kong/listen.ts";
import { holderOf } from "../kong/ports.ts";
import { containersOf } from "../kong/workloads.ts";
import { suffixed } from "../manifests/addition.ts";
import { label } from "../manifests/read.ts";
import { metadataFor, type Wanted } from "./method.ts";

/** The names of the container's ports, of at most 15 characters. */
const PORT_NAMES = { http: "in-cluster", https: "in-cluster-tls" } as const;

/** Listeners that expect a PROXY header, the port of those beside them that expect none, and how clients name it. */
interface Counterpart {
  scheme: "http" | "https";
  port: number;
  /** The listeners of one port, on every address. */
  of: Listener[];
  front: FrontPort;
}

/** For callers inside the cluster: what is beside the listeners that speak PROXY. */
export interface InCluster {
  /** KONG_PROXY_LISTEN with the listeners that expect no PROXY header behind the others. */
  listen(value: string): string;
  /** KONG_PORT_MAPS, where there is one, with their ports. */
  portMaps?: string;
  ports: Operation[];
  /** What they listen on. */
  numbers: number[];
  service: Wanted;
}

const isTls = ({ flags }: Listener) => flags.includes("ssl");

/**
 * Listeners, container ports and a Service for callers inside the cluster, for a gateway that speaks PROXY to these front
 * Services. Undefined where nobody asks for it, or where no HTTP listener speaks PROXY.
 *
 * nginx believes nobody on such a listener: with `real_ip_header proxy_protocol` it takes the address from a PROXY
 * header alone. Source: nginx ngx_http_realip_module.c (ngx_http_realip_handler, NGX_HTTP_REALIP_PROXY)
 *
 * @throws Failure (conflict) where a port is not free, or the pod is on its node's network
 */
export function inClusterOf(
  gateway: Gateway,
  fronts: readonly FrontService[],
  { inCluster }: Pick<Config, "inCluster">,
): InCluster | undefined {
  const [front] = fronts.filter(({ listeners }) => listeners.some(isSpoken));
  if (!inCluster || !front) return undefined;
  const ports = inClusterPorts(inCluster);
  const counterparts = (["http", "https"] as const).flatMap((scheme) => counterpartOf(fronts, scheme, ports[scheme]));
  refuseOperated(front);
  refuseHostNetwork(gateway);
  const portMaps = gateway.env.get("KONG_PORT_MAPS")?.value;
  for (const counterpart of counterparts) refuseTaken(gateway, fronts, counterpart);
  return {
    listen: (value) => withCounterparts(value, gateway, counterparts),
    ...(portMaps !== undefined && { portMaps: withPortMaps(portMaps, counterparts) }),
    ports: portOperations(gateway, counterparts),
    numbers: counterparts.map(({ port }) => port),
    service: { beside: front.service, value: serviceFor(front, counterparts) },
  };
}

/** Streams have callers inside the cluster too, but no way to tell which port of which Service stands for them. */
const isSpoken = ({ variable, transport }: Listener) => variable === "KONG_PROXY_LISTEN" && transport === "TCP";

function counterpartOf(fronts: readonly FrontService[], scheme: Counterpart["scheme"], port: number): Counterpart[] {
  const all = fronts
    .flatMap(({ ports }) => ports)
    .flatMap((each) => each.listeners.map((listener) => ({ front: each, listener })));
  const found = all.find(({ listener }) => isSpoken(listener) && isTls(listener) === (scheme === "https"));
  if (!found) return [];
  const of = found.front.listeners.filter(
    (each) => each.port === found.listener.port && isTls(each) === isTls(found.listener),
  );
  return [{ scheme, port, of, front: found.front }];
}

/** Kong's operator makes the Service, and the labels that it finds the pods by. */
function refuseOperated({ service }: FrontService): void {
  if (service.kind === "Service") return;
  throw new Failure(
    "unsupported",
    label(service),
    "Kong's operator makes its Service, and one for callers inside the cluster would not know the pods",
    "leave out inCluster (--in-cluster), and have those callers come through a Gateway of their own",
  );
}

function refuseHostNetwork({ workload, pod }: Gateway): void {
  if (at(pod, ["hostNetwork"]) !== true) return;
  throw new Failure(
    "conflict",
    label(workload),
    "its pods are on their node's network, where a plain listener would be open to whoever reaches the node",
    "leave out inCluster (--in-cluster), or take hostNetwork away",
  );
}

function refuseTaken(gateway: Gateway, fronts: readonly FrontService[], { scheme, port }: Counterpart): void {
  const { workload, listeners } = gateway;
  const behind = fronts.find((front) => front.listeners.some((listener) => listener.port === port));
  const other = listeners.find(
    (each) => each.port === port && (!isPlain(each) || isTls(each) !== (scheme === "https")),
  );
  const holder = behind ? label(behind.service) : (other?.variable ?? holderOf(gateway, port));
  if (holder === undefined) return;
  throw new Failure(
    "conflict",
    label(workload),
    `port ${port}, for callers inside the cluster, is taken by ${holder}`,
    `choose another one in the config: inCluster: {${scheme}: PORT}`,
  );
}

const isPlain = (listener: Listener) => isSpoken(listener) && !listener.flags.includes("proxy_protocol");

function withCounterparts(value: string, { listeners }: Gateway, counterparts: readonly Counterpart[]): string {
  const added = counterparts.flatMap(({ port, of }) =>
    of
      .filter(({ address }) => !listeners.some((each) => each.address === address && each.port === port))
      .map((listener) => movedEntry(value, listener, port)),
  );
  return [value, ...added].join(", ");
}

/** As Kong tells it to upstreams (X-Forwarded-Port), the port is the one that callers use. */
function withPortMaps(value: string, counterparts: readonly Counterpart[]): string {
  const maps = value.split(",").map((map) => map.trim());
  const added = counterparts.map(({ port, front }) => `${front.port}:${port}`).filter((map) => !maps.includes(map));
  return [value, ...added].join(", ");
}

function portOperations({ workload, container, pod }: Gateway, counterparts: readonly Counterpart[]): Operation[] {
  const own = mapsAt(container.value, ["ports"]);
  const isOpen = (port: number) =>
    own.some((each) => each["containerPort"] === port && (each["protocol"] ?? "TCP") === "TCP");
  const names = new Set(containersOf(pod, []).flatMap(({ value }) => mapsAt(value, ["ports"]).map(({ name }) => name)));
  const added = counterparts
    .filter(({ port }) => !isOpen(port))
    .map(({ scheme, port }, index) => {
      const name = PORT_NAMES[scheme];
      const value: JsonObject = { ...(!names.has(name) && { name }), containerPort: port, protocol: "TCP" };
      return { path: [...container.path, "ports", own.length + index], value };
    });
  return put(workload.value, added);
}

const FAMILIES = ["ipFamilyPolicy", "ipFamilies"];
const STANDARD = { http: 80, https: 443 } as const;

function serviceFor({ service }: FrontService, counterparts: readonly Counterpart[]): JsonObject {
  const { name, value } = service;
  const families = Object.entries(mapAt(value, ["spec"])).filter(([key]) => FAMILIES.includes(key));
  const { size } = new Set(counterparts.map(({ front }) => front.port));
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataFor(service, suffixed(name, "-in-cluster"), IN_CLUSTER),
    spec: {
      type: "ClusterIP",
      ...Object.fromEntries(families),
      ports: counterparts.map(({ scheme, port, front }) => ({
        name: scheme,
        port: size < counterparts.length ? STANDARD[scheme] : Number(front.port),
        targetPort: port,
        protocol: "TCP",
      })),
      selector: mapAt(value, ["spec", "selector"]),
    },
  };
}
