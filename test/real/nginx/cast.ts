/**
 * Who takes part, each with an address of its own in 127.0.0.0/8, all of which Linux takes for this host's.
 * What is only named, in headers and PROXY lines, has addresses for documentation (RFC 5737, RFC 3849).
 */
export const CLIENT = "127.0.1.1";
export const BALANCER = "127.0.2.1";
/** A load balancer before the load balancer. */
export const EDGE = "127.0.2.2";
/** A node that masquerades: with externalTrafficPolicy Cluster it is Kong's peer. */
export const NODE = "127.0.3.1";
export const ATTACKER = "127.0.4.1";

/** What forgers claim to be. */
export const FORGED = "198.51.100.66";

/** The networks of the load balancers and of the nodes. */
export const BALANCERS = "127.0.2.0/24";
export const NODES = "127.0.3.0/24";

/** Where the n-th server of nginx listens, and where the n-th one of haproxy does; all on one port. */
export const kongAddress = (n: number): string => numbered(5, n);
export const virtualAddress = (n: number): string => numbered(64, n);

const numbered = (network: number, n: number): string => `127.${network}.${n >> 8}.${n & 255}`;
