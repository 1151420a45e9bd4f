import { type Sent, v1, v2 } from "../nginx/wire.ts";
import type { Answer, Place } from "./caller.ts";
import type { Case } from "./cases.ts";
import { FAMILIES, type Family, FORGED, KONG, NODE_A, NODE_B, NODES, type Node, VIRTUAL } from "./cast.ts";
import type { Cluster } from "./cluster.ts";

/** What came of everything that was sent over one family. */
export interface Observed {
  /** From honest clients and from forgers, by way of the load balancer. */
  honest: Answer[];
  forged: Answer[];
  /** From an attacker at the node ports: of the node with a pod, and of the one without. */
  atPod: Answer[];
  atNone: Answer[];
  /** From a pod of the cluster that calls Kong's at once. */
  inside: Answer[];
}

const HONEST: Sent = { title: "nothing", headers: [] };

/** Everything that may name a client. */
function forgeries({ listener: { header } }: Case): Sent[] {
  const names = new Set(["X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", header]);
  const headers = [...names].map((name) => [name, FORGED] as const);
  return [
    { title: "headers", headers },
    { title: "PROXY v1 and headers", proxy: v1(FORGED), headers },
    { title: "PROXY v2 and headers", proxy: v2(FORGED), headers },
  ];
}

/** Milliseconds after which what is dropped shows. */
const SILENCE = 700;

/** Tries a case in every way in. */
async function observe(cluster: Cluster, tried: Case, family: Family): Promise<Observed> {
  const { client, attacker, neighbour } = cluster;
  const { protocol, policy, hops, reaches, port, mixedPort, nodePort, targetPort } = tried;
  const at = (host: string, number: number): Place => ({ host, port: number, protocol });
  const attacks = [HONEST, ...forgeries(tried)];
  // Twice each, as the load balancer takes one node after the other.
  const ways = [
    at(VIRTUAL[family], port),
    at(VIRTUAL[family], port),
    ...(hops !== undefined && family === 4 ? [at(VIRTUAL[6], mixedPort), at(VIRTUAL[6], mixedPort)] : []),
    ...(hops === undefined && reaches === "nodes"
      ? announcing(tried).map((node) => at(node.announced[family], port))
      : []),
  ];
  const drops = (node: Node) => policy === "Local" && node === NODE_B;
  const past = (node: Node) =>
    all(attacks, (sent) => attacker.ask(at(node.address[family], nodePort), sent, drops(node) ? SILENCE : undefined));
  const [honest, forged, atPod, atNone, inside] = await Promise.all([
    all(ways, (way) => client.ask(way, HONEST)),
    all(
      ways.flatMap((way) => forgeries(tried).map((sent) => ({ way, sent }))),
      ({ way, sent }) => client.ask(way, sent),
    ),
    past(NODE_A),
    past(NODE_B),
    all(attacks, (sent) => neighbour.ask(at(KONG[family], targetPort), sent)),
  ]);
  return { honest, forged, atPod, atNone, inside };
}

/** With Local, addresses are announced only by nodes that have a pod. */
const announcing = ({ policy }: Case): readonly Node[] => (policy === "Local" ? [NODE_A] : NODES);

const all = <Item, Result>(items: readonly Item[], get: (item: Item) => Promise<Result>): Promise<Result[]> =>
  Promise.all(items.map(get));

/** How many cases are tried at a time. */
const AT_A_TIME = 4;

export async function observeAll(
  cluster: Cluster,
  cases: readonly Case[],
): Promise<Map<Case, Record<Family, Observed>>> {
  const observed = new Map<Case, Record<Family, Observed>>();
  const rest = [...cases];
  const work = async () => {
    for (let next = rest.pop(); next; next = rest.pop()) {
      const [four, six] = await all(FAMILIES, (family) => observe(cluster, next as Case, family));
      if (four && six) observed.set(next, { 4: four, 6: six });
    }
  };
  await all(Array(AT_A_TIME).fill(undefined), work);
  return observed;
}
