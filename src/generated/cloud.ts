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
   * Other names that people type for it, in lower case: not accepted, but an error leads on from them.
   */
  aliases?: string[];
  /**
   * How annotations begin that this cloud's controllers read and no other cloud's, or few.
   */
  prefixes?: string[];
  /**
   * Regular expressions for host names that its load balancers have in a Service's status.
   */
  hostnames?: string[];
  /**
   * What spec.providerID of a Node begins with there, before ://.
   */
  providers?: string[];
  /**
   * How labels of a Node begin that this cloud alone puts there.
   */
  nodeLabels?: string[];
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
    [k: string]: ProfileData;
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
export interface ProfileData {
  title: string;
  /**
   * Other names that people type for it, in lower case: not accepted, but an error leads on from them.
   */
  aliases?: string[];
  /**
   * What must be installed or set up besides, each as a noun phrase.
   */
  needs?: string[];
  /**
   * What of its facts could not be compared with a public source; shown with them. A method has a word of its own for what is decisive and was never confirmed.
   */
  unverified?: string;
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
   * What a Service says, one of these, to have it pass on connections of its own.
   */
  connectionsWhen?: Match[];
  /**
   * What a Service says, one of these, to have it pass on connections with a PROXY header.
   */
  proxyProtocolWhen?: Match[];
  /**
   * Whether it always sends a PROXY header, whatever the Service says.
   */
  sendsProxyProtocol?: boolean;
  /**
   * What a Service says, one of these, to have it pass on HTTP requests.
   */
  requestsWhen?: Match[];
  /**
   * How a Service shows that it uses this load balancer: one of these signs.
   */
  recognised?: Sign[];
  /**
   * How an Ingress before the Service shows that it uses this load balancer.
   */
  ingress?: {
    classes?: string[];
    controllers?: string[];
    /**
     * Annotations of the Ingress with which requests name no client.
     */
    requestsUnnamedWhen?: Match[];
    /**
     * Annotations of the Ingress with which a client can choose the address.
     */
    forgeableWhen?: Match[];
  };
  /**
   * Whether its users choose the loadBalancerClass themselves.
   */
  anyClass?: boolean;
  /**
   * The types of Services through which it reaches Kong; absent: LoadBalancer, or NodePort where someone else runs it.
   */
  serviceTypes?: ("ClusterIP" | "NodePort" | "LoadBalancer")[];
  /**
   * Whether it stands before the Service's own load balancer, which may be any cloud's.
   */
  standsBefore?: boolean;
  exposure?: ExposureFacts;
  /**
   * What a Service says, one of these, to have TLS end at the load balancer, which sends plain data on.
   */
  tlsEndsWhen?: Match[];
  /**
   * What a Service says, one of these, to have the load balancer send TLS of its own.
   */
  tlsSentWhen?: Match[];
  nodePorts?: NodePortNeed;
  sourceRanges?: SourceRangesHeeded;
  /**
   * What cannot be added or changed once the load balancer exists, and what happens then.
   */
  onceLive?: OnceLive[];
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
  /**
   * {port} stands for the number of a port of the Service.
   */
  annotation: string;
  values?: string[];
  not?: string[];
  /**
   * Whether it counts where the annotation is missing, too.
   */
  absent?: boolean;
  ignoreCase?: boolean;
  /**
   * The value tells ports. listed: numbers or names of the Service's ports, or a word of `values` for all; paired: items like http:80, of which `values` has the words; node-ports: their node ports, or a word of `values`.
   */
  ports?: "listed" | "paired" | "node-ports";
  /**
   * The value is JSON, and this key in it counts.
   */
  key?: string;
  /**
   * What must hold, too.
   */
  and?: Match[];
}
/**
 * What a Service shows, all of it.
 */
export interface Sign {
  /**
   * Its loadBalancerClass; a part that ends in * matches any that begins so.
   */
  class?: string;
  /**
   * All of these.
   */
  annotations?: Match[];
  /**
   * An annotation that begins so; counts where no other load balancer of the cloud shows.
   */
  prefix?: string;
}
/**
 * Whether the load balancer has a public address.
 */
export interface ExposureFacts {
  /**
   * Where the Service says nothing.
   */
  default: "internal" | "internet-facing" | "unknown";
  /**
   * What a Service says of it; the first that matches decides.
   */
  says?: ExposureSaid[];
  /**
   * The annotations that say it outright.
   */
  set?: {
    internal?: Annotations;
    "internet-facing"?: Annotations;
  };
  /**
   * What to know where an address was made public by default.
   */
  note?: string;
  /**
   * What it always is: who names the load balancer says so outright.
   */
  named?: "internal" | "internet-facing";
  /**
   * Whether another controller may have taken the Service, so that the default tells nothing of what is there.
   */
  unsure?: boolean;
}
export interface ExposureSaid {
  when: Match;
  means: "internal" | "internet-facing" | "unknown";
}
export interface Annotations {
  [k: string]: string;
}
/**
 * Whether it needs node ports of the Service, which allocateLoadBalancerNodePorts: false takes away. Absent: nobody knows.
 */
