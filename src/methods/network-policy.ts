import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import { at, type Json, type JsonObject, mapAt, mapsAt, textAt } from "../json/values.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { CONTROLLERS_PORTS, KONGS_PORTS } from "../kong/ports.ts";
import { containersOf } from "../kong/workloads.ts";
import { addedFor } from "../manifests/addition.ts";
import { label, type Resource } from "../manifests/read.ts";
import { type Cidr, withPrefix } from "../net/cidr.ts";
import { metadataFor, type Wanted } from "./method.ts";

/** TCP ports of a gateway's pods that not everybody may come to. */
export interface Doors {
  /** Listeners that believe a PROXY header or a request header, and the peers that they believe. */
  trusting: readonly number[];
  trusted: readonly Cidr[];
  /** Listeners for callers inside the cluster. */
  inCluster: readonly number[];
}

/**
 * A NetworkPolicy for a gateway behind a front Service: trusted peers alone come to listeners that believe them, pods
 * alone to those for callers inside the cluster, and everybody to every other port, as before. A policy shuts all that
 * it does not name, so the rest is named: Kong's own ports and those that are declared or probed one by one, as not
 * every network plugin knows ranges, and all others by ranges. Source: k8s.io/api networking/v1/types.go (NetworkPolicyPort.EndPort)
 *
 * @throws Failure (conflict, unsupported) where it would not hold
 */
export function networkPolicyFor(gateway: Gateway, front: FrontService, doors: Doors): Wanted {
  const { service } = front;
  refuseWhereItDoesNotHold(gateway, front);
  const rule = (ports: readonly number[], from: Json[]): JsonObject[] =>
    ports.length === 0 ? [] : [{ from, ports: ports.map((port) => ({ protocol: "TCP", port })) }];
  const policy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadataFor(service, `${service.name}-trusted-peers`, "network-policy"),
    spec: {
      podSelector: { matchLabels: mapAt(front.spec, ["selector"]) },
      policyTypes: ["Ingress"],
      ingress: [
        ...rule(
          doors.trusting,
          doors.trusted.map((cidr) => ({ ipBlock: { cidr: withPrefix(cidr) } })),
        ),
        ...rule(doors.inCluster, [{ namespaceSelector: {} }]),
        { ports: otherPorts(gateway, [...doors.trusting, ...doors.inCluster]) },
      ],
    },
  };
  return { beside: service, value: policy };
}

function otherPorts({ pod }: Gateway, guarded: readonly number[]): JsonObject[] {
  const closed = [...new Set(guarded)].sort((a, b) => a - b);
  const known = containersOf(pod, []).flatMap(({ value }) => [
    ...mapsAt(value, ["ports"]).flatMap((port) =>
      (textAt(port, ["protocol"]) ?? "TCP") === "TCP" ? [Number(textAt(port, ["containerPort"]))] : [],
    ),
    ...PROBES.flatMap((probe) =>
      ["httpGet", "tcpSocket", "grpc"].map((way) => Number(textAt(value, [probe, way, "port"]))),
    ),
  ]);
  const single = [...new Set([...known, ...KONGS_PORTS, ...CONTROLLERS_PORTS])]
    .filter((port) => port > 0 && !closed.includes(port))
    .sort((a, b) => a - b);
  const ranges = [...closed, LAST + 1].map((end, index) => [(closed[index - 1] ?? 0) + 1, end - 1] as const);
  return [
    ...single.map((port) => ({ protocol: "TCP", port })),
    ...ranges
      .filter(([first, last]) => first <= last)
      .map(([port, endPort]) => ({ protocol: "TCP", port, ...(endPort > port && { endPort }) })),
    { protocol: "UDP" },
    { protocol: "SCTP" },
  ];
}

const LAST = 65_535;
const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];

function refuseWhereItDoesNotHold({ workload, pod }: Gateway, { service, policies }: FrontService): void {
  const refuse = (code: "conflict" | "unsupported", where: string, what: string, remedy: string): never => {
    throw new Failure(code, where, what, remedy);
  };
  if (service.kind !== "Service")
    refuse(
      "unsupported",
      label(service),
      "Kong's operator makes a NetworkPolicy of its own for its pods, and policies add up",
      "leave out networkPolicy (--network-policy), and close the nodes with a firewall",
    );
  if (at(pod, ["hostNetwork"]) === true)
    refuse(
      "conflict",
      label(workload),
      "its pods are on their node's network, where no NetworkPolicy holds",
      "leave out networkPolicy (--network-policy), and close the nodes with a firewall",
    );
  const other = policies?.all.find((policy) => addedFor(policy) === undefined);
  if (other)
    refuse(
      "conflict",
      label(other),
      "it is for the same pods, and policies add up: one more would open what this one closes",
      "leave out networkPolicy (--network-policy), and name the trusted CIDRs in this one",
    );
}

/** What a NetworkPolicy that is new does not promise. */
export function policyNotes(resource: Resource, { inCluster }: Pick<Config, "inCluster">): string[] {
  if (resource.kind !== "NetworkPolicy") return [];
  const name = label(resource);
  return [
    `${name}: it holds as far as the network plugin does, which may see a node's address in place of the load balancer's; other policies add up with it`,
    ...(inCluster ? [] : [`${name}: pods come to these listeners no more, unless their addresses are trusted`]),
  ];
}
