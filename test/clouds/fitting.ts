import { clouds } from "../../src/generated/clouds.ts";
import type { Config } from "../../src/index.ts";

/**
 * A release as a load balancer needs it for a method: before an HTTP load balancer of an Ingress stands a Service of a
 * type that makes no other one, and one that ends TLS, or speaks HTTP itself, is given no port of Kong's TLS listener.
 */
export function fitting({ cloud, loadBalancer, method }: Config, manifests: string | Buffer): Buffer {
  const made = clouds[cloud]?.();
  const { serviceTypes: [type] = [], requestsWhen } =
    made?.loadBalancers[loadBalancer ?? made.recommended[method]] ?? {};
  let text = manifests.toString();
  if (method === "http-headers" && requestsWhen)
    text = text.replace(/^ +- name: kong-proxy-tls\n(?: {4,}[^-\s].*\n)+/m, "");
  if (type !== undefined) text = text.replaceAll("type: LoadBalancer", `type: ${type}`);
  return Buffer.from(text);
}
