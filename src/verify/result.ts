import type { Mission } from "./mission.ts";
import { type Difference, differencesOf, promisesOf } from "./promise.ts";
import { type Knowledge, type Trial, type Verdict, verdictsOf } from "./verdict.ts";
import type { Way } from "./way.ts";

/** What came of a mission. */
export interface Result {
  verdicts: Verdict[];
  differences: Difference[];
  /** Requests that were sent, and those that the log shows. */
  sent: number;
  logged: number;
  /** Whether Kong sees the client, believed nothing, and does what the manifests promise. */
  isProven: boolean;
}

/** Judges what was found, and compares it with what was promised. */
export function resultOf(mission: Mission, trials: ReadonlyMap<Way, readonly Trial[]>, log: Knowledge["log"]): Result {
  const { carriers, own, judged } = mission;
  const verdicts = verdictsOf(trials, { carriers, own, log });
  const differences = verdicts.flatMap((verdict) =>
    judged === undefined ? [] : differencesOf(verdict, promisesOf(verdict.way, judged)),
  );
  const all = [...trials.values()].flat();
  // A door that is closed to everybody is as it should be past the load balancer, and only there.
  const isFine = ({ way, outcome, isClosed }: Verdict) => outcome === "client" || (way.isDirect && isClosed);
  return {
    verdicts,
    differences,
    sent: all.length,
    logged: all.filter(({ sightings }) => sightings.length > 0).length,
    isProven:
      verdicts.some(({ outcome }) => outcome === "client") && verdicts.every(isFine) && differences.length === 0,
  };
}
