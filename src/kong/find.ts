import type { Shown, ShownIngress } from "../clouds/evidence.ts";
import type { Port } from "../clouds/match.ts";
import type { Config } from "../generated/config.ts";
import type { WantedValue } from "../json/put.ts";
import { type JsonObject, mapAt, textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";
import { memo } from "../memo.ts";
import { alikeReader } from "./alike.ts";
import type { Env } from "./env.ts";
import type { Hidden } from "./environment.ts";
import { type AnyService, frontOf } from "./front.ts";
import { gatewayOf } from "./gateway.ts";
import { ingressFinder } from "./ingress.ts";
import { kongsIn } from "./kongs.ts";
import type { Listener, ListenVariable } from "./listen.ts";
import type { Fault } from "./listening.ts";
import { cloudGateways } from "./operator/cloud.ts";
import { operatedGateways } from "./operator/gateways.ts";
import { type PodPlaces, SERVICE, type ServicePlaces } from "./places.ts";
import { type Policies, policyFinder } from "./policies.ts";
import { serviceFinder } from "./selector.ts";
import { shownBy } from "./shown.ts";
import { isTarget } from "./target.ts";
import type { Version } from "./version.ts";
import { type Container, ownedAmong, podLabels, workloadOf } from "./workloads.ts";

/** A workload whose pod runs Kong's proxy. One with several such containers is as many gateways. */
export interface Gateway {
  workload: Resource;
  /** Where it keeps its pods, their spec, and the container in it that runs Kong. */
  places: PodPlaces;
  pod: JsonObject;
  /** How many pods there are, where that is fixed. */
  replicas?: number;
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
  /** The version of Kong's operator that makes it, where that does. */
  operator?: Version;
  /** Why nothing can be written to it, where that is so. */
  sealed?: { code: "hidden-settings" | "no-configuration"; what: string; remedy: string };
  /** Where variables are all that can be written, why, and how long their values may be. */
  bounds?: { variablesAlone: string; longest: number };
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
  /** The NetworkPolicies of the stream for what comes to all pods that it leads to. */
  policies?: Policies;
  /** Annotations that others give its Service: those that its own win over, and those that win over its own. */
  others?: { weaker: JsonObject; stronger: JsonObject; by: string };
  /** What has to be written out with the first thing that its resource says of the Service. */
  restated?: WantedValue[];
}

/** A port of a front Service. */
export interface FrontPort extends Port {
  transport: string;
  /** The container ports that it leads to: `8000/TCP`. */
  targets: string[];
  /** The listeners among them. */
  listeners: Listener[];
}

/** What a config says that decides what is a gateway. */
export type Asked = Pick<Config, "target" | "operatorVersion">;

/**
 * The gateways among the resources, each with its front Services: whatever the names, labels and positions. A workload
 * counts by what a container of it runs, a Service by selector and target port. Listeners that cannot be known are
 * reported as faults.
 *
 * @param asked the target, which may name the container that runs Kong, and the version of Kong's operator
 * @throws Failure (bad-shape) where a gateway's variables are no list
 */
export function findGateways(resources: readonly Resource[], asked: Asked = {}): Gateway[] {
  const { target } = asked;
  const services = resources.filter(({ kind, apiVersion }) => kind === "Service" && apiVersion === "v1");
  const selecting = serviceFinder(services);
  const ingressesOf = ingressFinder(resources);
  const policiesOf = policyFinder(resources);
  const serviceAsIs = memo((service: Resource) => readService(service, ingressesOf, policiesOf));
  const ofAlike = alikeReader<Gateway | undefined>();
  const plain = allKongs(resources, target).flatMap(({ workload, kept, labels, container }) => {
    const services = selecting(labels, workload.namespace);
    const gateway = ofAlike(workload, container, services, () => {
      const read = gatewayOf(workload, kept, container);
      if (typeof read === "string") return undefined;
      return { ...read, fronts: services.flatMap((service) => frontOf(serviceAsIs(service), read)) };
    });
    return gateway ? [{ ...gateway, workload }] : [];
  });
  return [...plain, ...operatedGateways(resources, asked, ingressesOf), ...cloudGateways(resources)];
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

function readService(
  service: Resource,
  ingressesOf: (service: Resource) => ShownIngress[],
  policiesOf: ReturnType<typeof policyFinder>,
): AnyService {
  const spec = mapAt(service.value, SERVICE.spec);
  const type = textAt(spec, ["type"]) ?? "ClusterIP";
  const policies = policiesOf(mapAt(spec, ["selector"]), service.namespace);
  return { service, places: SERVICE, spec, type, shown: shownBy(service, type, ingressesOf(service)), policies };
}
