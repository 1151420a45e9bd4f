import { grouped, seenText, type VerdictRow } from "../verdicts.ts";
import type { Preview } from "./preview.ts";

/** A row for each front Service and set of listeners that fare alike, before and after. */
export function comparison({ before, after }: Pick<Preview, "before" | "after">): string[][] {
  const portsOf = ({ service, ports }: VerdictRow) => ports.map((port) => `${service} ${port}`);
  const old = new Map<string, number[]>();
  for (const [index, row] of before.entries())
    for (const port of portsOf(row)) old.set(port, [...(old.get(port) ?? []), index]);
  const rows = after.map((row) => {
    const same = new Set(portsOf(row).flatMap((port) => old.get(port) ?? []));
    const texts = [...same].sort((a, b) => a - b).map((index) => seenText(before[index] as VerdictRow));
    return [row.service, row.ports.join(", "), [...new Set(texts)].join(" / "), seenText(row), row.forgers];
  });
  return grouped(rows);
}
