import type { ConfigBlocks } from "./trust.ts";

/** Published ranges older than this, in days, are told of. */
const OLDEST = 180;

const DAY = 86_400_000;

/** What there is to tell of ranges that have not been compared with the provider's for long. */
export interface Aged {
  name: string;
  what: string;
  remedy: string;
}

/**
 * The published ranges that are old, by the dates at which they were read.
 *
 * @param today like 2026-11-24; without it nothing is old
 */
export const agedRanges = (published: ConfigBlocks["published"], today?: string): Aged[] =>
  (today === undefined ? [] : published).flatMap(({ name, date }) => {
    const days = Math.floor((Date.parse(String(today)) - Date.parse(date)) / DAY);
    return days > OLDEST
      ? [
          {
            name: `provider:${name}`,
            what: `its ranges are those of ${date}, ${days} days ago, and the provider may have given some up since`,
            remedy: "upgrade kong-client-ip, or name the ranges of today as trusted CIDRs",
          },
        ]
      : [];
  });
