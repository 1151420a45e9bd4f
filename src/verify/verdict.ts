import { parseAddress } from "../net/address.ts";
import { blocks, type Cidr, parseCidr } from "../net/cidr.ts";
import { absence } from "./absence.ts";
import type { Answer } from "./answer.ts";
import type { Sighting } from "./log.ts";
import { carrierOf, type Probe } from "./probe.ts";
import type { LiveWay } from "./way.ts";

/** A request, what came back, and what Kong's log says of it. */
export interface Trial {
  probe: Probe;
  answer: Answer;
  /** The addresses of the socket's ends, where there was a connection. */
  local?: string;
  remote?: string;
  sightings: Sighting[];
}

/**
 * Whose address Kong takes for the client's, as found.
 * `client`: ours. `unproven`: perhaps ours. `hidden`: a node's or the load balancer's. `forgeable`: one that we made up.
 * `refused`: connections fail. `unreachable`: there is none. `unheard`: the log does not tell.
 */
export type LiveOutcome = "client" | "unproven" | "hidden" | "forgeable" | "refused" | "unreachable" | "unheard";

export interface LiveVerdict {
  way: LiveWay;
  outcome: LiveOutcome;
  /** What carried an address that Kong believed. */
  believed: string[];
  /** The addresses that Kong logged, canaries left out. */
  addresses: string[];
  /** Why: one clause; and what helps. */
  because: string;
  remedy?: string;
  /** For a direct way: whether it is closed to everybody, which is fine. */
  isClosed: boolean;
}

/** What else is known when all is over. */
export interface Knowledge {
  carriers: readonly string[];
  /** Addresses that are ours where Kong is: what `--from` says. */
  own: readonly string[];
  /** Lines that came from the log, and whether it ended before we were done. */
  log: { lines: number; hasEnded: boolean };
}

/** Judges all ways. One that shows an address which sockets of several addresses share shows nobody's own. */
export function liveVerdictsOf(trials: ReadonlyMap<LiveWay, readonly Trial[]>, known: Knowledge): LiveVerdict[] {
  const locals = new Map<string, Set<string>>();
  for (const { sightings, local } of [...trials.values()].flat())
    for (const { address } of sightings)
      if (address !== undefined && local !== undefined)
        locals.set(address, (locals.get(address) ?? new Set()).add(local));
  const isShared = (address: string) => (locals.get(address)?.size ?? 0) > 1;
  return [...trials].map(([way, own]) => ({ way, isClosed: false, ...verdictOn(own, known, isShared) }));
}

type Judged = Omit<LiveVerdict, "way" | "isClosed"> & Partial<Pick<LiveVerdict, "isClosed">>;

function verdictOn(trials: readonly Trial[], known: Knowledge, isShared: (address: string) => boolean): Judged {
  const logged = trials.flatMap((trial) =>
    // What fails before its headers are read is logged under the peer's address, whatever is set.
    trial.sightings.flatMap(({ address, status }) =>
      address === undefined || status === 400 ? [] : [{ trial, address, by: carrierOf(address, known.carriers) }],
    ),
  );
  const believed = [...new Set(logged.flatMap(({ by }) => by ?? []))];
  const honest = logged.filter(({ by }) => by === undefined);
  const addresses = [...new Set(honest.map(({ address }) => address))];
  const verdict = (outcome: LiveOutcome, because: string, remedy?: string): Judged => ({
    outcome,
    believed,
    addresses,
    because,
    ...(remedy !== undefined && { remedy }),
  });
  if (believed.length > 0) {
    const remedy = "trust no more than the load balancer, read no header that it passes on, or close this way";
    return verdict("forgeable", `Kong took the address that we made up out of ${list(believed)}`, remedy);
  }
  const absent = absence(trials, known.log);
  if (absent) return { ...verdict(absent.outcome, absent.because, absent.remedy), isClosed: absent.isClosed };
  const twice = honest.find(({ trial, address }) =>
    honest.some((other) => other.trial === trial && other.address !== address),
  );
  if (twice)
    return verdict(
      "unproven",
      `one request is logged with two addresses, ${list(addresses)}`,
      "follow the log of Kong's proxy alone, and see who repeats requests",
    );
  const strange = honest.filter(({ trial, address }) => !isOwn(trial, address, known.own));
  if (strange.length === 0) return verdict("client", `Kong logs ${list(addresses)}, our own address`);
  if (known.own.length === 0 && strange.some(({ trial, address }) => address === trial.local))
    return verdict(
      "unproven",
      `Kong logs ${list(addresses)}, which is any machine's own`,
      "come from another machine, and not by kubectl port-forward; or say which address is ours with --from",
    );
  const hidden = strange.map((each) => whose(each, known, isShared)).find((why) => why !== undefined);
  const seen = `Kong logs ${list([...new Set(strange.map(({ address }) => address))])}`;
  if (hidden !== undefined)
    return verdict(
      "hidden",
      `${seen}, ${hidden}`,
      "choose the method that fits the load balancer: kong-client-ip clouds",
    );
  return verdict(
    "unproven",
    `${seen}, which may be ours behind a NAT or the load balancer's`,
    "say which address is ours with --from",
  );
}

const isOwn = ({ local }: Trial, address: string, own: readonly string[]): boolean =>
  // Whoever comes through kubectl port-forward is 127.0.0.1 to Kong, too.
  own.includes(address) || (address === local && !isInside(LOOPBACK, address));

/** Why an address cannot be ours; undefined where it may be. */
function whose(
  { trial, address }: { trial: Trial; address: string },
  { own }: Knowledge,
  isShared: (address: string) => boolean,
): string | undefined {
  const { local = "", remote } = trial;
  if (address === remote) return "the address that we connected to: the load balancer's";
  if (own.length > 0) return `and not ${list(own)}`;
  if (isInside(PRIVATE, address)) return "a private address that is not ours: a node's or the load balancer's";
  if (isShared(address)) return "whichever address we come from: the load balancer's";
  return isInside(PRIVATE, local) ? undefined : `and not ${local}, from which we came`;
}

const cidrs = (...texts: string[]): Cidr[] => texts.map(parseCidr).flatMap((cidr) => ("what" in cidr ? [] : [cidr]));

const LOOPBACK = cidrs("127.0.0.0/8", "::1");
/** RFC 1918, RFC 6598, RFC 4193 and what is local to a link or a host. */
const PRIVATE = [
  ...LOOPBACK,
  ...cidrs("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10"),
];

function isInside(networks: readonly Cidr[], text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && blocks(networks)(address);
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
