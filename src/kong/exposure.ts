import { addedFor } from "../manifests/addition.ts";
import type { FrontService } from "./find.ts";

/** Types of Services that load balancers outside the cluster send traffic to. */
export const isExposed = ({ type }: FrontService): boolean => type === "LoadBalancer" || type === "NodePort";

/** What a Service was added for that callers inside the cluster use. */
export const IN_CLUSTER = "in-cluster";

/** Whether a run added a Service for callers inside the cluster, before which no load balancer stands. */
export const isInCluster = ({ type, service }: FrontService): boolean =>
  type === "ClusterIP" && addedFor(service) === IN_CLUSTER;
