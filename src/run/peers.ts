import type { Profile } from "../clouds/profiles.ts";
import type { MethodName } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import { at, mapsAt, textAt } from "../json/values.ts";
import type { FindingCode } from "../judgement/codes.ts";
import { isTarget } from "../kong/target.ts";
import { label, type Resource } from "../manifests/read.ts";
import { parseAddress } from "../net/address.ts";
import { aggregate, type Reasoned } from "../net/aggregate.ts";
import { type Cidr, coverage, isInPrivate, isNobodys, isTooWide, parseCidr } from "../net/cidr.ts";

/** What there is to trust in a cluster, and what to know besides. */
export interface Peers {
  trusted: Reasoned[];
  notes: string[];
}

/** Whose addresses are asked for. */
export interface PeersAsked {
  profile: Profile;
  method: MethodName;
  /** Which Service is Kong's, where there are several. */
  target?: Config["target"];
  /** Whether the CIDRs of the pods count too, by which an overlay network may show a node. */
  withPods: boolean;
}

/**
 * The peers that Kong has in a cluster behind a load balancer, out of its Nodes and Services: nodes where they pass
 * connections on in their own name, the load balancer where its controller writes a private address of it.
 *
 * @param resources what `kubectl get nodes,services` prints
 * @throws Failure (config, unsupported, empty-input, unsafe) where there is nobody to trust, or the cluster does not tell whom
 */
export function peersIn(resources: readonly Resource[], asked: PeersAsked): Peers {
  const { profile, method, withPods } = asked;
  if (method === "external-traffic-policy")
    throw new Failure(
      "config",
      "method",
      `${method} trusts nobody`,
      "give --method proxy-protocol or http-headers, or trust nobody",
    );
  const support = profile.methods[method];
  const own = `the load balancer's own addresses are ${support.peers ?? "its owner's to tell"}`;
  const nodes = passesOn(profile, method) ? nodePeers(resources, withPods) : NOBODY;
  const services = resources.filter((each) => isService(each) && isTarget(each, asked.target));
  const isNamed = asked.target?.service !== undefined || asked.target?.release !== undefined;
  const absent = isNamed && services.length === 0 ? [ABSENT] : [];
  const balancer = profile.forwards === "packets" ? NOBODY : balancerPeers(services, isNamed);
  const trusted = aggregate([...nodes.trusted, ...balancer.trusted]);
  if (trusted.length === 0)
    throw new Failure(
      "unsupported",
      profile.name,
      "no node passes its connections on, and the cluster does not tell its addresses",
      [...absent, ...balancer.notes, own].join("; "),
    );
  if (isTooWide(trusted.map(({ cidr }) => cidr)))
    throw new Failure(
      "unsafe",
      "Nodes",
      "together their addresses are more than any cluster has",
      "see what writes them, and name the CIDRs of the nodes' subnets instead",
      "trust-all" satisfies FindingCode,
    );
  return {
    trusted,
    notes: [...nodes.notes, ...absent, ...balancer.notes, ...(profile.forwards === "packets" ? [] : [own])],
  };
}

const isService = ({ kind, apiVersion }: Resource): boolean => kind === "Service" && apiVersion === "v1";

const ABSENT = "target: no Service in the input matches it; see its spelling, and whether the input has Services";

const NOBODY: Peers = { trusted: [], notes: [] };

/** Whether Kong's peer can be a node behind a load balancer: it sends to nodes, which put their own address in place. */
const passesOn = ({ reaches, methods }: Profile, method: MethodName): boolean =>
  reaches !== "pods" && methods[method].externalTrafficPolicy !== "Local";

