// Generated from schema/cloud.schema.json by `npm run generate`. Do not edit.
/**
 * What one cloud's load balancers need. Every fact has its source.
 */
export interface Cloud {
  /**
   * The name that its users know.
   */
  title: string;
  /**
   * For each method the load balancer that is meant where the config names none.
   */
  recommended: {
    "external-traffic-policy": string;
    "proxy-protocol": string;
    "http-headers": string;
  };
  /**
   * Addresses that the provider publishes; `trustedCIDRs: [provider:NAME]` means them.
   */
  publishedRanges?: {
    [k: string]: Ranges;
  };
  loadBalancers: {
    [k: string]: LoadBalancer;
  };
}
export interface Ranges {
  /**
   * @minItems 1
   */
  cidrs: string[];
  source: string;
  date: string;
}
/**
 * One product of the cloud.
 */
export interface LoadBalancer {
  title: string;
  /**
   * Since when it is no more, and what took its place. Every method is refused.
   */
  obsolete?: string;
  /**
   * What it passes on by itself: packets as they came, TCP connections of its own, or HTTP requests. Absent: nobody knows.
   */
  forwards?: "packets" | "connections" | "requests";
  /**
   * Where it sends to: node ports, or Kong's pods at once. Absent: nodes.
   */
  reaches?: "nodes" | "pods";
  /**
   * What a Service says, one of these, to have it pass on packets as they came.
   */
  packetsWhen?: Match[];
  /**
   * What a Service says, one of these, to have it pass on connections with a PROXY header.
   */
  proxyProtocolWhen?: Match[];
  /**
   * What a Service says, one of these, to have it pass on HTTP requests.
   */
  requestsWhen?: Match[];
  /**
   * How a Service shows that it uses this load balancer.
   */
  recognised?: {
    annotations?: Annotations;
    loadBalancerClass?: string;
    /**
     * Annotations that begin so belong to this load balancer alone.
     */
    prefix?: string;
  };
  /**
   * Annotations whose change on a live Service loses or leaks the load balancer.
   */
  immutable?: string[];
  /**
   * What bites its users, one sentence each.
   */
  traps?: string[];
  methods: {
    "external-traffic-policy": Support;
    "proxy-protocol": Support;
    "http-headers": Support;
  };
}
/**
 * An annotation and the values that count, whole or as a part of a comma list; absent: any value but those in not.
 */
export interface Match {
  annotation: string;
  values?: string[];
  not?: string[];
}
export interface Annotations {
  [k: string]: string;
}
/**
 * How a load balancer carries a method, or why it cannot.
 */
export interface Support {
  /**
   * Why the load balancer cannot carry the method.
   */
  unsupported?: string;
  /**
   * What nobody has confirmed; said whenever the method is used.
   */
  unverified?: string;
  /**
   * Annotations of the front Services.
   */
  annotations?: {
    /**
     * Set; another value that is there is replaced.
     */
    required?: {
      [k: string]: string;
    };
    defaults?: Annotations1;
    /**
     * Put into the value that is there, whose other parts stay.
     */
    merged?: {
      [k: string]: Merge;
    };
  };
  /**
   * The class that means this load balancer: set where the Service has none, another one is refused.
   */
  loadBalancerClass?: string;
  /**
   * What the method needs; absent: whatever is there.
   */
  externalTrafficPolicy?: "Cluster" | "Local";
  /**
   * Annotations that only the user can write, and what to write there.
   */
  advised?: {
    [k: string]: string;
  };
  /**
   * What the Service may say that does not go with the method.
   */
  conflicts?: Conflict[];
  /**
   * The version of the PROXY protocol that it sends.
   */
  version?: "v1" | "v2" | "v1 or v2";
  /**
   * The header that carries the client's address.
   */
  header?: string;
  /**
   * Whether it keeps what a client sent in that header, and adds to it, or not.
   */
  headerMode?: "append" | "replace";
  /**
   * Whether the header's last address is that of another trusted proxy.
   */
  recursive?: boolean;
  /**
   * Whose addresses Kong sees as the peer: which CIDRs to trust, and how to find them.
   */
  peers?: string;
  /**
   * @minItems 1
   */
  sources: string[];
}
/**
 * Set only where the Service has none.
 */
export interface Annotations1 {
  [k: string]: string;
}
/**
 * Parts of a value. `pairs`: a comma list of key=value. `words`: a comma list. `ports`: a JSON object whose lists have one item for each TCP port of the Service, told apart by name; {name} and {port} stand for the port's.
 */
export interface Merge {
  pairs?: {
    [k: string]: string;
  };
  words?: string[];
  ports?: {
    [k: string]: {};
  };
}
export interface Conflict {
  annotation: string;
  /**
   * The values that conflict, whole or as a part of a comma list; absent: any value.
   */
  values?: string[];
  /**
   * It works, but not as meant.
   */
  warnOnly?: boolean;
  /**
   * What happens then, as a clause.
   */
  because: string;
}
