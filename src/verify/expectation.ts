import { mapsAt, textAt } from "../json/values.ts";
import type { Outcome, Verdict } from "../judgement/verdict.ts";
import { label } from "../manifests/read.ts";
import type { LiveOutcome, LiveVerdict } from "./verdict.ts";
import type { LiveWay } from "./way.ts";

/** What manifests promise of a way, one for each listener that it may lead to. */
export interface Expectation {
  /** `Service kong/my-kong-kong-proxy, port 8443` */
  where: string;
  outcome: Outcome;
  forgers: Verdict["forgers"];
}

/** Where live and judged differ. */
export interface Difference {
  way: string;
  where: string;
  judged: Outcome;
  live: LiveOutcome;
  what: string;
}

/** What the verdicts on manifests promise of a way: of the ports with its number, or of all where none has it. */
export function expectationsOf(way: LiveWay, verdicts: readonly Verdict[]): Expectation[] {
  const byNumber = verdicts.filter((verdict) => leadsTo(way, verdict));
  const fronts = verdicts.filter(({ listener: { flags, variable } }) =>
    way.isDirect ? flags.includes("ssl") === way.tls : variable === "KONG_PROXY_LISTEN",
  );
  const meant = byNumber.length > 0 ? byNumber : fronts;
  const promises = meant.map(({ front, listener, outcome, forgers }) => ({
    where: `${label(front.service)}, port ${listener.port}`,
    outcome,
    forgers,
  }));
  return [...new Map(promises.map((promise) => [JSON.stringify(promise), promise])).values()];
}

function leadsTo({ isDirect, port, tls }: LiveWay, { front, listener }: Verdict): boolean {
  if (listener.transport === "UDP" || (isDirect && listener.flags.includes("ssl") !== tls)) return false;
  if (isDirect && listener.port === port) return true;
  return mapsAt(front.spec, ["ports"]).some((entry) => {
    const number = textAt(entry, [isDirect ? "nodePort" : "port"]);
    const target = textAt(entry, ["targetPort"]) ?? textAt(entry, ["port"]) ?? "";
    // A named target may be any of the Service's listeners.
    return number === String(port) && (!/^\d+$/.test(target) || Number(target) === listener.port);
  });
}

/** What a verdict on manifests comes to, found live. What the manifests do not tell may be anything. */
const LIVE: Record<Outcome, LiveOutcome | undefined> = {
  client: "client",
  forgeable: "forgeable",
  hidden: "hidden",
  broken: "refused",
  unknown: undefined,
};

/** Where what was found is none of what the manifests promise. */
export function differencesOf(verdict: LiveVerdict, promises: readonly Expectation[]): Difference[] {
  const { way, outcome } = verdict;
  const differing = promises.filter((promise) => !isKept(promise, verdict));
  if (differing.length < promises.length) return [];
  return differing.map(({ where, outcome: judged, forgers }) => ({
    way: way.title,
    where,
    judged,
    live: outcome,
    what: way.isDirect
      ? `nobody should be able to forge an address, and we could`
      : `by the manifests ${IN_WORDS[judged]}${forgers === "any client" ? "" : ` (forgeable by ${forgers})`}, and live ${LIVE_WORDS[outcome]}`,
  }));
}

/** Past the load balancer only one thing is promised: that those who are not trusted cannot forge. */
function isKept({ outcome: judged, forgers }: Expectation, { way, outcome }: LiveVerdict): boolean {
  if (way.isDirect) return outcome !== "forgeable" || forgers !== "nobody";
  const live = LIVE[judged];
  return live === undefined || live === outcome;
}

const IN_WORDS: Record<Outcome, string> = {
  client: "Kong sees the client",
  forgeable: "any client can forge its address",
  hidden: "Kong does not see the client",
  broken: "connections fail",
  unknown: "nothing is known",
};

const LIVE_WORDS: Record<LiveOutcome, string> = {
  client: "it sees the client",
  unproven: "it is not proven whom it sees",
  hidden: "it does not see the client",
  forgeable: "a client can forge its address",
  refused: "connections fail",
  unreachable: "there is no connection",
  unheard: "the log does not tell",
};
