/** Kinds that run Kong, send traffic to it, or say how; documents of other kinds are copied, not read. */
export const KINDS = [
  "Service",
  "Deployment",
  "DaemonSet",
  "StatefulSet",
  "ReplicaSet",
  "Pod",
  "Rollout",
  "Ingress",
  "IngressClass",
  "BackendConfig",
  "TargetGroupBinding",
  "NetworkPolicy",
  "DataPlane",
  "GatewayConfiguration",
  "GatewayClass",
  "Gateway",
] as const;
