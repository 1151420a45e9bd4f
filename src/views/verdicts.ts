import type { Outcome, Verdict } from "../judgement/verdict.ts";
import type { Alike } from "../kong/alike.ts";
import type { FrontService } from "../kong/find.ts";
import { label, qualified } from "../manifests/read.ts";

/** The verdicts on one front Service that are the same but for the port. */
export interface VerdictRow {
  /** `kong/demo-kong-proxy` */
  service: string;
  /** `8000`, `9000/UDP` */
  ports: string[];
  outcome: Outcome;
  forgers: string;
  because: string;
}

/** A verdict, and the other Services before the same gateways that it holds for as well. */
export interface SharedVerdict {
  verdict: Verdict;
  services: string[];
}

/** Verdicts on several gateways that are alike, each told once for all Services; those on one gateway as they are. */
export function sharedVerdicts(verdicts: readonly Verdict[]): SharedVerdict[] {
  const numbers = new Map<Alike, number>();
  const shared = new Map<number | string, { verdict: Verdict; services: Set<string> }>();
  for (const [index, verdict] of verdicts.entries()) {
    const { gateways, front, listener, outcome, forgers, because } = verdict;
    const number = numbers.get(gateways) ?? numbers.size;
    numbers.set(gateways, number);
    const { variable, port, transport } = listener;
    const texts = [number, variable, port, transport, outcome, forgers, because];
    const key = gateways.length === 1 ? index : JSON.stringify(texts);
    const { services } = shared.get(key) ?? { services: new Set() };
    shared.set(key, { verdict: shared.get(key)?.verdict ?? verdict, services: services.add(label(front.service)) });
  }
  return [...shared.values()].map(({ verdict, services }) => ({ verdict, services: [...services].slice(1) }));
}

/** A front Service in a table, whose kind is only told where it is another one. */
export const serviceName = ({ service }: FrontService): string =>
  service.kind === "Service" ? qualified(service) : label(service);

/** Verdicts for a table: a row for each front Service and outcome. */
export function verdictRows(verdicts: readonly Verdict[]): VerdictRow[] {
  const rows = new Map<string, Omit<VerdictRow, "ports"> & { ports: Set<string> }>();
  for (const { front, listener, outcome, forgers, because } of verdicts) {
    const service = serviceName(front);
    const port = listener.transport === "UDP" ? `${listener.port}/UDP` : String(listener.port);
    const key = JSON.stringify([service, outcome, forgers, because]);
    const row = rows.get(key) ?? { service, ports: new Set(), outcome, forgers, because };
    row.ports.add(port);
    rows.set(key, row);
  }
  return [...rows.values()].map((row) => ({ ...row, ports: [...row.ports] }));
}

const SEEN: Record<Outcome, string> = {
  client: "the client",
  forgeable: "what a client writes",
  hidden: "not the client",
  broken: "nothing, it fails",
  unknown: "unknown",
};

/** Up to here Services of which a table says the same are named one by one. */
const FEW = 10;

/** The rows of a table, whose first column is the Service; where they say the same of many, one row for all of them. */
export function grouped(rows: readonly string[][]): string[][] {
  const same = new Map<string, Set<string>>();
  const keyOf = ([, ...cells]: string[]) => JSON.stringify(cells);
  for (const row of rows) same.set(keyOf(row), (same.get(keyOf(row)) ?? new Set()).add(row[0] ?? ""));
  const told = new Set<string>();
  return rows.flatMap((row) => {
    const key = keyOf(row);
    const count = same.get(key)?.size ?? 0;
    if (count <= FEW) return [row];
    if (told.size === told.add(key).size) return [];
    const [service, ...cells] = row;
    return [[`${service} and ${count - 1} others`, ...cells]];
  });
}

/** What Kong sees, in the words of the tables. */
export const seenText = ({ outcome }: Pick<VerdictRow, "outcome">): string => SEEN[outcome];
