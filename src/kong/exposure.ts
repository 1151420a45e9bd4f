import type { FrontService } from "./find.ts";

/** Types of Services that load balancers outside the cluster send traffic to. */
export const isExposed = ({ type }: FrontService): boolean => type === "LoadBalancer" || type === "NodePort";
