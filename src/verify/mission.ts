import type { Verdict } from "../judgement/verdict.ts";
import type { LiveWay } from "./way.ts";

/** What is to be done over the network, and how its outcome is to be told. */
export interface Mission {
  ways: readonly LiveWay[];
  /** Headers and PROXY versions in which an address is claimed. */
  carriers: readonly string[];
  /** Addresses that are ours where Kong is. */
  own: readonly string[];
  /** Whether any certificate will do. */
  insecure: boolean;
  /** Seconds for one request from connecting to its answer, and for the log once all are answered. */
  timeout: number;
  wait: number;
  format: "text" | "json";
  /** The verdicts on manifests that promise something. */
  judged?: readonly Verdict[];
  /** The User-Agent of the requests. */
  agent: string;
}

/** How often the first requests are repeated, a second apart, until the log shows one: kubectl takes its time. */
export const KNOCKS = 5;

/** The most requests that a mission sends: the first of a way's own is a knock, and the last of all wakes kubectl. */
export const mostRequests = ({ ways, carriers }: Pick<Mission, "ways" | "carriers">): number =>
  ways.length * (1 + carriers.length) + KNOCKS;
