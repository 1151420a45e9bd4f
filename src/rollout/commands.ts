import type { FrontService } from "../kong/find.ts";
import { kubectl } from "../kong/kubectl.ts";
import type { Resource } from "../manifests/read.ts";

const ADDRESS = "--output=jsonpath='{.status.loadBalancer.ingress[0].ip}{.status.loadBalancer.ingress[0].hostname}'";

/** The URL of a Service's load balancer, as a shell finds it; of one that is not Kubernetes' own, words for it. */
function urlOf(front: FrontService): string {
  const reached = front.ports.filter(({ listeners }) =>
    listeners.some(({ variable }) => variable === "KONG_PROXY_LISTEN"),
  );
  const tls = reached.find(({ listeners }) => listeners.some(({ flags }) => flags.includes("ssl")));
  const [scheme, usual] = tls ? ["https", "443"] : ["http", "80"];
  const { port = usual } = tls ?? reached[0] ?? {};
  const host = front.type === "LoadBalancer" ? `$(${kubectl("get", front, ADDRESS)})` : "LOAD-BALANCER";
  return `${scheme}://${host}${port === usual || front.type !== "LoadBalancer" ? "" : `:${port}`}`;
}

/** What proves, from outside of the cluster, whom Kong sees by a Service. The certificate is for its real name. */
export const verification = (front: FrontService): string => {
  const url = urlOf(front);
  return `kong-client-ip verify${url.startsWith("https") ? " --insecure" : ""} ${url}`;
};

/** What waits for the rolling update of a workload. */
export function rolledOut({ kind, name, namespace }: Resource): string {
  const where = namespace === undefined ? "" : ` --namespace=${namespace}`;
  return `kubectl rollout status ${kind.toLowerCase()} ${name}${where}`;
}
