/** One entry of `KONG_PROXY_LISTEN` (HTTP) or `KONG_STREAM_LISTEN` (TCP, TLS, UDP). */
export interface Listener {
  variable: ListenVariable;
  /** Position in the comma-separated value. */
  index: number;
  address: string;
  port: number;
  flags: string[];
  transport: "TCP" | "UDP";
}

export type ListenVariable = "KONG_PROXY_LISTEN" | "KONG_STREAM_LISTEN";

export const isListenVariable = (name: string): name is ListenVariable =>
  name === "KONG_PROXY_LISTEN" || name === "KONG_STREAM_LISTEN";

const SHARED =
  "ssl|proxy_protocol|bind|reuseport|backlog=\\d+|ipv6only=(?:on|off)|so_keepalive=(?:on|off|\\w*:\\w*:\\d*)";
/** Kong/kong:kong/conf_loader/listeners.lua@16-23; `transparent` was a flag before Kong 2.0. */
const FLAGS = {
  KONG_PROXY_LISTEN: new RegExp(`^(?:${SHARED}|http2|deferred|transparent)$`),
  KONG_STREAM_LISTEN: new RegExp(`^(?:${SHARED}|udp|transparent)$`),
} as const;

/** `<ip|hostname|*>:<port>`; IPv6 addresses stand in brackets. */
const ENDPOINT = /^(\[[\da-fA-F:.]+\]|\*|[\w.-]+):(\d{1,5})$/;

/**
 * The listeners of a value, none for `off`, or words for what Kong would refuse to start with.
 * Source: Kong/kong:kong/conf_loader/listeners.lua@43-175.
 */
export function parseListeners(variable: ListenVariable, value: string): Listener[] | { what: string } {
  if (value.trim() === "") return { what: "is empty" };
  if (/["']/.test(value)) return { what: "has quotes inside its value" };
  const entries = value
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries[0] === "off") return [];
  const listeners: Listener[] = [];
  for (const [index, entry] of value.split(",").entries()) {
    if (entry.trim() === "") continue;
    const [endpoint = "", ...flags] = entry.trim().split(/\s+/);
    const [, address, port] = ENDPOINT.exec(endpoint) ?? [];
    const which = `entry ${index + 1}`;
    if (address === undefined || Number(port) > 65_535) return { what: `${which} is not of the form <address>:<port>` };
    if (flags.some((flag) => !FLAGS[variable].test(flag)))
      return { what: `${which} has a flag that Kong does not know` };
    if (new Set(flags).size < flags.length) return { what: `${which} has a flag twice` };
    listeners.push({
      variable,
      index,
      address,
      port: Number(port),
      flags,
      transport: flags.includes("udp") ? "UDP" : "TCP",
    });
  }
  return listeners;
}

/** The value with `proxy_protocol` behind the flags of the given entries; separators and the rest stay as they are. */
export function withProxyProtocol(value: string, entries: ReadonlySet<number>): string {
  return value
    .split(",")
    .map((entry, index) =>
      entries.has(index) && !speaksProxyProtocol(entry)
        ? `${entry.trimEnd()} proxy_protocol${entry.slice(entry.trimEnd().length)}`
        : entry,
    )
    .join(",");
}

const speaksProxyProtocol = (entry: string) => entry.trim().split(/\s+/).includes("proxy_protocol");

/** What Kong listens on when nothing says otherwise, by the version where the default changed. */
const DEFAULTS: readonly { since: readonly [number, number]; value: string }[] = [
  // Kong/kong:kong/templates/kong_defaults.lua at tags 2.0.0 (unchanged to 3.9), 1.5.1 and 1.0.0.
  { since: [2, 0], value: "0.0.0.0:8000 reuseport backlog=16384, 0.0.0.0:8443 http2 ssl reuseport backlog=16384" },
  { since: [1, 5], value: "0.0.0.0:8000, 0.0.0.0:8443 http2 ssl" },
  { since: [0, 0], value: "0.0.0.0:8000, 0.0.0.0:8443 ssl" },
];

/** The default `KONG_PROXY_LISTEN` of an image such as `kong:1.4`; that of today where the tag tells no version. */
export function defaultProxyListen(image: string): string {
  const [, major, minor] = /:(\d+)\.(\d+)/.exec(image.slice(image.lastIndexOf("/") + 1)) ?? [];
  if (major === undefined) return DEFAULTS[0]?.value ?? "";
  const isOld = ([x, y]: readonly [number, number]) => Number(major) < x || (Number(major) === x && Number(minor) < y);
  return DEFAULTS.find(({ since }) => !isOld(since))?.value ?? "";
}
