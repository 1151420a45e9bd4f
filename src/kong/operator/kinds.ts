import { type JsonObject, mapAt, type Path, textAt } from "../../json/values.ts";
import type { Resource } from "../../manifests/read.ts";
import type { PodPlaces, ServicePlaces } from "../places.ts";
import { groupOf } from "../workloads.ts";

const GROUP = "gateway-operator.konghq.com";

/** Where kinds of Kong's operator keep the options of a data plane. Kong/kong-operator api/gateway-operator */
const OPTIONS: Readonly<Record<string, Path>> = {
  DataPlane: ["spec"],
  GatewayConfiguration: ["spec", "dataPlaneOptions"],
};

type Kind = Pick<Resource, "kind" | "apiVersion">;

/** Whether Kong's operator makes gateways of a resource. */
export const isOperated = (resource: Kind): boolean =>
  Object.hasOwn(OPTIONS, resource.kind) && groupOf(resource) === GROUP;

/** Whether a resource, or a reference to one, is a GatewayConfiguration. */
export const isConfiguration = ({ group, kind }: { group: string; kind: string }): boolean =>
  group === GROUP && kind === "GatewayConfiguration";

/** Where options have what. */
const SERVICE: Path = ["network", "services", "ingress"];
const TEMPLATE: Path = ["deployment", "podTemplateSpec"];
export const IN_OPTIONS: PodPlaces & ServicePlaces = {
  pod: [...TEMPLATE, "spec"],
  labels: [...TEMPLATE, "metadata", "labels"],
  replicas: ["deployment", "replicas"],
  annotations: [...SERVICE, "annotations"],
  spec: SERVICE,
  lacks: ["loadBalancerClass", "healthCheckNodePort", "allocateLoadBalancerNodePorts", "loadBalancerSourceRanges"],
};

/** Where a resource has it. */
export function placesOf({ kind }: Kind): PodPlaces & ServicePlaces {
  const options = OPTIONS[kind] ?? [];
  const { pod, labels, replicas = [], annotations, spec, ...rest } = IN_OPTIONS;
  const within = (path: Path) => [...options, ...path];
  return {
    pod: within(pod),
    labels: within(labels),
    replicas: within(replicas),
    annotations: within(annotations),
    spec: within(spec),
    ...rest,
  };
}

/** What a Service is where its options say nothing, by the schema. */
export const DEFAULT_TYPE = "LoadBalancer";

/** A resource's options for its data planes, with what the schema fills in. */
export function optionsOf({ kind, value }: Resource): JsonObject {
  const options = mapAt(value, OPTIONS[kind] ?? []);
  const { network, ...rest } = options;
  const services = mapAt(network, ["services"]);
  const { ingress } = services;
  if (typeof ingress !== "object" || ingress === null || textAt(ingress, ["type"]) !== undefined) return options;
  const filled = { ...services, ingress: { ...mapAt(services, ["ingress"]), type: DEFAULT_TYPE } };
  return { ...rest, network: { ...mapAt(options, ["network"]), services: filled } };
}
