import type { MethodName } from "../../../src/config/resolve.ts";

/** What is known of a method on a load balancer, from the sources themselves and not from `src/clouds`. */
interface Fact {
  /** Where it stands. */
  source: string;
  /** All annotations that the method sets on a Service without any, and for each the values that mean it. */
  annotations?: Record<string, readonly string[]>;
  /** Annotations that only the user can write, of which a run warns. */
  yours?: readonly string[];
  /** `externalTrafficPolicy`, where the method needs one. */
  policy?: "Local" | "Cluster";
  /** `loadBalancerClass`, where the load balancer has one. */
  class?: string;
  /** The version of the PROXY protocol; absent where no source tells. */
  version?: "v1" | "v2" | "v1 or v2";
  /** The header that names the client, for http-headers. */
  header?: string;
  /** What becomes of a header that a client sent; absent where no source tells. */
  mode?: "append" | "replace";
  /** Whether the header's last address is a proxy's own. */
  recursive?: true;
  /** Whether something decisive was never confirmed. */
  unverified?: true;
}

/** Facts by load balancer, `eks/nlb`. A method that is not here is not carried, or nobody knows. */
export type Facts = Record<string, { [method in MethodName]?: Fact }>;

/** The same keys behind a common beginning. */
export const behind = (prefix: string, values: Record<string, readonly string[]>): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(values).map(([key, accepted]) => [prefix + key, accepted]));
