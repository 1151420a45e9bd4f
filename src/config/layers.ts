import type { ErrorObject } from "ajv";
import schema from "../../schema/config.schema.json" with { type: "json" };
import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import { validate } from "../generated/validate-config.js";
import { at, isObject, type JsonObject, mapAt, type Path, tokensOf } from "../json/values.ts";
import { suggest } from "./suggest.ts";

/** Where settings come from, the weakest first: what a stronger one says counts. */
const ORIGINS = ["file", "environment", "argocd", "function config", "caller"] as const;

/** Settings from one place: a file, the environment, Argo CD, a KRM function, or the caller (a command line, or code). */
export interface Layer {
  origin: (typeof ORIGINS)[number];
  value: JsonObject;
  /** How an error names the setting at a path: `kong-client-ip.yaml:3:1`, `--method`. */
  where(path: Path): string;
  /** The file that it comes from. */
  file?: string;
  /** For an empty layer: what was looked for in vain, as a clause. */
  missed?: string;
}

/** What a caller says in code. */
export const callerLayer = (config: Partial<Config>, where: Layer["where"]): Layer => ({
  origin: "caller",
  // Plain JSON, or the schema refuses it.
  value: Object.fromEntries(Object.entries<unknown>(config)) as JsonObject,
  where,
});

/**
 * One config from several layers, of which the stronger wins, and of two of one origin the later; the keys of `target`
 * are merged one by one.
 *
 * @param needed settings that count as given, for a caller that can do without them
 * @throws Failure (config) at the first setting that the schema refuses
 */
export function mergeLayers(
  given: readonly Layer[],
  needed: JsonObject = {},
): { config: Config; where: Layer["where"] } {
  const layers = ORIGINS.flatMap((origin) => given.filter((layer) => layer.origin === origin));
  // Without a prototype, so that no key is another than it seems.
  const merged: JsonObject = Object.create(null);
  for (const { value } of layers) {
    for (const [key, item] of Object.entries(value)) {
      const old = merged[key];
      merged[key] = key === "target" && isObject(old) && isObject(item) ? { ...old, ...item } : item;
    }
  }
  const where = (path: Path) => {
    const depth = path[0] === "target" ? 2 : 1;
    const layer = layers.findLast(({ value }) => path.length > 0 && at(value, path.slice(0, depth)) !== undefined);
    return layer?.where(path) ?? (layers.flatMap(({ file }) => file ?? []).join(" and ") || "config");
  };
  if (!validate({ ...needed, ...merged })) {
    const [error] = validate.errors ?? [];
    if (error) throw schemaFailure(error, merged, where, layers.find(({ missed }) => missed !== undefined)?.missed);
  }
  return { config: merged as unknown as Config, where };
}

/** A validator's error in our words: what is wrong, and the nearest thing that is right. */
function schemaFailure(error: ErrorObject, config: JsonObject, where: Layer["where"], missed?: string): Failure {
  const path: Path = tokensOf(error.instancePath);
  const name = path.join(".") || "the config";
  const fail = (place: Path, what: string, remedy: string) => new Failure("config", where(place), what, remedy);
  const { keyword, params } = error;
  // What is missing may be there, misspelt.
  const unknown =
    keyword === "additionalProperties"
      ? String(params["additionalProperty"])
      : keyword === "required" &&
        path.length <= 2 &&
        Object.keys(mapAt(config, path)).find((key) => !Object.hasOwn(propertiesAt(path), key));
  if (unknown) {
    const known = Object.keys(propertiesAt(path)).filter((other) => other !== "$schema");
    return fail(
      [...path, unknown],
      `unknown key ${JSON.stringify(unknown)}${path.length ? ` in ${name}` : ""}`,
      suggest(unknown, known),
    );
  }
  if (keyword === "required") {
    const key = String(params["missingProperty"]);
    const hint = HINTS[key] ?? `add ${key}`;
    const inVain = path.length === 0 && missed !== undefined ? `, and ${missed}` : "";
    return fail(path, `${key} is missing${path.length ? ` in ${name}` : ""}${inVain}`, hint);
  }
  if (keyword === "enum") {
    const known = (params["allowedValues"] as string[]).map(String);
    const value = at(config, path);
    return typeof value === "string"
      ? fail(path, `unknown ${name} ${JSON.stringify(value)}`, suggest(value, known))
      : fail(path, `${name} must be a word`, `use one of: ${known.join(", ")}`);
  }
  if (keyword === "type") {
    const type = TYPES[String(params["type"])] ?? String(params["type"]);
    return fail(path, `${name} must be ${type}`, EXAMPLES[String(path[0])] ?? "correct it in the config");
  }
  if (keyword === "minimum" || keyword === "maximum")
    return fail(path, `${name} is no port that Kong may listen on`, "name one from 1024 to 65535");
  if (keyword === "minItems") return fail(path, `${name} is empty`, EXAMPLES[String(path[0])] ?? "add an item");
  if (keyword === "pattern" && path[0] === "realIPHeader") {
    return fail(
      path,
      "realIPHeader is not the name of an HTTP header",
      "use letters, digits and dashes, like X-Forwarded-For",
    );
  }
  if (path.at(-1) === "until") return fail(path, `${name} is not a date`, "write it like 2026-12-31");
  if (path[0] === "silence") return fail(path, `${name} is blank`, "write why the finding is no problem here");
  return fail(path, `${name} is not a JSON Pointer`, "write it like /spec/type (RFC 6901)");
}

const TYPES: Record<string, string> = {
  string: "a string",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  integer: "a whole number",
  "boolean,object": "true, false or a map",
};
const EXAMPLES: Record<string, string> = {
  trustedCIDRs: "write a list like [10.0.0.0/16]",
  inCluster: "write true, or ports like {http: 8009, https: 8449}",
};
const HINTS: Record<string, string> = {
  method: "set method (--method) to external-traffic-policy, proxy-protocol or http-headers",
  cloud: "set cloud (--cloud), for example to eks, gke, aks or generic",
};

/** The keys that may stand at a path: the root's, or those of a map there, of a patch and of a silence. */
function propertiesAt(path: Path): Record<string, unknown> {
  const { properties } = schema;
  if (path.length === 0) return properties;
  if (path[0] === "target" || path[0] === "inCluster") return properties[path[0]].properties;
  return (path[0] === "silence" ? properties.silence : properties.patches).items.properties;
}
