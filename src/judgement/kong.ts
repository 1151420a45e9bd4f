import { at, type Path } from "../json/values.ts";
import { type Decisive, type Directives, directivesOf } from "../kong/directives.ts";
import { fileAt } from "../kong/files.ts";
import type { Gateway } from "../kong/find.ts";
import { type Listener, speaksProxy } from "../kong/listen.ts";
import type { Section } from "../kong/sections.ts";
import { isSince } from "../kong/version.ts";
import { memo } from "../memo.ts";
import { type Cidr, parseCidr } from "../net/cidr.ts";
import type { Realip } from "./realip.ts";

/** All that decides about the client's address at a gateway, and where it comes from. */
export const directives = memo(
  ({ workload, pod, container, env, version, listeners }: Gateway): Directives =>
    directivesOf(env, version, {
      fileAt: (path) => fileAt({ workload, pod, container: container.value }, path),
      ports: new Set(listeners.map(({ port }) => port)),
    }),
);

/** Why nobody can tell what decides about the client's address, as far as the manifests show. */
export const blindness = memo((gateway: Gateway): string[] => [
  ...directives(gateway).opaque.map(({ what }) => what),
  ...gateway.hidden.map(({ what }) => what),
]);

/** The value of a variable; undefined where it is absent, not known or empty, which is the same to Kong. */
export const settingOf = ({ env }: Gateway, name: string): string | undefined =>
  env.get(name)?.value?.trim() || undefined;

/** Where a variable stands in the workload; the container where it comes from elsewhere. */
export function placeOf({ workload, container, env }: Gateway, name: string): Path {
  const index = env.get(name)?.index;
  const place = index === undefined ? container.path : [...container.path, container.variables ?? "env", index];
  return at(workload.value, place) === undefined ? container.path : place;
}

/** Entries of `KONG_TRUSTED_IPS` that Kong refuses to start with. Kong/kong:kong/conf_loader/parse.lua@568-575 */
export function badTrustedEntries({ env, version }: Gateway): string[] {
  const text = env.get("KONG_TRUSTED_IPS")?.value?.trim() ?? "";
  if (text === "") return [];
  const isBad = (item: string) => item !== "unix:" && "what" in parseCidr(item);
  const items = text.split(",").map((item) => item.trim());
  return items.filter((item) => (item === "" ? !isSince(version, [3, 10]) : isBad(item)));
}

const valuesOf = ({ decisive }: Directives, name: Decisive["name"], section: Section): string[] =>
  decisive.filter((each) => each.name === name && each.section === section).map(({ value }) => value);

/** What the innermost section that says anything says: nginx hands a list down whole, and adds nothing to it. */
function inherited(all: Directives, name: Decisive["name"], sections: readonly Section[]): string[] {
  for (const section of sections) {
    const values = valuesOf(all, name, section);
    if (values.length > 0) return values;
  }
  return [];
}

function blocksOf(texts: readonly string[]): Cidr[] {
  return texts.flatMap((text) => {
    const cidr = parseCidr(text);
    return "what" in cidr ? [] : [cidr];
  });
}

/** How the HTTP server, and the location in it, take the client's address. */
const httpRealip = memo((gateway: Gateway): Omit<Realip, "proxyProtocol"> => {
  const all = directives(gateway);
  const within = (sections: readonly Section[]) => ({
    trusted: blocksOf(inherited(all, "set_real_ip_from", sections)),
    header: inherited(all, "real_ip_header", sections)[0] ?? "X-Real-IP",
    recursive: inherited(all, "real_ip_recursive", sections)[0]?.toLowerCase() === "on",
  });
  const server = within(["proxy", "http"]);
  const hasLocation = all.decisive.some(({ section }) => section === "location");
  return hasLocation ? { ...server, location: within(["location", "proxy", "http"]) } : server;
});

/**
 * Whom a stream listener trusts. Since Kong 2.8 those for TLS have a server of their own, and the one of the others
 * always says something, so that it takes nothing from around it.
 */
const streamTrust = memo((gateway: Gateway): Record<"tls" | "plain", Cidr[]> => {
  const around: Section[] = ["sproxy", "stream"];
  const tls = blocksOf(inherited(directives(gateway), "set_real_ip_from", around));
  const isSplit = isSince(gateway.version, [2, 8]);
  return { tls, plain: isSplit ? blocksOf(inherited(directives(gateway), "set_real_ip_from", ["sproxy"])) : tls };
});

/**
 * What decides about the client's address on a listener. A stream listener has no headers: nginx there takes the
 * address of the PROXY header or none. Kong/kong:kong/templates/nginx_kong.lua@137-143, nginx_kong_stream.lua@87-207
 */
export function realipOf(gateway: Gateway, listener: Listener): Realip {
  const { variable, flags } = listener;
  const proxyProtocol = speaksProxy(listener);
  if (variable === "KONG_PROXY_LISTEN") return { proxyProtocol, ...httpRealip(gateway) };
  const trusted = streamTrust(gateway)[flags.includes("ssl") ? "tls" : "plain"];
  return { proxyProtocol, trusted, header: "proxy_protocol", recursive: false };
}

/** The blocks that any listener of a gateway trusts. */
export const trustedBlocks = memo((gateway: Gateway): readonly Cidr[] => {
  const all = gateway.listeners.flatMap((listener) => {
    const { trusted, location } = realipOf(gateway, listener);
    return [...trusted, ...(location?.trusted ?? [])];
  });
  return [...new Map(all.map((cidr) => [cidr.text, cidr])).values()];
});

/** The variables that trust somebody in servers and locations of clients. */
export const trustVariables = (gateway: Gateway): string[] => [
  ...new Set(trustOf(gateway).map(({ variable }) => variable)),
];

const trustOf = (gateway: Gateway) =>
  directives(gateway).decisive.filter(
    ({ name, section, value }) =>
      name === "set_real_ip_from" && section !== "admin" && section !== "status" && value !== "unix:",
  );

/** Variables that add trusted blocks to those of `KONG_TRUSTED_IPS`, in servers and locations of clients. */
export function addedTrust(gateway: Gateway): string[] {
  const trust = trustOf(gateway);
  const own = new Set(trust.filter(({ variable }) => variable === "KONG_TRUSTED_IPS").map(({ value }) => value));
  return [...new Set(trust.filter(({ value }) => !own.has(value)).map(({ variable }) => variable))];
}
