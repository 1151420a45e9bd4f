import type { Outcome, Verdict } from "../judgement/verdict.ts";
import { label } from "../manifests/read.ts";

/** The verdicts on one front Service that are the same but for the port. */
export interface VerdictRow {
  service: string;
  /** `8000, 8443` */
  ports: string;
  outcome: Outcome;
  forgers: string;
  because: string;
}

/** Verdicts for a table: a row for each front Service and outcome. */
export function verdictRows(verdicts: readonly Verdict[]): VerdictRow[] {
  const rows = new Map<string, Omit<VerdictRow, "ports"> & { ports: Set<string> }>();
  for (const { front, listener, outcome, forgers, because } of verdicts) {
    const service = label(front.service).replace(/^Service /, "");
    const port = listener.transport === "UDP" ? `${listener.port}/UDP` : String(listener.port);
    const key = JSON.stringify([service, outcome, forgers, because]);
    const row = rows.get(key) ?? { service, ports: new Set(), outcome, forgers, because };
    row.ports.add(port);
    rows.set(key, row);
  }
  return [...rows.values()].map((row) => ({ ...row, ports: [...row.ports].join(", ") }));
}

const SEEN: Record<Outcome, string> = {
  client: "the client",
  forgeable: "what a client writes",
  hidden: "not the client",
  broken: "nothing, it fails",
  unknown: "unknown",
};

/** What Kong sees, in the words of the tables. */
export const seenText = ({ outcome }: VerdictRow): string => SEEN[outcome];
