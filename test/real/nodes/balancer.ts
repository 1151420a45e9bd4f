import { connect } from "node:net";
import { join } from "node:path";
import { GLOBAL } from "../nginx/haproxy.ts";
import { serving } from "../nginx/server.ts";
import { haproxy } from "../nginx/tools.ts";
import type { Caller } from "./caller.ts";
import type { Case } from "./cases.ts";
import { BALANCER, FAMILIES, type Family, KONG, NODES, type Node, VIRTUAL, withPort } from "./cast.ts";
import { inside, type Namespace } from "./namespaces.ts";

/** Lets packets for the load balancer's address through to healthy nodes, or to the pod, from whom they come. */
export async function startPackets(namespace: Namespace, cases: readonly Case[], caller: Caller): Promise<void> {
  const packets = cases.filter(({ hops }) => hops === undefined);
  const targets = await Promise.all(packets.map(async (item) => ({ item, nodes: await healthy(item, caller) })));
  for (const family of FAMILIES) {
    const ip = family === 4 ? "ip" : "ip6";
    const chains = targets.map(({ item: { protocol, port, targetPort, nodePort, reaches }, nodes }) => {
      const to =
        reaches === "pods"
          ? [withPort(KONG[family], targetPort)]
          : nodes.map(({ address }) => withPort(address[family], nodePort));
      const name = (index: number) => `to-${port}-${index}`;
      const verdicts = to.map((_, index) => `${index} : goto ${name(index)}`).join(", ");
      const from = `${ip} daddr ${VIRTUAL[family]} ${protocol} dport ${port}`;
      return {
        own: to.map((place, index) => `chain ${name(index)} {\nmeta l4proto ${protocol} dnat to ${place}\n}`),
        rule: `${from} numgen inc mod ${to.length} vmap { ${verdicts} }`,
      };
    });
    const base = `chain pass {\ntype nat hook prerouting priority -100\n${chains.map(({ rule }) => rule).join("\n")}\n}`;
    const table = [`table ${ip} cloud {`, ...chains.flatMap(({ own }) => own), base, "}"].join("\n");
    inside(namespace, ["nft", "-f", "-"], `${table}\n`);
  }
}

/** With Local, those that say so on the health check node port. */
async function healthy({ policy, healthCheckNodePort: port }: Case, caller: Caller): Promise<readonly Node[]> {
  if (policy === "Cluster") return NODES;
  const answers = await Promise.all(NODES.map(({ address }) => caller.fetch({ host: address[4], port })));
  return NODES.filter((_, index) => answers[index]?.startsWith("HTTP/1.1 200"));
}

/** Starts one haproxy that is the load balancer of every case that has one which opens connections of its own. */
export async function startConnections(namespace: Namespace, cases: readonly Case[]): Promise<() => Promise<void>> {
  if (haproxy === undefined) throw new Error("there is no haproxy");
  const proxied = cases.filter(({ hops }) => hops !== undefined);
  const sections = proxied.flatMap((item) => [
    ...FAMILIES.map((family) => section(item, family, item.port, family)),
    section(item, 6, item.mixedPort, 4),
  ]);
  const config = [GLOBAL.trimEnd(), "  timeout check 5s", "global", "  stats socket unix@stats", ...sections, ""].join(
    "\n",
  );
  const command = [...namespace.enter, haproxy] as const;
  return serving(command, config, () => ["-db", "-f", "config"], knowsHealth);
}

/** What clients reach over one family, and nodes over the same or another. */
function section({ hops, policy, reaches, ...ports }: Case, client: Family, port: number, server: Family): string {
  const hop = hops?.[server];
  const check = `check port ${ports.healthCheckNodePort} inter 200 fall 1 rise 1`;
  const isChecked = policy === "Local" && reaches === "nodes";
  const targets =
    reaches === "pods"
      ? [["pod", withPort(KONG[server], ports.targetPort)]]
      : NODES.map(({ name, address }) => [name, withPort(address[server], ports.nodePort)]);
  return [
    `listen ${policy}-${client}-${port}`,
    `bind ${withPort(VIRTUAL[client], port)} ${hop?.bind ?? ""}`,
    ...(hop?.config ?? []),
    "balance roundrobin",
    ...(isChecked ? ["option httpchk GET /healthz"] : []),
    ...targets.map(
      ([name, to]) =>
        `server ${name} ${to} source ${withPort(BALANCER[server], 0)} ${hop?.server ?? ""} ${isChecked ? check : ""}`,
    ),
  ].join("\n  ");
}

/** Whether every node without a pod has been found out: until then haproxy takes all for healthy. */
async function knowsHealth(directory: string): Promise<boolean> {
  let csv = "";
  const socket = connect(join(directory, "stats"), () => socket.write("show stat\n"));
  await new Promise<void>((resolve) => {
    socket.setEncoding("utf8").on("data", (text: string) => {
      csv += text;
    });
    socket.on("error", () => {}).once("close", () => resolve());
  });
  const rows = csv.split("\n").map((line) => line.split(","));
  const column = rows[0]?.indexOf("status") ?? -1;
  const nodes = rows.filter(([proxy, server]) => proxy?.startsWith("Local-") && (server === "a" || server === "b"));
  return column > 0 && nodes.every(([, server, ...row]) => row[column - 2]?.startsWith(server === "a" ? "UP" : "DOWN"));
}
