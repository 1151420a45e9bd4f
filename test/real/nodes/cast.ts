/**
 * Who takes part, each in a network namespace of its own, with addresses of both families. They exist in there alone.
 *
 *     client, attacker ── balancer ─┬─ node a ── kong
 *                                   └─ node b ── neighbour
 *
 * The balancer is the provider's network too: it routes between all of them, so that the attacker gets past the load
 * balancer to nodes, which it does where nodes have public addresses.
 */

export type Family = 4 | 6;
export const FAMILIES: readonly Family[] = [4, 6];
type Addresses = Readonly<Record<Family, string>>;

/** What is outside has addresses for documentation (RFC 5737, RFC 3849), of which each family has its networks. */
export const CLIENT: Addresses = { 4: "203.0.113.7", 6: "2001:db8:113::7" };
export const ATTACKER: Addresses = { 4: "203.0.113.200", 6: "2001:db8:113::200" };
export const ROUTER: Addresses = { 4: "203.0.113.1", 6: "2001:db8:113::1" };

/** What forgers claim to be. */
export const FORGED = "198.51.100.66";

/** Where the load balancer listens, and whom its own connections come from. */
export const VIRTUAL: Addresses = { 4: "192.0.2.80", 6: "2001:db8:80::80" };
export const BALANCER: Addresses = { 4: "10.0.0.1", 6: "fd00::b:1" };

export interface Node {
  name: "a" | "b";
  address: Addresses;
  /** Its address in the network of its pods: their gateway. */
  gateway: Addresses;
  pods: Addresses;
  /** An address of the Service that is routed here as it is: what MetalLB announces, and clouds that do not rewrite. */
  announced: Addresses;
}

export const NODE_A: Node = {
  name: "a",
  address: { 4: "10.0.1.1", 6: "fd00::a:1" },
  gateway: { 4: "10.244.1.1", 6: "fd00:244:0:1::1" },
  pods: { 4: "10.244.1.0/24", 6: "fd00:244:0:1::/64" },
  announced: { 4: "192.0.2.1", 6: "2001:db8:80::1" },
};
export const NODE_B: Node = {
  name: "b",
  address: { 4: "10.0.1.2", 6: "fd00::a:2" },
  gateway: { 4: "10.244.2.1", 6: "fd00:244:0:2::1" },
  pods: { 4: "10.244.2.0/24", 6: "fd00:244:0:2::/64" },
  announced: { 4: "192.0.2.2", 6: "2001:db8:80::2" },
};
export const NODES: readonly Node[] = [NODE_A, NODE_B];

/** Kong's only pod, on node a; and another one on node b. */
export const KONG: Addresses = { 4: "10.244.1.2", 6: "fd00:244:0:1::2" };
export const NEIGHBOUR: Addresses = { 4: "10.244.2.2", 6: "fd00:244:0:2::2" };

/** What its users are told to trust: load balancers, nodes and pods. */
export const TRUSTED = [
  "10.0.0.0/24",
  "10.0.1.0/24",
  "10.244.0.0/16",
  "fd00::b:0/112",
  "fd00::a:0/112",
  "fd00:244::/32",
];

/** In an address with a port, IPv6 stands in brackets. */
export const withPort = (address: string, port: number): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
