import type { Shown, ShownIngress } from "../clouds/evidence.ts";
import type { Port } from "../clouds/match.ts";
import type { Config } from "../generated/config.ts";
import { type JsonObject, mapAt, mapsAt, textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";
import { memo } from "../memo.ts";
import { alikeReader } from "./alike.ts";
import type { Env } from "./env.ts";
import type { Hidden } from "./environment.ts";
import { gatewayOf } from "./gateway.ts";
import { ingressFinder } from "./ingress.ts";
import { kongsIn } from "./kongs.ts";
import type { Listener, ListenVariable } from "./listen.ts";
import type { Fault } from "./listening.ts";
import { type PodPlaces, SERVICE, type ServicePlaces } from "./places.ts";
import { serviceFinder } from "./selector.ts";
import { shownBy } from "./shown.ts";
import { isTarget } from "./target.ts";
import type { Version } from "./version.ts";
import { type Container, containersOf, ownedAmong, podLabels, workloadOf } from "./workloads.ts";

/** A workload whose pod runs Kong's proxy. One with several such containers is as many gateways. */
export interface Gateway {
  workload: Resource;
  /** Where it keeps its pods, their spec, and the container in it that runs Kong. */
  places: PodPlaces;
  pod: JsonObject;
  container: Container;
  /** All settings, from wherever Kong takes them. */
  env: Env;
  /** The version of Kong, by the image. */
  version: Version;
  /** The listen values in force: from the environment, else Kong's defaults. */
  listen: Record<ListenVariable, string>;
  listeners: Listener[];
  fronts: FrontService[];
  /** Why its listeners are not known. */
  faults: Fault[];
  /** Where settings may stand that cannot be seen; paths are those in the workload. */
  hidden: Hidden[];
}

/** A Service that sends traffic to a gateway's listeners. */
export interface FrontService {
  service: Resource;
  /** Where it says what is a Service's, and the Service's spec. */
  places: ServicePlaces;
  spec: JsonObject;
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

/**
 * The gateways among the resources, each with its front Services: whatever the names, labels and positions. A workload
 * counts by what a container of it runs, a Service by selector and target port. Listeners that cannot be known are
 * reported as faults.
 *
 * @param target names the container that runs Kong in the workloads that it means, where the user does
 * @throws Failure (bad-shape) where a gateway's variables are no list
 */
export function findGateways(resources: readonly Resource[], target?: Config["target"]): Gateway[] {
  const services = resources.filter(({ kind, apiVersion }) => kind === "Service" && apiVersion === "v1");
  const selecting = serviceFinder(services);
  const ingressesOf = ingressFinder(resources);
  const ofAlike = alikeReader<Gateway | undefined>();
  return allKongs(resources, target).flatMap(({ workload, kept, labels, container }) => {
    const services = selecting(labels, workload.namespace);
    const gateway = ofAlike(workload, container, services, () => {
      const read = gatewayOf(workload, kept, container);
      if (typeof read === "string") return undefined;
      return { ...read, fronts: services.flatMap((service) => frontOf(service, read, ingressesOf)) };
    });
    return gateway ? [{ ...gateway, workload }] : [];
  });
}

/** The containers that run Kong, be it a gateway or a control plane, in workloads that no other one makes. */
function allKongs(resources: readonly Resource[], target: Config["target"]) {
  const isOwned = ownedAmong(resources);
  return resources.flatMap((workload) => {
    const kept = workloadOf(workload);
    if (!kept) return [];
    const named = isTarget(workload, target) ? target?.container : undefined;
    const kongs = kongsIn(workload, kept.pod, named).filter(({ identity }) => identity === "gateway");
    if (kongs.length === 0 || isOwned(workload)) return [];
    const labels = podLabels(workload.value, kept);
    return kongs.map(({ container }) => ({ workload, kept, labels, container }));
  });
}

function frontOf(
  service: Resource,
  { pod, listeners }: Pick<Gateway, "pod" | "listeners">,
  ingressesOf: (service: Resource) => ShownIngress[],
): FrontService[] {
  const spec = mapAt(service.value, SERVICE.spec);
  const ports = mapsAt(spec, ["ports"]).map((port) => portOf(port, pod, listeners));
  const reached = new Set(ports.flatMap((port) => port.listeners));
  const type = textAt(spec, ["type"]) ?? "ClusterIP";
  if (reached.size === 0) return [];
  return [
    {
      service,
      places: SERVICE,
      spec,
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

/** The container ports (`8000/TCP`) that a Service port leads to: by number, or by name in any container. */
export function targetsOf(port: JsonObject, pod: JsonObject): string[] {
  const transport = textAt(port, ["protocol"]) ?? "TCP";
  const target = textAt(port, ["targetPort"]) ?? textAt(port, ["port"]) ?? "";
  return /^\d+$/.test(target) ? [`${target}/${transport}`] : (namedPorts(pod).get(`${target}/${transport}`) ?? []);
}

/** The ports of a pod's containers by name: `proxy/TCP`. */
const namedPorts = memo((pod: JsonObject) => {
  const ports = new Map<string, string[]>();
  for (const named of containersOf(pod, []).flatMap(({ value }) => mapsAt(value, ["ports"]))) {
    if (typeof named["name"] !== "string") continue;
    const transport = textAt(named, ["protocol"]) ?? "TCP";
    const name = `${named["name"]}/${transport}`;
    const others = ports.get(name) ?? [];
    others.push(`${textAt(named, ["containerPort"])}/${transport}`);
    ports.set(name, others);
  }
  return ports;
});
