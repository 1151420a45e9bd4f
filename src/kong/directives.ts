import { itemsOf } from "../json/lists.ts";
import type { Env, Variable } from "./env.ts";
import type { FileText } from "./files.ts";
import { type Directive, parseNginx } from "./nginx.ts";
import {
  bringsMore,
  type DecisiveName,
  isDecisive,
  isHost,
  refusal,
  SECTIONS,
  type Section,
  VARIABLE,
} from "./sections.ts";
import { isSince, type Version } from "./version.ts";

/** A directive that decides about the client's address, and the variable that it comes from. */
export interface Decisive {
  section: Section;
  name: DecisiveName;
  /** Its one argument. */
  value: string;
  variable: string;
}

/** All that decides, and what is wrong or not known about it. */
export interface Directives {
  decisive: Decisive[];
  /** Variables whose directives cannot be judged, and why. */
  opaque: { variable: string; what: string }[];
  /** Variables with which nginx does not start, and why. */
  refused: { variable: string; what: string }[];
}

/** What stands around the settings: the container's files, and the ports of Kong's own servers. */
export interface Around {
  fileAt(path: string): FileText;
  ports: ReadonlySet<number>;
}

const NOTHING: Around = { fileAt: () => "unknown", ports: new Set() };

/** What is collected, and how deep in included files it stands. */
interface Collected extends Directives {
  around: Around;
  depth: number;
}

/** nginx has no limit, but a file that includes itself has no end. */
const DEEPEST = 8;

/** A setting of Kong's, and the injected directive that it is short for. Kong/kong:kong/conf_loader/init.lua@62-78 */
export const OVERRIDES: Readonly<Record<string, string>> = {
  KONG_REAL_IP_HEADER: "KONG_NGINX_PROXY_REAL_IP_HEADER",
  KONG_REAL_IP_RECURSIVE: "KONG_NGINX_PROXY_REAL_IP_RECURSIVE",
};
const DEFAULTS: Readonly<Record<string, string>> = { KONG_REAL_IP_HEADER: "X-Real-IP", KONG_REAL_IP_RECURSIVE: "off" };

/**
 * What decides about the client's address in the configuration that Kong makes of its settings.
 * Source: Kong/kong:kong/templates/nginx_kong.lua, nginx_kong_stream.lua, kong/conf_loader/parse.lua@944-962.
 */
export function directivesOf(env: Env, version: Version, around: Around = NOTHING): Directives {
  const all: Collected = { decisive: [], opaque: [], refused: [], around, depth: 0 };
  const isOld = !isSince(version, [2, 0]);
  for (const [name, override] of Object.entries(OVERRIDES)) {
    const variable = env.has(override) && !isOld ? override : name;
    const set = env.get(variable) ?? { value: DEFAULTS[name] ?? "" };
    const isParsed = isOld && name === "KONG_REAL_IP_RECURSIVE" && set.value !== undefined;
    const directive = override.slice("KONG_NGINX_PROXY_".length).toLowerCase();
    add(all, "proxy", variable, directive, isParsed ? { value: set.value?.trim() === "on" ? "on" : "off" } : set);
  }
  for (const [variable, set] of env) {
    const [, namespace = "", directive = ""] = VARIABLE.exec(variable) ?? [];
    const section = SECTIONS.find((each) => each.section === namespace.toLowerCase() && isSince(version, each.since));
    if (!section || (Object.values(OVERRIDES).includes(variable) && !isOld)) continue;
    add(all, section.section, variable, directive.toLowerCase(), set);
  }
  addTrust(all, env.get("KONG_TRUSTED_IPS"), isSince(version, [1, 1]));
  const { decisive, opaque, refused } = all;
  return { decisive, opaque, refused: [...refused, ...twice(decisive)] };
}

/** Kong puts its own list behind the injected directives, of HTTP and, since 1.1, of streams. */
function addTrust(all: Collected, list: Variable | undefined, hasStreams: boolean): void {
  const variable = "KONG_TRUSTED_IPS";
  if (list && list.value === undefined) all.opaque.push({ variable, what: untold(variable) });
  for (const value of itemsOf(list?.value ?? "")) {
    for (const section of hasStreams ? (["proxy", "sproxy"] as const) : (["proxy"] as const))
      all.decisive.push({ section, name: "set_real_ip_from", value, variable });
  }
}

function add(all: Collected, section: Section, variable: string, directive: string, { value }: Variable): void {
  if (value === undefined) {
    all.opaque.push({ variable, what: untold(variable) });
    return;
  }
  const text = value.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "");
  if (text === "" || text === "NONE") return;
  addText(all, section, variable, `${directive} ${text};`);
}

const untold = (variable: string) => `the manifest does not tell the value of ${variable}`;
const unseen = (variable: string) => `${variable} adds nginx directives that are not seen here`;

function addText(all: Collected, section: Section, variable: string, text: string): void {
  const read = parseNginx(text);
  if (!Array.isArray(read)) {
    if (read.isOpen) all.opaque.push({ variable, what: unseen(variable) });
    else all.refused.push({ variable, what: `${read.what}, where nginx reads a directive` });
    return;
  }
  // The servers of admin and status are none of a client's.
  const directives = read.filter((directive) => !isIncluded(all, section, variable, directive));
  if (
    section !== "admin" &&
    section !== "status" &&
    directives.some((directive) => bringsMore(directive, all.around.ports))
  )
    all.opaque.push({ variable, what: unseen(variable) });
  for (const { name, args } of directives) {
    if (!isDecisive(name)) continue;
    const [argument = ""] = args;
    const what = refusal(name, args, section);
    if (what !== undefined) all.refused.push({ variable, what });
    else if (isHost(name, argument))
      all.opaque.push({ variable, what: `${variable} trusts a host name, whose addresses the manifest does not tell` });
    else all.decisive.push({ section, name, value: argument, variable });
  }
}

/** Reads a file that is included, where it stands in a ConfigMap of the stream. */
function isIncluded(all: Collected, section: Section, variable: string, { name, args }: Directive): boolean {
  const [path = ""] = args;
  if (name !== "include" || !/^\/[^*?[\]]+$/.test(path) || all.depth >= DEEPEST) return false;
  const file = all.around.fileAt(path);
  if (typeof file !== "object") return false;
  const inner = { ...all, depth: all.depth + 1 };
  addText(inner, section, variable, file.text);
  return true;
}

/** nginx takes one header and one switch in each section. */
function twice(decisive: readonly Decisive[]): Directives["refused"] {
  const seen = new Set<string>();
  return decisive.flatMap(({ section, name, variable }) => {
    const place = `${section} ${name}`;
    const isAgain = seen.has(place) && name !== "set_real_ip_from";
    seen.add(place);
    return isAgain ? [{ variable, what: `sets ${name} a second time, which nginx refuses` }] : [];
  });
}
