import { at, type JsonObject, mapsAt, textAt } from "../json/values.ts";
import { memo } from "../memo.ts";
import type { FrontPort, FrontService, Gateway } from "./find.ts";
import type { Listener } from "./listen.ts";
import { containersOf } from "./workloads.ts";

/** A Service, whatever its ports lead to. */
export type AnyService = Omit<FrontService, "listeners" | "ports">;

/** The front Service of a gateway that a Service is, where it leads to one of its listeners. */
export function frontOf(service: AnyService, { pod, listeners }: Pick<Gateway, "pod" | "listeners">): FrontService[] {
  const ports = mapsAt(service.spec, ["ports"]).map((port) => portOf(port, pod, listeners));
  const reached = new Set(ports.flatMap((port) => port.listeners));
  if (reached.size === 0) return [];
  return [{ ...service, listeners: listeners.filter((listener) => reached.has(listener)), ports }];
}

/** Whether a Service is of an address family; undefined where the cluster decides. Kubernetes core/v1 (IPFamilyPolicy) */
export function isOfFamily({ spec }: FrontService, family: 4 | 6): boolean | undefined {
  const families = at(spec, ["ipFamilies"]);
  const isDual = /^(?:PreferDualStack|RequireDualStack)$/.test(textAt(spec, ["ipFamilyPolicy"]) ?? "");
  if (isDual) return true;
  return Array.isArray(families) && families.length > 0 ? families.includes(`IPv${family}`) : undefined;
}

/** The field of a Service that says whether it gets node ports. */
export const NODE_PORTS = "allocateLoadBalancerNodePorts";

/** Whether a Service has node ports, or gets them: those that it asks for it gets in any case. */
export const hasNodePorts = ({ type, spec, ports }: Pick<FrontService, "type" | "spec" | "ports">): boolean =>
  type === "NodePort" || (type === "LoadBalancer" && (spec[NODE_PORTS] !== false || ports.some(asksForNodePort)));

export const asksForNodePort = ({ nodePort = "0" }: FrontPort): boolean => nodePort !== "0";

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
