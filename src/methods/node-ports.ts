import { ownBalancer } from "../clouds/choice.ts";
import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { WantedValue } from "../json/put.ts";
import { at, mapsAt } from "../json/values.ts";
import type { FrontService } from "../kong/find.ts";
import { asksForNodePort, hasNodePorts, NODE_PORTS } from "../kong/front.ts";
import { kubectl } from "../kong/kubectl.ts";
import { fieldOf } from "../kong/places.ts";
import { label } from "../manifests/read.ts";

/**
 * What takes the node ports of a Service away, where the config asks for that. Whether its load balancer can do without
 * them is judged on the result.
 *
 * @throws Failure (conflict, unsupported) where they would stay, or nobody knows whether the load balancer needs them
 */
export function nodePortValues(front: FrontService, profile: Profile, { config }: Settings): WantedValue[] {
  const { service, type, ports, places } = front;
  if (config.nodePorts !== false || type === "ClusterIP" || !hasNodePorts(front)) return [];
  const refuse = (code: "conflict" | "unsupported", what: string, remedy: string): never => {
    throw new Failure(code, label(service), what, remedy);
  };
  if (type !== "LoadBalancer")
    refuse("conflict", `nodePorts is false, and a Service of type ${type} has no other way in`, LEAVE_OUT);
  if (places.lacks?.includes(NODE_PORTS))
    refuse("unsupported", `nodePorts is false, and Kong's operator has no field for ${NODE_PORTS}`, LEAVE_OUT);
  // The API server respects such a request in spite of the field. Source: kubernetes pkg/registry/core/service/storage/alloc.go
  const asked = ports.find(asksForNodePort);
  if (asked)
    refuse(
      "conflict",
      `nodePorts is false, and port ${asked.port} asks for node port ${asked.nodePort}, which it gets all the same`,
      "take nodePort out of the chart's values, or leave out nodePorts (--no-node-ports)",
    );
  const balancer = ownBalancer(front.shown, profile);
  if (!balancer?.nodePorts)
    refuse(
      "unsupported",
      `nodePorts is false, and it is not known whether ${balancer?.name ?? "its load balancer"} needs node ports`,
      `${LEAVE_OUT}; if you know that it needs none, set ${NODE_PORTS} with patches of your own`,
    );
  const path = fieldOf(front, NODE_PORTS);
  // Another gateway behind the Service may have seen to it.
  return at(service.value, path) === false ? [] : [{ path, value: false }];
}

const LEAVE_OUT = "leave out nodePorts (--no-node-ports), and close the nodes with a firewall or networkPolicy";

/**
 * What a Service without node ports keeps that has some in a cluster already.
 * Source: kubernetes KEP-1864, kubernetes/kubernetes#122320
 */
export function nodePortNote(front: FrontService): string[] {
  if (front.type !== "LoadBalancer") return [];
  const patch = mapsAt(front.spec, ["ports"]).map((_, index) => ({
    op: "remove",
    path: `/spec/ports/${index}/nodePort`,
  }));
  const command = kubectl("patch", front, "--type=json", `--patch='${JSON.stringify(patch)}'`);
  return [
    `${label(front.service)}: node ports that it has in a cluster already stay until they are taken out, which API servers before 1.30 undo: ${command}`,
  ];
}
