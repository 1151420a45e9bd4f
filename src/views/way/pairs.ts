import type { Verdict } from "../../judgement/verdict.ts";
import { label } from "../../manifests/read.ts";
import { serviceName } from "../verdicts.ts";
import { type Way, wayOf } from "./way.ts";

/** A way as it is, or before and after a change, and all places that it holds for. */
export interface WayPair {
  places: Place[];
  /** Missing where there is no change, or there was no such listener. */
  before?: Way;
  after: Way;
}

/** Listeners behind a front Service. */
export interface Place {
  /** `kong/my-kong-kong-proxy` */
  service: string;
  /** `8000`, `53/UDP` */
  ports: string[];
}

/** The ways to all listeners, each told once for all places that share it; before a change too, if there is one. */
export function wayPairs(after: readonly Verdict[], before: readonly Verdict[] = []): WayPair[] {
  const old = new Map(before.map((verdict) => [placeOf(verdict), verdict]));
  const pairs = new Map<string, WayPair & { ports: Map<string, Set<string>> }>();
  for (const verdict of after) {
    const earlier = old.get(placeOf(verdict));
    const ways = { ...(earlier && { before: wayOf(earlier) }), after: wayOf(verdict) };
    const key = JSON.stringify(ways);
    const pair = pairs.get(key) ?? { ...ways, places: [], ports: new Map() };
    pairs.set(key, pair);
    const { port, transport } = verdict.listener;
    const service = serviceName(verdict.front);
    const ports = pair.ports.get(service) ?? new Set();
    pair.ports.set(service, ports.add(transport === "UDP" ? `${port}/UDP` : String(port)));
  }
  return [...pairs.values()].map(({ ports, ...pair }) => ({
    ...pair,
    places: [...ports].map(([service, all]) => ({ service, ports: [...all] })),
  }));
}

const placeOf = ({ gateways, front, listener: { variable, port, transport, index } }: Verdict): string =>
  JSON.stringify([label(gateways[0].workload), label(front.service), variable, index, port, transport]);

/** Places in one line: `kong/my-kong-kong-proxy, listeners 8000 and 8443`. */
export function placesText(places: readonly Place[]): string {
  const [first, ...others] = places;
  const ports = first?.ports ?? [];
  const more = others.length > 0 ? `, and ${others.length} more` : "";
  return `${first?.service}, listener${ports.length === 1 ? "" : "s"} ${ports.join(", ")}${more}`;
}
