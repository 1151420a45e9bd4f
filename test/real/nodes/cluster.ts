import { kongConfig } from "../nginx/nginx.ts";
import { serving } from "../nginx/server.ts";
import { nginx } from "../nginx/tools.ts";
import { startConnections, startPackets } from "./balancer.ts";
import { type Caller, startCaller } from "./caller.ts";
import type { Case } from "./cases.ts";
import { FAMILIES, KONG, NODES, withPort } from "./cast.ts";
import { healthServers, rules } from "./kube-proxy.ts";
import { inside, type Namespace } from "./namespaces.ts";
import { startNetwork } from "./network.ts";

/** Who opens connections. */
export interface Cluster extends Record<"client" | "attacker" | "neighbour", Caller> {
  stop(): Promise<void>;
}

/** Starts everything that the cases need, in one cluster. */
export async function startCluster(cases: readonly Case[]): Promise<Cluster> {
  const network = await startNetwork();
  const stops: (() => void | Promise<void>)[] = [() => network.stop()];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
  };
  try {
    const caller = (namespace: Namespace) => {
      const started = startCaller(namespace);
      stops.push(() => started.stop());
      return started;
    };
    const nginxIn = async (namespace: Namespace, config: string, from: Caller, host: string, port: number) => {
      const command = [...namespace.enter, nginx ?? "nginx"] as const;
      const args = (directory: string) => ["-e", "stderr", "-p", directory, "-c", "config"];
      const accepts = async () => (await from.fetch({ host, port })) !== undefined;
      stops.push(await serving(command, config, args, accepts));
    };
    const neighbour = caller(network.neighbour);
    const probe = caller(network.balancer);
    const [first] = cases.filter(({ protocol }) => protocol === "tcp");
    await nginxIn(network.kong, kongConfig(cases.map(kongServer)), neighbour, KONG[4], first?.targetPort ?? 0);
    const local = cases.find(({ policy }) => policy === "Local");
    for (const node of NODES) {
      for (const family of FAMILIES) inside(network[node.name], ["nft", "-f", "-"], rules(node, family, cases));
      const health = kongConfig([], healthServers(node, cases));
      await nginxIn(network[node.name], health, probe, node.address[4], local?.healthCheckNodePort ?? 0);
    }
    await startPackets(network.balancer, cases, probe);
    stops.push(await startConnections(network.balancer, cases));
    return { client: caller(network.client), attacker: caller(network.attacker), neighbour, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** In Kong's pod, on both families. */
const kongServer = ({ listener, targetPort }: Case) => ({
  listener,
  at: ["0.0.0.0", "::"].map((address) => withPort(address, targetPort)),
});
