import { json } from "../../escape/json.ts";
import type { Mission } from "../../verify/mission.ts";
import type { Proof } from "../../verify/proof.ts";
import type { LiveOutcome } from "../../verify/verdict.ts";
import { paint, type Style, table, wrap } from "../terminal.ts";

const SEEN: Record<LiveOutcome, string> = {
  client: "the client",
  unproven: "perhaps the client",
  hidden: "not the client",
  forgeable: "what a client writes",
  refused: "nothing, it fails",
  unreachable: "nothing, no answer",
  unheard: "unknown",
};

/** For a person: what Kong sees by each way, why, and what differs from what the manifests promise. */
function verifyText({ verdicts, differences, sent, logged, isProven }: Proof, style: Style): string {
  const rows = verdicts.map(({ way, outcome, believed }) => [
    way.title,
    SEEN[outcome],
    outcome === "unheard" || outcome === "unreachable" ? "unknown" : believed.join(", ") || "nothing",
  ]);
  const reasons = verdicts.map(({ way, because, remedy, isClosed }) => {
    const advice = remedy === undefined || (way.isDirect && isClosed) ? "" : `; ${remedy}`;
    return `${wrap(`${way.title}: ${because}${advice}`, style, 0, 2)}\n`;
  });
  const differing = differences.map(({ way, where, what }) => {
    const text = `${way}: ${what} (${where})`;
    return `${paint("difference", "red", style)} ${wrap(text, style, "difference ".length, 2)}\n`;
  });
  const last = isProven ? "proven: Kong sees the client, and believed nothing else" : "not proven";
  return [
    table([["WAY IN", "KONG SEES", "BELIEVED"], ...rows], style),
    "\n",
    ...reasons,
    ...differing,
    "\n",
    `${sent} requests, ${logged} of them in the log; ${last}\n`,
  ].join("");
}

/** For programs: stable keys. */
function verifyJson({ verdicts, differences, sent, logged, isProven }: Proof): string {
  const ways = verdicts.map(({ way, outcome, believed, addresses, because, remedy }) => ({
    way: way.title,
    direct: way.isDirect,
    outcome,
    believed,
    addresses,
    because,
    ...(remedy !== undefined && { remedy }),
  }));
  return json({ proven: isProven, ways, differences, requests: { sent, logged } });
}

type Printer = (result: Proof, style: Style) => string;

/** How the outcome of a mission can be printed; the first is the default. */
export const verifyFormats = { text: verifyText, json: verifyJson } satisfies Record<Mission["format"], Printer>;
