/**
 * What kube-proxy puts into a node's kernel for Services, in its mode `nftables`, and answers for them itself.
 * Source: kubernetes/kubernetes:pkg/proxy/nftables/proxier.go, pkg/proxy/healthcheck/service_health.go.
 */

import { type Family, KONG, NODE_A, NODES, type Node, withPort } from "./cast.ts";

export type Policy = "Cluster" | "Local";

/** A Service of type LoadBalancer with one port, before Kong's pod. */
export interface Service {
  protocol: "tcp" | "udp";
  policy: Policy;
  /** Of the load balancer's addresses. */
  port: number;
  nodePort: number;
  targetPort: number;
  /** With Local, where a node says whether it has a pod. */
  healthCheckNodePort: number;
}

/** Kong's only pod is the only endpoint there is. */
const hasEndpoint = (node: Node): boolean => node === NODE_A;

/** The table of one family on a node. */
export function rules(node: Node, family: Family, services: readonly Service[]): string {
  const ip = family === 4 ? "ip" : "ip6";
  const type = family === 4 ? "ipv4_addr" : "ipv6_addr";
  const all = services.map((service) => ofService(node, family, service));
  const vmap = (name: "ips" | "nodePorts" | "noIps" | "noNodePorts", key: string) => {
    const elements = all.flatMap((service) => service[name]).join(", ");
    return `type ${key}inet_proto . inet_service : verdict; ${elements && `elements = { ${elements} }`}`;
  };
  const filter = (hook: string) =>
    `chain filter-${hook} {\ntype filter hook ${hook} priority -110\nct state new jump endpoints-check\n}`;
  const nat = (hook: string, priority: number, chain: string) =>
    `chain nat-${hook} {\ntype nat hook ${hook} priority ${priority}\njump ${chain}\n}`;
  const lookup = (addresses: string, ports: string) => `
    ${ip} daddr . meta l4proto . th dport vmap @${addresses}
    ${ip} daddr @nodeport-ips meta l4proto . th dport vmap @${ports}`;
  return `
table ${ip} kube-proxy {
  set nodeport-ips { type ${type}; elements = { ${node.address[family]} } }
  map service-ips { ${vmap("ips", `${type} . `)} }
  map service-nodeports { ${vmap("nodePorts", "")} }
  map no-endpoint-services { ${vmap("noIps", `${type} . `)} }
  map no-endpoint-nodeports { ${vmap("noNodePorts", "")} }
  chain mark-for-masquerade {\nmeta mark set meta mark | 0x4000\n}
  chain masquerading {
    meta mark & 0x4000 == 0 return
    meta mark set meta mark ^ 0x4000
    masquerade fully-random
  }
  ${all.map(({ chains }) => chains).join("\n")}
  chain endpoints-check {${lookup("no-endpoint-services", "no-endpoint-nodeports")}\n}
  chain services {${lookup("service-ips", "service-nodeports")}\n}
  ${["input", "forward", "output"].map(filter).join("\n")}
  ${nat("prerouting", -100, "services")}
  ${nat("output", -100, "services")}
  ${nat("postrouting", 100, "masquerading")}
}
`;
}

/**
 * With Cluster all that comes from outside is marked for masquerading, even where the endpoint is on the same node. With
 * Local it goes on as it came, to endpoints on the node alone, and is dropped where there are none; a node's own
 * processes and pods are exempt, and get to any endpoint.
 */
function ofService(node: Node, family: Family, { protocol, policy, port, nodePort, targetPort }: Service) {
  const ip = family === 4 ? "ip" : "ip6";
  const id = String(nodePort);
  const endpoint = KONG[family];
  const isServed = policy === "Cluster" || hasEndpoint(node);
  const addresses = NODES.map(({ announced }) => `${announced[family]} . ${protocol} . ${port}`);
  const external =
    policy === "Cluster"
      ? ["jump mark-for-masquerade"]
      : [
          `${ip} saddr ${node.pods[family]} goto cluster-${id}`,
          "fib saddr type local jump mark-for-masquerade",
          `fib saddr type local goto cluster-${id}`,
        ];
  return {
    ips: addresses.map((key) => `${key} : goto external-${id}`),
    nodePorts: [`${protocol} . ${nodePort} : goto external-${id}`],
    noIps: isServed ? [] : addresses.map((key) => `${key} : drop`),
    noNodePorts: isServed ? [] : [`${protocol} . ${nodePort} : drop`],
    chains: `
  chain endpoint-${id} {
    ${ip} saddr ${endpoint} jump mark-for-masquerade
    meta l4proto ${protocol} dnat to ${withPort(endpoint, targetPort)}
  }
  chain cluster-${id} {\nnumgen random mod 1 vmap { 0 : goto endpoint-${id} }\n}
  chain external-${id} {
    ${[...external, ...(isServed ? [`goto cluster-${id}`] : [])].join("\n    ")}
  }`,
  };
}

/** nginx's config of the servers that say on a node whether it has endpoints of Services with the policy Local. */
export function healthServers(node: Node, services: readonly Service[]): string {
  const answer = hasEndpoint(node) ? `200 '{"localEndpoints":1}'` : `503 '{"localEndpoints":0}'`;
  const servers = services
    .filter(({ policy }) => policy === "Local")
    .map(({ healthCheckNodePort }) => {
      const listen = Object.values(node.address).map((address) => `listen ${withPort(address, healthCheckNodePort)};`);
      return `server { ${listen.join(" ")} location / { return ${answer}; } }`;
    });
  return servers.join("\n");
}
