/** A node of a cluster: what comes to a Service's node port goes on to pods, by the Service's externalTrafficPolicy. */

import { createServer as createHttp } from "node:http";
import { connect, createServer, type Server, type Socket } from "node:net";
import { NODE } from "./cast.ts";
import type { Endpoint } from "./server.ts";

type Policy = "Cluster" | "Local";

/** A Service's ports on one node. */
interface NodePorts {
  /** Connections begin with a PROXY header: that is how the client's packets, with its address, get here. */
  traffic: number;
  health: number;
}

export interface KubeNode {
  host: string;
  open(service: string, policy: Policy): Promise<NodePorts>;
  /** As kube-proxy does, at once. */
  change(service: string, policy: Policy): void;
  /** Sends nothing new to a pod, by its address, or sends to it again. */
  leaveOut(pod: string, isOut: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** @param local the pods on the node, @param all those of the Service on all nodes */
export function kubeNode(host: string, local: readonly Endpoint[], all: readonly Endpoint[]): KubeNode {
  const policies = new Map<string, Policy>();
  const servers: { close(done: () => void): unknown }[] = [];
  const out = new Set<string>();
  let turn = 0;
  const forward = (service: string, client: string): Socket | undefined => {
    const isLocal = policies.get(service) === "Local";
    const pods = (isLocal ? local : all).filter((each) => !out.has(each.host));
    const pod = pods[turn++ % pods.length];
    // With Local a packet keeps its source; else the node masquerades.
    return pod && connect({ ...pod, localAddress: isLocal ? client : NODE, allowHalfOpen: true });
  };
  return {
    host,
    async open(service, policy) {
      policies.set(service, policy);
      const traffic = createServer({ allowHalfOpen: true }, (socket) =>
        behindProxy(socket, (client) => forward(service, client)),
      );
      const health = createHttp((_, response) => {
        const isWell = policies.get(service) === "Cluster" || local.length > 0;
        response.writeHead(isWell ? 200 : 503).end();
      });
      servers.push(traffic, health);
      return { traffic: await listening(traffic, host), health: await listening(health, host) };
    },
    change: (service, policy) => void policies.set(service, policy),
    async leaveOut(pod, isOut) {
      if (isOut) out.add(pod);
      else out.delete(pod);
    },
    async stop() {
      await Promise.all(servers.map((server) => new Promise<void>((done) => server.close(() => done()))));
    },
  };
}

const listening = (server: Server | ReturnType<typeof createHttp>, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });

/** Reads the PROXY header (version 2, IPv4), and joins what follows with a connection to a pod. */
function behindProxy(socket: Socket, forward: (client: string) => Socket | undefined): void {
  socket.on("error", () => socket.destroy());
  socket.once("data", (data) => {
    const length = 16 + data.readUInt16BE(14);
    const next = forward(Array.from(data.subarray(16, 20)).join("."));
    if (!next) return void socket.destroy();
    for (const [one, other] of [
      [socket, next],
      [next, socket],
    ] as const)
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
    next.write(data.subarray(length));
    socket.pipe(next).pipe(socket);
  });
}
