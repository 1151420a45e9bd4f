import { json } from "../escape/json.ts";
import { visible } from "../escape/text.ts";
import type { Reasoned } from "../net/aggregate.ts";
import { scalarText } from "../yaml/scalar.ts";

type Printer = (trusted: readonly Reasoned[]) => string;

/** How many reasons are told before the rest is counted. */
const MOST = 4;

/** How CIDRs to trust can be printed, each with its reasons; the first is the default. */
export const trustFormats = {
  text(trusted) {
    const width = trusted.reduce((most, { cidr }) => Math.max(most, cidr.text.length), 0);
    return trusted.map(({ cidr, reasons }) => `${cidr.text.padEnd(width)}  ${reasonsText(reasons)}\n`).join("");
  },
  yaml: (trusted) =>
    `trustedCIDRs:\n${trusted.map(({ cidr, reasons }) => `  - ${scalarText(cidr.text)} # ${reasonsText(reasons)}\n`).join("")}`,
  json: (trusted) => json(trusted.map(({ cidr, reasons }) => ({ cidr: cidr.text, reasons }))),
} satisfies Record<string, Printer>;

function reasonsText(reasons: readonly string[]): string {
  const rest = reasons.length > MOST ? [`and ${reasons.length - MOST} more`] : [];
  return visible([...reasons.slice(0, MOST), ...rest].join(", "));
}
