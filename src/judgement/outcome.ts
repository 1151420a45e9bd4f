/**
 * Whose address Kong takes for the client's.
 * `client`: the client's. `forgeable`: one that any client can choose. `hidden`: a node's or the load balancer's.
 * `broken`: none, connections fail. `unknown`: the manifests do not tell.
 */
export type Outcome = "client" | "forgeable" | "hidden" | "broken" | "unknown";