export interface NodePortNeed {
  /**
   * Cluster, Local: under that externalTrafficPolicy.
   */
  needed: "always" | "never" | "Cluster" | "Local";
  /**
   * What a Service says, one of these, to have it need them all the same.
   */
  when?: Match[];
  /**
   * When it needs none all the same, which no Service says, as a clause.
   */
  unless?: string;
  source: string;
}
/**
 * Who keeps out clients that loadBalancerSourceRanges does not name. Absent: nobody knows.
 */
export interface SourceRangesHeeded {
  /**
   * nodes: kube-proxy or what takes its place, which looks at the source address of packets to the load balancer's address.
   */
  by: "load balancer" | "nodes" | "nobody";
  /**
   * An annotation that is heeded where the field is not there.
   */
  annotation?: string;
  /**
   * What to use where nobody heeds the field.
   */
  instead?: string;
  with?: Annotations1;
  /**
   * What a Service says, one of these, to have ranges of IPv6 taken. Absent: whatever it says.
   */
  ipv6When?: Match[];
  /**
   * What may come of ranges of IPv4 and IPv6 together, as a clause.
   */
  mixed?: string;
  /**
   * Whether a family of addresses without any range stays open to everybody.
   */
  opensOthers?: boolean;
  /**
   * What the Service may say that does not go with ranges.
   */
  conflicts?: Conflict[];
  /**
   * What the ranges do not keep out, or when, as a clause.
   */
  note?: string;
  source: string;
}
/**
 * Annotations without which the ranges do not hold.
 */
export interface Annotations1 {
  [k: string]: string;
}
export interface Conflict {
  annotation: string;
  /**
   * The values that conflict, whole or as a part of a comma list; absent: any value but those in not.
   */
  values?: string[];
  not?: string[];
  ignoreCase?: boolean;
  /**
   * The value tells ports. listed: numbers or names of the Service's ports, or a word of `values` for all; paired: items like http:80, of which `values` has the words; node-ports: their node ports, or a word of `values`.
   */
  ports?: "listed" | "paired" | "node-ports";
  /**
   * What must hold, too.
   */
  and?: Match[];
  /**
   * It works, but not as meant.
   */
  warnOnly?: boolean;
  /**
   * What happens then, as a clause.
   */
  because: string;
  /**
   * What to do; absent: remove the annotation.
   */
  remedy?: string;
}
export interface OnceLive {
  /**
   * An annotation, or a field of the Service's spec: loadBalancerClass or externalTrafficPolicy.
   */
  field: string;
  /**
   * leaks: the old load balancer stays, unmanaged and paid for; ignored: nothing changes, whatever the Service says; replaced: a new one with a new address takes its place; refused: the API server or the controller takes no such change; interrupted: connections break while it is set up anew.
   */
  effect: "leaks" | "ignored" | "replaced" | "refused" | "interrupted";
  source?: string;
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
    defaults?: Annotations2;
    /**
     * Put into the value that is there, whose other parts stay.
     */
    merged?: {
      [k: string]: Merge;
    };
    /**
     * Where ports of the Service must be left out: an annotation that lists those that count, set instead of another.
     */
    perPort?: {
      annotation: string;
      instead: string;
      ports: "numbers" | "node-ports";
    };
    leftOut?: Annotations3;
  };
  /**
   * The class that means this load balancer: set where the Service has none, another one is refused.
   */
  loadBalancerClass?: string;
  inPlace?: InPlace;
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
   * When its PROXY headers can be longer than the 107 bytes that nginx took up to 1.21.4.
   */
  longHeader?: string;
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
export interface Annotations2 {
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
/**
 * Set for each port that must be left out; {port} stands for its number.
 */
export interface Annotations3 {
  [k: string]: string;
}
/**
 * What becomes of a load balancer that is in use when its Service is given the method. Absent: nobody knows.
 */
export interface InPlace {
  /**
   * updated: a setting of what is there changes; rebuilt: listeners or pools are deleted and made anew, and nothing gets through meanwhile.
   */
  effect: "updated" | "rebuilt";
  /**
   * How long that takes, from and to. Absent: nobody knows.
   *
   * @minItems 2
   * @maxItems 2
   */
  seconds?: number[];
  source: string;
}
