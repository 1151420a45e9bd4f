import type { Layer } from "../config/layers.ts";
import { suggest } from "../config/suggest.ts";
import { Failure } from "../failure.ts";
import type { JsonObject } from "../manifests/json.ts";
import { resolvePlain } from "../manifests/scalar.ts";
import { put, SETTINGS, settingAt, splitList } from "./settings.ts";

const PREFIX = "KONG_CLIENT_IP_";
/** Variables that Kubernetes makes up for a Service called kong-client-ip. */
const SERVICE_LINK = /^KONG_CLIENT_IP_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_|$)/;

/**
 * The settings in an environment; empty variables count as absent.
 *
 * @throws Failure (usage) for a KONG_CLIENT_IP_ variable that means nothing
 */
export function environmentLayer(environment: Readonly<Record<string, string | undefined>>): Layer {
  const value: JsonObject = {};
  const known = ["CONFIG", ...SETTINGS.flatMap(({ variables }) => variables)].map((name) => PREFIX + name);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || known.includes(name) || SERVICE_LINK.test(name)) continue;
    throw new Failure("usage", name, "there is no such setting", suggest(name, known, PREFIX));
  }
  for (const { path, variables, kind } of SETTINGS) {
    const text = variables
      .map((name) => environment[PREFIX + name])
      .find((given) => given !== undefined && given !== "");
    if (text === undefined) continue;
    put(value, path, kind === "list" ? splitList([text]) : kind === "switch" ? resolvePlain(text) : text);
  }
  return { value, where: (path) => PREFIX + (settingAt(path)?.variables[0] ?? "") };
}
