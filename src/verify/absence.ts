import type { Answer } from "./answer.ts";
import type { LiveOutcome, Trial } from "./verdict.ts";

/** Why the log says nothing of a request that claims nothing, or not of all that Kong was asked. */
export interface Absence {
  outcome: Extract<LiveOutcome, "refused" | "unreachable" | "unheard">;
  because: string;
  remedy: string;
  isClosed: boolean;
}

type Log = { lines: number; hasEnded: boolean };

/** What keeps the log from telling whose address Kong sees; undefined where it tells. */
export function absence(trials: readonly Trial[], log: Log): Absence | undefined {
  const honest = trials.filter(({ probe }) => probe.claims === "nothing");
  const heard = honest.find(isLogged);
  if (!heard) return notServed(honest, trials) ?? unheard(honest, log);
  const missing = trials.filter((trial) => !isLogged(trial) && hasArrived(trial.answer, heard.answer));
  if (missing.length === 0) return undefined;
  const because = `${missing.length} of ${trials.length} requests are not in the log, so it is not known whether they were believed`;
  return {
    outcome: "unheard",
    because,
    remedy: "follow the logs of all of Kong's pods: --selector, not one pod",
    isClosed: false,
  };
}

const isLogged = ({ sightings }: Trial): boolean =>
  sightings.some(({ address, status }) => address !== undefined && status !== 400);

/** Whether a request came as far as an honest one does. What a firewall answers in Kong's stead was not believed. */
function hasArrived(answer: Answer, honest: Answer): boolean {
  if (answer.kind === "silent") return true;
  if (answer.kind !== "answered" || answer.status === 400) return false;
  return answer.byKong || (honest.kind === "answered" && !honest.byKong && honest.status === answer.status);
}

/** Where connections fail, as far as what came back tells why. */
function notServed(honest: readonly Trial[], trials: readonly Trial[]): Absence | undefined {
  const refused = (because: string, remedy: string): Absence => ({
    outcome: "refused",
    because,
    remedy,
    isClosed: true,
  });
  const unreachable = (because: string, remedy: string, isClosed = false): Absence => ({
    outcome: "unreachable",
    because,
    remedy,
    isClosed,
  });
  const { answer } = honest[0] ?? trials[0] ?? { answer: { kind: "silent" } as const };
  const isProxied = trials.some(
    (trial) =>
      trial.sightings.some(({ lacksProxy }) => lacksProxy) ||
      (trial.probe.ahead.length > 0 &&
        (isLogged(trial) || (trial.answer.kind === "answered" && trial.answer.status !== 400))),
  );
  switch (answer.kind) {
    case "unreachable":
      return unreachable(
        `no connection (${answer.code})`,
        "check the address and what may keep us out",
        CLOSED.has(answer.code),
      );
    case "untrusted":
      return unreachable(
        `the certificate is not trusted (${answer.code})`,
        "try the name that it is for, or --insecure",
      );
    case "silent":
      return unreachable("no answer came in time", "check who listens there, or raise --timeout");
    case "other":
      return refused("it answers, but not in HTTP", "ask the port of KONG_PROXY_LISTEN");
    case "plain":
      return refused(
        "it answers a TLS greeting in plain text: the listener does not speak TLS, or a PROXY header comes first that it does not expect",
        "ask it by http, or let load balancer and listener agree on the PROXY protocol",
      );
    case "closed":
      return isProxied
        ? refused(
            "the listener expects a PROXY header, and none comes",
            "let the load balancer send it, or take proxy_protocol off the listener",
          )
        : refused(
            "the connection is closed without an answer: the listener expects a PROXY header or TLS",
            "let load balancer and listener agree on it",
          );
    case "answered":
      return unserved(answer, honest, refused);
  }
}

function unserved(
  { status, byKong }: Extract<Answer, { kind: "answered" }>,
  honest: readonly Trial[],
  refused: (because: string, remedy: string) => Absence,
): Absence | undefined {
  if (status === 400)
    return honest.some(({ sightings }) => sightings.length > 0)
      ? refused("it answers 400 to what is not TLS", "ask it by https")
      : refused(
          "it answers 400 before it reads the request: most likely a PROXY header comes that the listener does not expect",
          "let the load balancer send none, or add proxy_protocol to the listener",
        );
  if (!byKong && [502, 503, 504].includes(status))
    return refused(
      `the load balancer answers ${status}, as Kong gives it no answer: the listener may expect a PROXY header or TLS`,
      "let load balancer and listener agree on it",
    );
  return undefined;
}

/** The request was answered, and the log knows nothing of it. */
function unheard(honest: readonly Trial[], { lines, hasEnded }: Log): Absence {
  const { answer } = honest[0] ?? { answer: { kind: "silent" } as const };
  const status = answer.kind === "answered" ? ` ${answer.status}` : "";
  const isKong = answer.kind === "answered" && answer.byKong;
  const absent = (because: string, remedy: string): Absence => ({
    outcome: "unheard",
    because,
    remedy,
    isClosed: false,
  });
  if (honest.some(({ sightings }) => sightings.length > 0))
    return absent(
      "the log has the request without an address, or in a format that is not known",
      "log in Kong's own format, or as JSON with remote_addr",
    );
  if (hasEnded && lines === 0) return absent("the log ended before it said anything", "see what kubectl logs says");
  if (hasEnded) return absent("the log ended before it said anything of the request", "follow it: kubectl logs -f");
  if (isKong)
    return lines === 0
      ? absent(
          "Kong answered, and its log stays empty",
          "see whether KONG_PROXY_ACCESS_LOG is off, or another pod answered",
        )
      : absent(
          "Kong answered, and this log knows nothing of it",
          "follow the logs of all pods: another Kong may have answered",
        );
  return absent(
    `something answered${status} that does not say it is Kong`,
    "see whether a firewall, a cache or another backend stands before Kong, or its access log is off",
  );
}

/** The errors of a port that nobody gets to, as it should be of one that is meant for a load balancer alone. */
const CLOSED = new Set(["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"]);