function nodePeers(resources: readonly Resource[], withPods: boolean): Peers {
  const nodes = resources.filter(({ kind, apiVersion }) => kind === "Node" && apiVersion === "v1");
  if (nodes.length === 0)
    throw new Failure(
      "empty-input",
      resources[0]?.document.source.file ?? "stdin",
      "there are no Nodes",
      "pipe in what kubectl get nodes,services -A -o json prints",
    );
  const known = nodes.map((node) => ({ node, addresses: nodeAddresses(node) }));
  const silent = known.filter(({ addresses }) => addresses.length === 0).map(({ node }) => node);
  if (silent.length === nodes.length)
    throw new Failure(
      "empty-input",
      label(nodes[0] as Resource),
      `${nodes.length === 1 ? "it tells" : "all Nodes tell"} no address`,
      "pipe in what kubectl get nodes,services -A -o json prints, with the status",
    );
  const pods = withPods ? nodes.map((node) => ({ node, ...podBlocks(node) })) : [];
  const wide = pods.filter((each) => each.isWide).map(({ node }) => node);
  return {
    trusted: [...known.flatMap(({ addresses }) => addresses), ...pods.flatMap(({ trusted }) => trusted)],
    notes: [
      "nodes come and go: a CIDR of their subnets, if you know it, holds longer than their addresses",
      ...(withPods ? [] : ["an overlay network may show a node by an address of its pods: --pods adds those"]),
      ...told(silent, "left out, as no address is told"),
      ...told(wide, "CIDR of its pods left out, as it is more than any node has"),
    ],
  };
}

/** One note for several resources. */
function told([first, ...others]: readonly Resource[], what: string): string[] {
  return first ? [`${label(first)}${others.length > 0 ? ` and ${others.length} more` : ""}: ${what}`] : [];
}

/** One address alone: whoever writes a status could write a block as well. */
function blockOf(text: string | undefined, reason: string): Reasoned[] {
  const address = parseAddress(text ?? "");
  return text === undefined || !address || isNobodys(address)
    ? []
    : [{ cidr: parseCidr(text) as Cidr, reasons: [reason] }];
}

/** Nodes know each other by their internal addresses; who has none goes by the external ones. */
function nodeAddresses({ value, name }: Resource): Reasoned[] {
  const addresses = mapsAt(value, ["status", "addresses"]);
  const ofType = (type: string) =>
    addresses
      .filter((each) => each["type"] === type)
      .flatMap((each) => blockOf(textAt(each, ["address"]), `node ${name}`));
  const internal = ofType("InternalIP");
  return internal.length > 0 ? internal : ofType("ExternalIP");
}

/** As a share of all addresses: a /16 or /48, where a node has a /24 or /64 unless kube-controller-manager is told another. */
const WIDEST_OF_NODE = { 4: 2 ** -16, 6: 2 ** -48 } as const;

function isWiderThanNode(cidr: Cidr): boolean {
  const shares = coverage([cidr]);
  return shares[4] > WIDEST_OF_NODE[4] || shares[6] > WIDEST_OF_NODE[6];
}

function podBlocks({ value, name }: Resource): { trusted: Reasoned[]; isWide: boolean } {
  const several = at(value, ["spec", "podCIDRs"]);
  const texts = Array.isArray(several) ? several : [at(value, ["spec", "podCIDR"])];
  const cidrs = texts.map((text) => parseCidr(typeof text === "string" ? text : "")).filter((cidr) => "value" in cidr);
  const trusted = cidrs
    .filter((cidr) => !isWiderThanNode(cidr))
    .map((cidr) => ({ cidr, reasons: [`pods of node ${name}`] }));
  return { trusted, isWide: trusted.length < cidrs.length };
}

/**
 * Public addresses are those that clients connect to, and not those that a load balancer connects from. Of several
 * Services nobody knows which is Kong's, and the load balancer of another one is no peer.
 */
function balancerPeers(services: readonly Resource[], isNamed: boolean): Peers {
  const found = services
    .filter(({ value }) => textAt(value, ["spec", "type"]) === "LoadBalancer")
    .map((service) => ({ service, trusted: balancerAddresses(service) }))
    .filter(({ trusted }) => trusted.length > 0);
  if (isNamed || found.length < 2) return { trusted: found.flatMap(({ trusted }) => trusted), notes: [] };
  const several = found.map(({ service }) => service);
  return {
    trusted: [],
    notes: told(several, "load balancer left out, as it may not be Kong's; name Kong's with --service"),
  };
}

const balancerAddresses = (service: Resource): Reasoned[] =>
  mapsAt(service.value, ["status", "loadBalancer", "ingress"])
    .flatMap((each) => blockOf(textAt(each, ["ip"]), `load balancer of ${label(service)}`))
    .filter(({ cidr }) => isInPrivate(cidr));
