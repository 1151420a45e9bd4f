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
  loadBalancers: {
    [k: string]: LoadBalancer;
  };
}
/**
 * One product of the cloud.
 */
export interface LoadBalancer {
  title: string;
  methods: {
    "external-traffic-policy": Support;
    "proxy-protocol": Support;
    "http-headers": Support;
  };
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
   * Annotations of the front Services.
   */
  annotations?: {
    /**
     * Set; another value that is there is replaced.
     */
    required?: {
      [k: string]: string;
    };
    defaults?: Annotations;
  };
  /**
   * What the method needs; absent: whatever is there.
   */
  externalTrafficPolicy?: "Cluster" | "Local";
  /**
   * Whose addresses Kong sees as the peer, so which CIDRs to trust.
   */
  peers?: string;
  /**
   * The header that carries the client's address.
   */
  header?: string;
  /**
   * Whether the header's last address may be that of another trusted proxy.
   */
  recursive?: boolean;
  /**
   * @minItems 1
   */
  sources: string[];
}
/**
 * Set only where the Service has none.
 */
export interface Annotations {
  [k: string]: string;
}
