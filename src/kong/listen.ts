import { memoText } from "../memo.ts";
import { parseEndpoint } from "./endpoint.ts";
import { flagFault, flagsOf } from "./listen-flags.ts";
import { isSince, NEWEST, type Version } from "./version.ts";

/** One entry of `KONG_PROXY_LISTEN` (HTTP) or `KONG_STREAM_LISTEN` (TCP, TLS, UDP). */
export interface Listener {
  variable: ListenVariable;
  /** Position in the comma-separated value. */
  index: number;
  /** As Kong hands it to nginx: IPv6 in brackets, all eight groups written out. */
  address: string;
  port: number;
  /** In the order in which Kong writes them. */
  flags: string[];
  transport: "TCP" | "UDP";
}

export type ListenVariable = "KONG_PROXY_LISTEN" | "KONG_STREAM_LISTEN";

export const isListenVariable = (name: string): name is ListenVariable =>
  name === "KONG_PROXY_LISTEN" || name === "KONG_STREAM_LISTEN";

/** What a blank is to Kong's Lua: ASCII alone. */
const BLANK = "[ \\t\\n\\v\\f\\r]";
const strip = (text: string): string => text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "");

/** Since when an entry of a list may be empty: Kong/kong da0e7efd27, in no release before 3.10. */
const SKIPS_EMPTY = [3, 10] as const;

/**
 * The listeners of a value, none for `off`, or words for what Kong would refuse to start with.
 * Source: Kong/kong:kong/conf_loader/listeners.lua@43-175, parse.lua@69-107.
 */
export const parseListeners = memoText(listenersIn);

function listenersIn(
  variable: ListenVariable,
  value: string,
  version: Version = NEWEST,
): Listener[] | { what: string } {
  if (strip(value) === "") return { what: "is empty" };
  const skipsEmpty = isSince(version, SKIPS_EMPTY);
  const entries = value
    .split(",")
    .map((entry, index) => ({ text: strip(entry), index }))
    .filter(({ text }) => text !== "" || !skipsEmpty);
  if (entries.length === 0) return { what: "names no listener" };
  if (entries[0]?.text === "off") return [];
  const listeners: Listener[] = [];
  for (const { text, index } of entries) {
    const listener = parseEntry(variable, text, version);
    if ("what" in listener)
      return { what: /["']/.test(value) ? "has quotes inside its value" : `entry ${index + 1} ${listener.what}` };
    listeners.push({ variable, index, ...listener });
  }
  return listeners;
}

function parseEntry(
  variable: ListenVariable,
  text: string,
  version: Version,
): Omit<Listener, "variable" | "index"> | { what: string } {
  if (text === "") return { what: "is empty, which no Kong before 3.10 takes" };
  const flags: string[] = [];
  let rest = ` ${text} `;
  // Two of the same flag share the blank between them, and the second one stays behind.
  for (const { pattern } of flagsOf(variable, version)) {
    const flag = new RegExp(`${BLANK}(${pattern})${BLANK}`, "g");
    const [, found] = new RegExp(flag.source).exec(rest) ?? [];
    if (found !== undefined) flags.push(found);
    rest = rest.replace(flag, " ");
  }
  const endpoint = parseEndpoint(strip(rest));
  if (endpoint) return { ...endpoint, flags, transport: flags.includes("udp") ? "UDP" : "TCP" };
  const [odd, another] = strip(rest)
    .split(new RegExp(`${BLANK}+`))
    .filter((word, position) => position === 0 || parseEndpoint(word) === undefined)
    .reverse();
  return {
    what:
      another !== undefined && odd !== undefined
        ? flagFault(odd, variable, version)
        : "is not of the form <address>:<port>",
  };
}

/** Whether a listener expects a PROXY header ahead of each connection's data. */
export const speaksProxy = ({ flags }: Listener): boolean => flags.includes("proxy_protocol");

/** The value with `proxy_protocol` behind the flags of some of its listeners; separators and the rest stay as they are. */
export function withProxyProtocol(value: string, listeners: readonly Listener[]): string {
  const silent = new Set(listeners.filter((listener) => !speaksProxy(listener)).map(({ index }) => index));
  return value
    .split(",")
    .map((entry, index) =>
      silent.has(index)
        ? `${entry.replace(/[ \t\n\v\f\r]+$/, "")} proxy_protocol${/[ \t\n\v\f\r]*$/.exec(entry)?.[0] ?? ""}`
        : entry,
    )
    .join(",");
}

/**
 * The entry of a value that a listener is, on another port and without `proxy_protocol`; its address and other flags stay
 * as they are written.
 */
export function movedEntry(value: string, { index, address, port, flags }: Listener, to: number): string {
  const words = (value.split(",")[index] ?? "").split(new RegExp(`${BLANK}+`)).filter(Boolean);
  const isEndpoint = (word: string) => word.endsWith(`:${port}`);
  const moved = words.some(isEndpoint)
    ? words.map((word) => (isEndpoint(word) ? `${word.slice(0, -String(port).length)}${to}` : word))
    : [`${address}:${to}`, ...flags];
  return moved.filter((word) => word !== "proxy_protocol").join(" ");
}
