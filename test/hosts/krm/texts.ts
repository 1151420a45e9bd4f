/** Parts of ResourceLists, as text. */

export const KONG = `items:
- apiVersion: v1
  kind: Service
  metadata:
    name: demo-kong-proxy
  spec:
    type: LoadBalancer
    ports:
    - {port: 80, targetPort: 8000}
    selector: {app: demo}
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: demo-kong
  spec:
    template:
      metadata:
        labels: {app: demo}
      spec:
        containers:
        - {name: proxy, image: "kong:3.9"}
`;
export const HEAD = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n";
export const FUNCTION = "functionConfig:\n  apiVersion: kong-client-ip/v1\n  kind: KongClientIP\n";
export const MAP = "functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n";
export const GKE = `${FUNCTION}  spec:\n    method: external-traffic-policy\n    cloud: gke\n`;
