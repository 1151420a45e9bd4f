import type { Delivery } from "../../judgement/delivery.ts";
import type { Outcome, Verdict } from "../../judgement/verdict.ts";

/** The way of a client's packets to Kong, hop by hop, in example addresses. */
export interface Way {
  hops: Hop[];
  outcome: Outcome;
  /** What comes of it: `Kong sees the client`. */
  result: string;
  /** The address that Kong takes and whose it is; undefined where there is none, or nobody knows. */
  sees: string | undefined;
  /** Why, in one clause. */
  because: string;
  /** Who else comes to Kong, and what they can do. */
  others: Other[];
}

export interface Other {
  what: string;
  /** Whether Kong takes an address from them. */
  isBelieved: boolean;
}

export interface Hop {
  who: "client" | "load balancer" | "node" | "Kong";
  /** Which one: `eks/nlb`. */
  name?: string;
  /** What it does, and what it knows, a clause each. */
  does: string[];
  /** Whether the address is lost, made up or taken wrongly here. */
  isFault: boolean;
  /** What it sends to the next. */
  sends?: Packet;
}

/** What goes from one hop to the next. */
export interface Packet {
  /** The address that it comes from; undefined where nobody knows. */
  from: string | undefined;
  /** A PROXY header or a request header ahead of the data, and what stands in it. */
  says?: { by: string; addresses: string[] };
  /** Whether what arrives is the client's address, none, one that the client made up, or unknown. */
  carries: "client" | "nothing" | "forged" | "unknown";
}

/** Documentation addresses, RFC 5737. */
const ADDRESS = {
  client: "203.0.113.7",
  "load balancer": "192.0.2.10",
  node: "192.0.2.20",
  forged: "198.51.100.66",
} as const;

const RESULT: Record<Outcome, string> = {
  client: "Kong sees the client",
  forgeable: "Kong sees what a client writes",
  hidden: "Kong does not see the client",
  broken: "Kong turns the client away",
  unknown: "it is not known what Kong sees",
};

/** The way to one listener behind one port, from the verdict on it. */
export function wayOf(verdict: Verdict): Way {
  const { outcome, because } = verdict;
  return {
    hops: hopsOf(verdict),
    outcome,
    result: RESULT[outcome],
    sees: seenBy(verdict),
    because,
    others: othersOf(verdict),
  };
}

function hopsOf(verdict: Verdict): Hop[] {
  const { outcome, delivery, told, reads } = verdict;
  const name = told && { name: told.profile.name };
  const kong: Hop = { who: "Kong", does: kongDoes(verdict), isFault: isLostIn(verdict, "Kong") };
  const forged = outcome === "forgeable" ? { by: reads, addresses: [ADDRESS.forged] } : undefined;
  const client: Hop = {
    who: "client",
    does: forged ? [`writes ${reads === "a header" ? reads : `${reads} of its own`}`] : [],
    isFault: forged !== undefined,
    sends: { from: ADDRESS.client, ...(forged && { says: forged }), carries: forged ? "forged" : "client" },
  };
  if (!delivery) {
    const sends = packet(undefined, forged, forged ? "forged" : "unknown");
    return [client, { who: "load balancer", ...name, does: ["is not known"], isFault: false, sends }, kong];
  }
  const says = saidBy(delivery, forged);
  const from = ADDRESS[delivery.origin];
  const carriesFrom = (address: string): Packet["carries"] =>
    forged ? "forged" : says?.addresses.includes(ADDRESS.client) || address === ADDRESS.client ? "client" : "nothing";
  const load: Hop = {
    who: "load balancer",
    ...name,
    does: balancerDoes(delivery),
    isFault: isLostIn(verdict, "load balancer"),
    sends: packet(from, says, carriesFrom(from)),
  };
  if (delivery.node === "none") return [client, load, kong];
  const masked = ADDRESS[delivery.peer];
  const node: Hop = {
    who: "node",
    does: [
      delivery.node === "passes"
        ? "passes it on, as externalTrafficPolicy is Local"
        : "puts its own address in place, as externalTrafficPolicy is Cluster",
    ],
    isFault: isLostIn(verdict, "node"),
    sends: packet(masked, says, carriesFrom(masked)),
  };
  return [client, load, node, kong];
}

const packet = (from: string | undefined, says: Packet["says"], carries: Packet["carries"]): Packet => ({
  from,
  ...(says && { says }),
  carries,
});

/** What the load balancer names the client in, behind what the client wrote where it keeps that. */
function saidBy({ proxy, header }: Delivery, forged: Packet["says"]): Packet["says"] {
  if (proxy) return { by: "the PROXY header", addresses: [ADDRESS.client] };
  if (!header) return forged;
  if (forged && forged.by.toLowerCase() !== header.name.toLowerCase()) return forged;
  const own = header.namesItself ? [ADDRESS["load balancer"]] : [];
  return { by: header.name, addresses: [...(forged?.addresses ?? []), ADDRESS.client, ...own] };
}

function balancerDoes({ proxy, header, origin, tls }: Delivery): string[] {
  const ended = tls === "as sent" ? [] : tls === "ended" ? ["ends TLS"] : ["ends TLS, and sends TLS of its own"];
  if (proxy) return ["writes the client's address into a PROXY header", ...ended];
  if (header) {
    const how = header.mode === "append" ? "adds the client's address to" : "puts the client's address into";
    return [`${how} ${header.name}`, ...ended];
  }
  return [origin === "client" ? "passes packets on as they come" : "connects by itself, and names no client", ...ended];
}

function kongDoes({ listener, reads, trusted }: Verdict): string[] {
  if (listener.transport === "UDP") return ["takes the address that packets come from"];
  if (trusted.length === 0) return ["trusts nobody, so takes the connection's address"];
  return [`trusts ${blocksOf({ trusted })}`, `takes the address from ${reads}`];
}

function blocksOf({ trusted }: Pick<Verdict, "trusted">): string {
  const few = trusted.slice(0, 2).map(({ text }) => text);
  const more = trusted.length - few.length;
  return more > 0 ? `${few.join(", ")} and ${more} more` : few.join(" and ");
}

/** Where on the way it goes wrong: where the address is put out of sight, or, if it comes along, where it is not read. */
function isLostIn({ outcome, delivery }: Verdict, who: Hop["who"]): boolean {
  if (outcome === "broken" || outcome === "forgeable") return who === "Kong";
  if (outcome !== "hidden" || !delivery) return false;
  const { proxy, header, origin } = delivery;
  return who === (proxy || header ? "Kong" : origin === "load balancer" ? "load balancer" : "node");
}

function othersOf(verdict: Verdict): Other[] {
  const { forgers, listener, outcome } = verdict;
  const others: Other[] = [];
  if (forgers === "trusted peers") {
    const what = `whoever connects from ${blocksOf(verdict)}, past the load balancer, can make up any address`;
    others.push({ what, isBelieved: true });
  }
  if (forgers === "nobody" && outcome !== "broken")
    others.push({ what: "nobody else can make up an address", isBelieved: false });
  if (listener.flags.includes("proxy_protocol") && outcome !== "broken")
    others.push({ what: "whoever sends no PROXY header is turned away", isBelieved: false });
  return others;
}

function seenBy({ outcome, instead }: Verdict): string | undefined {
  if (outcome === "client") return `${ADDRESS.client}, the client`;
  if (outcome === "forgeable") return `${ADDRESS.forged}, made up`;
  if (outcome !== "hidden") return undefined;
  return instead === "load balancer" ? `${ADDRESS["load balancer"]}, the load balancer` : `${ADDRESS.node}, a node`;
}
