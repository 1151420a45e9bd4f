import type { Profile } from "../clouds/profiles.ts";
import type { MethodName } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { at, isObject, type Json, type JsonObject, mapsAt, textAt } from "../json/values.ts";
import { aggregate, type Reasoned } from "../net/aggregate.ts";
import { isInPrivate, parseCidr } from "../net/cidr.ts";

/** What there is to trust in a cluster, and what to know besides. */
export interface Peers {
  trusted: Reasoned[];
  notes: string[];
}

/**
 * The peers that Kong has in a cluster behind a load balancer, out of its Nodes and Services: nodes where they pass
 * connections on in their own name, the load balancer where its controller writes a private address of it.
 *
 * @param objects what `kubectl get nodes,services` prints, lists not unwrapped
 * @param withPods whether the CIDRs of the pods count too, by which an overlay network may show a node
 * @throws Failure (config, unsupported, empty-input) where there is nobody to trust, or the cluster does not tell whom
 */
export function peersIn(objects: readonly Json[], profile: Profile, method: MethodName, withPods: boolean): Peers {
  if (method === "external-traffic-policy")
    throw new Failure("config", "method", `${method} trusts nobody`, "leave out trustedCIDRs");
  const support = profile.methods[method];
  const hasHop = profile.reaches !== "pods" && support.externalTrafficPolicy !== "Local";
  const all = objects.flatMap(unwrapped);
  const nodes = all.filter((object) => at(object, ["kind"]) === "Node");
  const own = `the load balancer's own addresses are ${support.peers ?? "its owner's to tell"}`;
  const found = [
    ...(hasHop ? nodes.flatMap(nodeAddresses) : []),
    ...(hasHop && withPods ? nodes.flatMap(podBlocks) : []),
    ...(profile.forwards === "packets" ? [] : all.flatMap(balancerAddresses)),
  ];
  if (hasHop && nodes.length === 0)
    throw new Failure(
      "empty-input",
      "stdin",
      "there are no Nodes",
      "pipe in what kubectl get nodes,services -o json prints",
    );
  if (found.length === 0)
    throw new Failure(
      "unsupported",
      profile.name,
      "no node passes its connections on, and the cluster does not tell its addresses",
      own,
    );
  const notes = [
    ...(hasHop
      ? ["nodes come and go: a CIDR of their subnets, if you know it, holds longer than their addresses"]
      : []),
    ...(hasHop && !withPods ? ["an overlay network may show a node by an address of its pods: --pods adds those"] : []),
    ...(profile.forwards === "packets" ? [] : [own]),
  ];
  return { trusted: aggregate(found), notes };
}

const unwrapped = (value: Json): JsonObject[] => {
  if (!isObject(value)) return [];
  return Array.isArray(value["items"]) ? value["items"].flatMap(unwrapped) : [value];
};

/** A block for a reason, nothing where a text is none. */
function blockOf(text: string | undefined, reason: string): Reasoned[] {
  const cidr = parseCidr(text ?? "");
  return "what" in cidr ? [] : [{ cidr, reasons: [reason] }];
}

const nameOf = (object: JsonObject): string => textAt(object, ["metadata", "name"]) ?? "(without a name)";

/** Nodes know each other by their internal addresses; who has none goes by the external ones. */
function nodeAddresses(node: JsonObject): Reasoned[] {
  const addresses = mapsAt(node, ["status", "addresses"]);
  const ofType = (type: string) =>
    addresses
      .filter((each) => each["type"] === type)
      .flatMap((each) => blockOf(textAt(each, ["address"]), `node ${nameOf(node)}`));
  const internal = ofType("InternalIP");
  return internal.length > 0 ? internal : ofType("ExternalIP");
}

function podBlocks(node: JsonObject): Reasoned[] {
  const several = at(node, ["spec", "podCIDRs"]);
  const blocks = Array.isArray(several) ? several : [at(node, ["spec", "podCIDR"]) ?? null];
  return blocks.flatMap((text) => blockOf(typeof text === "string" ? text : undefined, `pods of node ${nameOf(node)}`));
}

/** Public addresses are those that clients connect to, and not those that a load balancer connects from. */
function balancerAddresses(object: JsonObject): Reasoned[] {
  if (at(object, ["kind"]) !== "Service" || at(object, ["spec", "type"]) !== "LoadBalancer") return [];
  return mapsAt(object, ["status", "loadBalancer", "ingress"])
    .flatMap((each) => blockOf(textAt(each, ["ip"]), `load balancer of Service ${nameOf(object)}`))
    .filter(({ cidr }) => isInPrivate(cidr));
}
