import type { Path } from "../json/values.ts";
import type { Gateway } from "../kong/find.ts";
import type { Listener } from "../kong/listen.ts";
import { memo } from "../memo.ts";
import { type Cidr, parseCidr } from "../net/cidr.ts";
import type { Realip } from "./realip.ts";

/** A setting of Kong's, whose injected nginx directive wins over it. Kong/kong:kong/conf_loader/init.lua@62-78 */
const OVERRIDES: Record<string, string> = {
  KONG_REAL_IP_HEADER: "KONG_NGINX_PROXY_REAL_IP_HEADER",
  KONG_REAL_IP_RECURSIVE: "KONG_NGINX_PROXY_REAL_IP_RECURSIVE",
};

/** The value in force of a variable; undefined where it is absent or empty, which is the same to Kong. */
export function settingOf({ env }: Gateway, name: string): string | undefined {
  const override = env.get(OVERRIDES[name] ?? "");
  return (override ?? env.get(name))?.value || undefined;
}

/** The variables that decide about the client's address and whose values the manifest does not tell. */
export const opaqueVariables = ({ env }: Gateway): string[] =>
  ["KONG_TRUSTED_IPS", ...Object.keys(OVERRIDES), ...Object.values(OVERRIDES)].filter(
    (name) => env.has(name) && env.get(name)?.value === undefined,
  );

/** Where a variable stands in the workload; the container where it is absent. */
export function placeOf({ container, env }: Gateway, name: string): Path {
  const variable = env.get(name);
  return variable ? [...container.path, "env", variable.index] : container.path;
}

/** The entries of a list setting, as Kong splits it. */
const entries = (text = ""): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** The peers that a gateway believes; entries that Kong refuses are left out. */
export const trustedBlocks = memo((gateway: Gateway): readonly Cidr[] => {
  const extra = gateway.env.get("KONG_NGINX_PROXY_SET_REAL_IP_FROM")?.value;
  return [...entries(settingOf(gateway, "KONG_TRUSTED_IPS")), ...entries(extra)].flatMap((text) => {
    const cidr = parseCidr(text);
    return "what" in cidr ? [] : [cidr];
  });
});

/** Entries of `KONG_TRUSTED_IPS` that Kong refuses to start with. Kong/kong:kong/conf_loader/parse.lua@568-575 */
export const badTrustedEntries = (gateway: Gateway): string[] =>
  entries(settingOf(gateway, "KONG_TRUSTED_IPS")).filter((text) => text !== "unix:" && "what" in parseCidr(text));

/**
 * What decides about the client's address on a listener. A stream listener has no headers: nginx there takes the
 * address of the PROXY header or none. Kong/kong:kong/templates/nginx_kong.lua@137-143, nginx_kong_stream.lua@87-207
 */
export function realipOf(gateway: Gateway, { variable, flags }: Listener): Realip {
  const isStream = variable === "KONG_STREAM_LISTEN";
  return {
    proxyProtocol: flags.includes("proxy_protocol"),
    trusted: trustedBlocks(gateway),
    header: isStream ? "proxy_protocol" : (settingOf(gateway, "KONG_REAL_IP_HEADER") ?? "X-Real-IP"),
    recursive: settingOf(gateway, "KONG_REAL_IP_RECURSIVE") === "on",
  };
}
