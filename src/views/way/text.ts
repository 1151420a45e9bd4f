import { paint, type Style, table, wrap } from "../terminal.ts";
import { placesText, type WayPair } from "./pairs.ts";
import type { Hop, Way } from "./way.ts";

/** For a terminal: hop by hop what it sends on, before and after a change, in example addresses. */
export function waysText(pairs: readonly WayPair[], style: Style): string {
  return pairs.map((pair) => `${pairText(pair, style)}\n`).join("");
}

function pairText({ places, before, after }: WayPair, style: Style): string {
  const ways = before ? [before, after] : [after];
  const hops = ORDER.filter((who) => ways.some((way) => hopOf(way, who)));
  const head = ["", ...(before ? ["BEFORE", "AFTER"] : ["NOW"])];
  const rows = hops.map((who) => [
    `${who === "client" ? "" : "-> "}${hopOf(after, who)?.name ?? who}`,
    ...ways.map((way) => cell(way, hopOf(way, who))),
  ]);
  const others = after.others.map(({ what }) => `${wrap(what, style, 0, 0)}\n`).join("");
  return `${paint(wrap(placesText(places), style, 0, 2), "bold", style)}\n${table([head, ...rows], style)}${others}`;
}

const ORDER: Hop["who"][] = ["client", "load balancer", "node", "Kong"];

const hopOf = ({ hops }: Way, who: Hop["who"]): Hop | undefined => hops.find((hop) => hop.who === who);

function cell({ outcome, sees, result }: Way, hop: Hop | undefined): string {
  if (!hop) return "-";
  if (!hop.sends) return sees ? `sees ${sees}` : result.replace(/^Kong /, "");
  const { from, says } = hop.sends;
  const source = from === undefined ? "from unknown" : `from ${from}`;
  const header = says ? `, ${heading(says.by)} ${says.addresses.join(", ")}` : "";
  const fault = hop.isFault ? (outcome === "forgeable" ? " (made up)" : " (lost here)") : "";
  return `${source}${header}${fault}`;
}

/** A way in one line, for where it goes wrong. */
export function wayLine({ hops, outcome, sees, result }: Way): string {
  const parts = hops.map(({ who, name, isFault, sends }) => {
    if (!sends) return sees ? `Kong sees ${sees}` : result;
    const fault = !isFault ? "" : outcome === "forgeable" ? `, who ${hops[0]?.does[0]}` : ", where the address is lost";
    return `${name ?? who}${fault}`;
  });
  return parts.join(" -> ");
}

const heading = (by: string): string => (by === "the PROXY header" ? "PROXY" : `${by}:`);
