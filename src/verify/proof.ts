import { type Difference, differencesOf, expectationsOf } from "./expectation.ts";
import type { Mission } from "./mission.ts";
import { type Knowledge, type LiveVerdict, liveVerdictsOf, type Trial } from "./verdict.ts";
import type { LiveWay } from "./way.ts";

/** What came of a mission. */
export interface Proof {
  verdicts: LiveVerdict[];
  differences: Difference[];
  /** Requests that were sent, and those that the log shows. */
  sent: number;
  logged: number;
  /** Whether Kong sees the client, believed nothing, and does what the manifests promise. */
  isProven: boolean;
}

/** Judges what was found, and compares it with what was promised. */
export function proofOf(
  mission: Mission,
  trials: ReadonlyMap<LiveWay, readonly Trial[]>,
  log: Knowledge["log"],
): Proof {
  const { carriers, own, judged } = mission;
  const verdicts = liveVerdictsOf(trials, { carriers, own, log });
  const differences = verdicts.flatMap((verdict) =>
    judged === undefined ? [] : differencesOf(verdict, expectationsOf(verdict.way, judged)),
  );
  const all = [...trials.values()].flat();
  // A door that is closed to everybody is as it should be past the load balancer, and only there.
  const isFine = ({ way, outcome, isClosed }: LiveVerdict) => outcome === "client" || (way.isDirect && isClosed);
  return {
    verdicts,
    differences,
    sent: all.length,
    logged: all.filter(({ sightings }) => sightings.length > 0).length,
    isProven:
      verdicts.some(({ outcome }) => outcome === "client") && verdicts.every(isFine) && differences.length === 0,
  };
}
