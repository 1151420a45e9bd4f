import type { ListenVariable } from "./listen.ts";
import { isSince, type Version } from "./version.ts";

type Release = readonly [major: number, minor: number];

interface Flag {
  /** A regular expression without groups. */
  pattern: string;
  since: Partial<Record<ListenVariable, Release>>;
  until?: Release;
}

const ALWAYS: Release = [0, 0];
const both = (since: Release) => ({ KONG_PROXY_LISTEN: since, KONG_STREAM_LISTEN: since });

/**
 * The flags of listen values, in the order in which Kong writes them, and the versions that know them.
 * Source: Kong/kong:kong/conf_loader/listeners.lua, kong/conf_loader.lua at the tags 1.0.0 to 3.9.1.
 */
const FLAGS: readonly Flag[] = [
  { pattern: "udp", since: { KONG_STREAM_LISTEN: [2, 2] } },
  { pattern: "ssl", since: { KONG_PROXY_LISTEN: ALWAYS, KONG_STREAM_LISTEN: [2, 0] } },
  { pattern: "http2", since: { KONG_PROXY_LISTEN: ALWAYS } },
  { pattern: "proxy_protocol", since: both(ALWAYS) },
  { pattern: "transparent", since: both([1, 0]), until: [2, 0] },
  { pattern: "deferred", since: { KONG_PROXY_LISTEN: [1, 3] } },
  { pattern: "bind", since: both([1, 3]) },
  { pattern: "reuseport", since: both([1, 3]) },
  { pattern: "backlog=[0-9]+", since: both([2, 0]) },
  { pattern: "ipv6only=on", since: both([3, 0]) },
  { pattern: "ipv6only=off", since: both([3, 0]) },
  { pattern: "so_keepalive=on", since: both([3, 0]) },
  { pattern: "so_keepalive=off", since: both([3, 0]) },
  { pattern: "so_keepalive=[A-Za-z0-9]*:[A-Za-z0-9]*:[0-9]*", since: both([3, 0]) },
];

/** The flags that a version knows. */
export const flagsOf = (variable: ListenVariable, version: Version): Flag[] =>
  FLAGS.filter(({ since, until }) => {
    const from = since[variable];
    return from !== undefined && isSince(version, from) && !(until && isSince(version, until));
  });

/** What is wrong with a word in the place of a flag. */
export function flagFault(word: string, variable: ListenVariable, version: Version): string {
  const flag = FLAGS.find(({ pattern }) => new RegExp(`^(?:${pattern})$`).test(word));
  const since = flag?.since[variable];
  if (flag === undefined || since === undefined) return "has a flag that Kong does not know";
  const [major, minor] = version;
  const now = `Kong ${major}.${minor}`;
  if (!isSince(version, since))
    return `has the flag ${word}, which ${now} does not know (Kong ${since.join(".")} does)`;
  if (flag.until && isSince(version, flag.until))
    return `has the flag ${word}, which Kong ${flag.until.join(".")} dropped`;
  return `has the flag ${word} twice side by side`;
}

/** What Kong listens on when nothing says otherwise, by the version where the default changed. */
const DEFAULTS: readonly { since: Release; value: string }[] = [
  // Kong/kong:kong/templates/kong_defaults.lua at tags 2.0.0 (unchanged to 3.9), 1.4.0 and 1.0.0.
  { since: [2, 0], value: "0.0.0.0:8000 reuseport backlog=16384, 0.0.0.0:8443 http2 ssl reuseport backlog=16384" },
  { since: [1, 4], value: "0.0.0.0:8000, 0.0.0.0:8443 http2 ssl" },
  { since: ALWAYS, value: "0.0.0.0:8000, 0.0.0.0:8443 ssl" },
];

/** The default of a listen setting. */
export const defaultListen = (variable: ListenVariable, version: Version): string =>
  variable === "KONG_STREAM_LISTEN" ? "off" : (DEFAULTS.find(({ since }) => isSince(version, since))?.value ?? "off");
