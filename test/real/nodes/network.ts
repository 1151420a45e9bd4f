import {
  ATTACKER,
  BALANCER,
  CLIENT,
  FAMILIES,
  type Family,
  KONG,
  NEIGHBOUR,
  NODE_A,
  NODE_B,
  NODES,
  type Node,
  ROUTER,
  VIRTUAL,
} from "./cast.ts";
import { inside, type Namespace, newNamespace } from "./namespaces.ts";

const NAMES = ["client", "attacker", "balancer", "a", "b", "kong", "neighbour"] as const;

export type Network = Record<(typeof NAMES)[number], Namespace> & { stop(): void };

/** How many bits of an address name its network. */
const OUTSIDE: Record<Family, number> = { 4: 24, 6: 64 };
const INSIDE: Record<Family, number> = { 4: 16, 6: 64 };

/** Makes all namespaces, joins them by pairs of interfaces, and gives them addresses and routes. */
export async function startNetwork(): Promise<Network> {
  const made = await Promise.allSettled(NAMES.map(async (name) => [name, await newNamespace()] as const));
  const ready = made.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const stop = () => {
    for (const [, namespace] of ready) namespace.stop();
  };
  const network = { ...Object.fromEntries(ready), stop } as Network;
  try {
    if (ready.length < NAMES.length) throw new Error("there are not enough namespaces");
    furnish(network);
  } catch (error) {
    stop();
    throw error;
  }
  return network;
}

function furnish(network: Network): void {
  const { client, attacker, balancer, kong, neighbour } = network;
  for (const name of NAMES) inside(network[name], ["sh", "-c", FORWARDING]);
  cable(client, balancer, "client");
  cable(attacker, balancer, "attacker");
  for (const { name } of NODES) cable(network[name], balancer, name);
  cable(kong, network.a, "kong");
  cable(neighbour, network.b, "neighbour");

  bridge(balancer, "outside", ["client", "attacker"]);
  bridge(balancer, "inside", ["a", "b"]);
  bridge(network.a, "pods", ["kong"]);
  bridge(network.b, "pods", ["neighbour"]);

  for (const family of FAMILIES) {
    const outside = (address: string) => `${address}/${OUTSIDE[family]}`;
    ip(client, family, [address(family, outside(CLIENT[family]), "eth0"), `route add default via ${ROUTER[family]}`]);
    ip(attacker, family, [
      address(family, outside(ATTACKER[family]), "eth0"),
      `route add default via ${ROUTER[family]}`,
    ]);
    ip(balancer, family, [
      address(family, outside(ROUTER[family]), "outside"),
      address(family, `${BALANCER[family]}/${INSIDE[family]}`, "inside"),
      address(family, VIRTUAL[family], "lo"),
      ...NODES.flatMap(({ announced, address: node, pods }) => [
        `route add ${announced[family]} via ${node[family]}`,
        `route add ${pods[family]} via ${node[family]}`,
      ]),
    ]);
    node(network, family, NODE_A, NODE_B);
    node(network, family, NODE_B, NODE_A);
    pod(kong, family, KONG[family], NODE_A);
    pod(neighbour, family, NEIGHBOUR[family], NODE_B);
  }
}

const node = (network: Network, family: Family, { name, address: own, gateway, pods }: Node, other: Node): void =>
  ip(network[name], family, [
    address(family, `${own[family]}/${INSIDE[family]}`, "eth0"),
    address(family, `${gateway[family]}/${pods[family].split("/")[1]}`, "pods"),
    `route add default via ${BALANCER[family]}`,
    `route add ${other.pods[family]} via ${other.address[family]}`,
  ]);

const pod = (namespace: Namespace, family: Family, own: string, { gateway, pods }: Node): void =>
  ip(namespace, family, [
    address(family, `${own}/${pods[family].split("/")[1]}`, "eth0"),
    `route add default via ${gateway[family]}`,
  ]);

const FORWARDING = `
  ip link set lo up
  echo 1 > /proc/sys/net/ipv4/ip_forward
  echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
`;

/** One end is `eth0` of the first, the other bears the name in the second. */
function cable(first: Namespace, second: Namespace, name: string): void {
  const ends = ["eth0", "netns", `${first.pid}`, "type", "veth", "peer", "name", name, "netns", `${second.pid}`];
  inside(undefined, ["ip", "link", "add", ...ends]);
  inside(first, ["ip", "link", "set", "dev", "eth0", "up"]);
  inside(second, ["ip", "link", "set", "dev", name, "up"]);
}

const bridge = (namespace: Namespace, name: string, ports: readonly string[]): void =>
  ip(namespace, 4, [
    `link add name ${name} type bridge`,
    `link set dev ${name} up`,
    ...ports.map((port) => `link set dev ${port} master ${name}`),
  ]);

/** Nobody else can have an address of IPv6 here, so that it is usable at once. */
const address = (family: Family, text: string, device: string): string =>
  `addr add ${text} dev ${device}${family === 6 ? " nodad" : ""}`;

const ip = (namespace: Namespace, family: Family, commands: readonly string[]): void =>
  inside(namespace, ["ip", `-${family}`, "-batch", "-"], commands.map((command) => `${command}\n`).join(""));
