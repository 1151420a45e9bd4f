import { parseCidr } from "../net/cidr.ts";
import type { Directive } from "./nginx.ts";

/** A part of the nginx configuration that Kong makes, into which directives can be put. */
export type Section = (typeof SECTIONS)[number]["section"];

/** Directives of the realip modules, which decide about the client's address. */
export type DecisiveName = keyof typeof TAKES;

/** Where `KONG_NGINX_<NAME>_X` puts the directive `x`, and since when. Kong/kong: conf_loader at the tags 1.0.0 to 3.9.1 */
export const SECTIONS = [
  { section: "main", since: [2, 0] },
  { section: "events", since: [2, 0] },
  { section: "http", since: [1, 0] },
  { section: "upstream", since: [2, 0] },
  { section: "proxy", since: [1, 0] },
  { section: "location", since: [3, 6] },
  { section: "stream", since: [1, 1] },
  { section: "supstream", since: [2, 0] },
  { section: "sproxy", since: [1, 1] },
  { section: "admin", since: [1, 0] },
  { section: "status", since: [2, 0] },
] as const;

export const VARIABLE = /^KONG_NGINX_([A-Z]+)_(.+)$/;

/** The directives of the realip modules, and the sections that take them. */
const TAKES = {
  set_real_ip_from: ["http", "proxy", "location", "stream", "sproxy", "admin", "status"],
  real_ip_header: ["http", "proxy", "location", "admin", "status"],
  real_ip_recursive: ["http", "proxy", "location", "admin", "status"],
} satisfies Record<string, readonly Section[]>;

export const isDecisive = (name: string): name is DecisiveName => Object.hasOwn(TAKES, name);

/** Directives that bring what is not judged: files, and listeners of which Kong knows nothing. */
const BRINGS = new Set(["include", "listen"]);
const SERVERS = new Set(["server", "http", "stream"]);

/** Why nginx refuses a directive in a section; undefined where it takes it. */
export function refusal(name: DecisiveName, args: readonly string[], section: Section): string | undefined {
  const takes: readonly Section[] = TAKES[name];
  const [argument = ""] = args;
  if (!takes.includes(section)) return `puts ${name} where nginx does not take it`;
  if (args.length !== 1) return `gives ${name} ${args.length} values, and nginx takes one`;
  if (name === "real_ip_recursive") return /^(?:on|off)$/i.test(argument) ? undefined : "is neither on nor off";
  const isTrust = name === "set_real_ip_from" && argument !== "unix:";
  return isTrust && "what" in parseCidr(argument) && !isHost(name, argument)
    ? "trusts what is neither an address nor a CIDR"
    : undefined;
}

/** nginx looks a host name up when it starts, and trusts what it then finds. */
export const isHost = (name: DecisiveName, argument: string): boolean =>
  name === "set_real_ip_from" && /^[a-z\d_.-]*[a-z][a-z\d_.-]*$/i.test(argument);

/** Whether a directive, or one in its block, brings what is not judged. */
export function bringsMore({ name, block }: Directive, ports: ReadonlySet<number>): boolean {
  if (block === undefined) return BRINGS.has(name);
  if (name === "server" && isApart(block, ports)) return false;
  return SERVERS.has(name) || block.some((inner) => isDecisive(inner.name) || bringsMore(inner, ports));
}

/** Whether a server listens on other ports than Kong, so that it gets none of Kong's clients. */
function isApart(block: readonly Directive[], ports: ReadonlySet<number>): boolean {
  const listens = block.filter(({ name }) => name === "listen").map(({ args: [place = ""] }) => place);
  const portOf = (place: string) => Number(/^(?:.*:)?(\d+)$/.exec(place)?.[1] ?? Number.NaN);
  return (
    listens.length > 0 &&
    listens.every((place) => place.startsWith("unix:") || (portOf(place) > 0 && !ports.has(portOf(place))))
  );
}
