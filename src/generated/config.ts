// Generated from schema/config.schema.json by `npm run generate`. Do not edit.
export type PatchOperation = {
  op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  path: Pointer;
  from?: Pointer;
  value?: unknown;
};
export type Pointer = string;

/**
 * What kong-client-ip shall change in a release, so that Kong sees the real client's address.
 */
export interface Config {
  /**
   * For editors: where this schema is.
   */
  $schema?: string;
  /**
   * How the client's address reaches Kong: kept in the packets (external-traffic-policy), sent ahead of the connection (proxy-protocol), or in a request header (http-headers).
   */
  method: "external-traffic-policy" | "proxy-protocol" | "http-headers";
  /**
   * The cloud or platform whose load balancer stands before Kong; generic makes no provider-specific change.
   */
  cloud: string;
  /**
   * One of the cloud's load balancers. Default: what the cloud recommends for the method.
   */
  loadBalancer?: string;
  /**
   * Whether the load balancer shall have a public address. Default: whatever the Service has now.
   */
  exposure?: "internal" | "internet-facing";
  /**
   * The peers whose word about the client's address Kong believes: the load balancer, and with externalTrafficPolicy Cluster also nodes and pods. Required for proxy-protocol and http-headers.
   *
   * @minItems 1
   */
  trustedCIDRs?: string[];
  /**
   * The header that carries the client's address, for http-headers. Default: the load balancer's, else X-Forwarded-For.
   */
  realIPHeader?: string;
  /**
   * For http-headers: take the last address in the header that is not trusted, rather than the last one.
   */
  realIPRecursive?: boolean;
  /**
   * Permit trusted CIDRs wider than /8 (IPv4) or /7 (IPv6). Whoever reaches Kong directly can then forge an address.
   */
  allowTrustAll?: boolean;
  /**
   * For proxy-protocol: let callers inside the cluster go on. Adds listeners that expect no PROXY header, container ports, and a ClusterIP Service <front Service>-in-cluster before them. true takes ports 8009 and 8449; a map names others.
   */
  inCluster?:
    | boolean
    | {
        /**
         * The port of the plain listener. Default: 8009.
         */
        http?: number;
        /**
         * The port of the TLS listener. Default: 8449.
         */
        https?: number;
      };
  /**
   * For proxy-protocol and http-headers: add a NetworkPolicy that lets the trusted CIDRs alone to the listeners that believe them, and pods alone to those for callers inside the cluster. All other ports stay open.
   */
  networkPolicy?: boolean;
  /**
   * false: front Services of type LoadBalancer get no node ports (allocateLoadBalancerNodePorts: false), where the load balancer needs none. true: whatever is there. Default: true.
   */
  nodePorts?: boolean;
  /**
   * The clients that may come to the load balancer (loadBalancerSourceRanges), where it heeds that. Never more than the Service lets in already. Default: whatever is there.
   *
   * @minItems 1
   */
  sourceRanges?: string[];
  /**
   * Which gateway and Services to change, where the stream has several. Default: all.
   */
  target?: {
    /**
     * The Helm release: label app.kubernetes.io/instance.
     */
    release?: string;
    /**
     * The namespace; resources that name none always count.
     */
    namespace?: string;
    /**
     * The name of the workload: a Deployment, DaemonSet, StatefulSet, ReplicaSet, Pod or Rollout.
     */
    workload?: string;
    /**
     * The name of the container that runs Kong, where neither its image nor its variables show it.
     */
    container?: string;
    /**
     * The name of the Service.
     */
    service?: string;
  };
  /**
   * Your own JSON Patches (RFC 6902), applied last.
   */
  patches?: {
    /**
     * Each front Service, or each gateway workload.
     */
    target: "service" | "workload";
    patch: PatchOperation[];
  }[];
  /**
   * The version of Kong Operator, where it makes the gateways: older ones heed less of a Gateway. Default: the newest.
   */
  operatorVersion?: string;
  /**
   * What to do with a stream without Kong: fail, or pass it through unchanged. Default: fail.
   */
  ifNoKong?: "fail" | "pass";
  /**
   * Findings of `check` to leave out, each with the reason.
   */
  silence?: {
    /**
     * The finding's code.
     */
    code: string;
    /**
     * Why it is no problem here.
     */
    reason: string;
    /**
     * The last day on which it holds, like 2026-12-31.
     */
    until?: string;
    /**
     * Only for this resource, as findings name it: Service kong/my-kong-proxy.
     */
    resource?: string;
  }[];
}
