import { closestMatch } from "leven";
import { Failure } from "../failure.ts";
import { itemsOf } from "../json/lists.ts";
import { isObject, type Json, type JsonObject } from "../json/values.ts";
import { resolvePlain } from "../yaml/scalar.ts";
import { type Environment, environmentLayer } from "./environment.ts";
import type { Layer } from "./layers.ts";
import { FORMS } from "./short.ts";
import { suggest } from "./suggest.ts";
import { putSetting, SETTINGS, type Setting, settingAt } from "./table.ts";

/** Argo CD puts ARGOCD_ENV_ before the names in an Application's `plugin.env`. */
const PREFIX = "ARGOCD_ENV_KONG_CLIENT_IP_";
const CONFIG = `${PREFIX}CONFIG`;
const LIST = "ARGOCD_APP_PARAMETERS";

/**
 * What Argo CD hands to a config management plugin: the Application's `plugin.env`, then its `plugin.parameters`,
 * which win. Empty values count as absent, and parameters of others, who share the list, are none of our business.
 * Source: Argo CD, docs/operator-manual/config-management-plugins.md.
 *
 * @returns the layers, weakest first, and the config file that they name
 * @throws Failure (usage) for what Argo CD would not send, and for names near ours that mean nothing
 */
export function argocdSettings(environment: Environment): { layers: Layer[]; config?: string } {
  const value: JsonObject = {};
  const names = new Map<Setting | "config", string>();
  for (const parameter of parametersOf(environment[LIST])) {
    for (const { setting, name, given } of settingsIn(parameter)) {
      const twin = names.get(setting);
      if (twin !== undefined) throw refused(`${quote(twin)} and ${quote(name)} say the same twice`, "remove one");
      names.set(setting, name);
      putSetting(value, setting === "config" ? ["config"] : setting.path, given);
    }
  }
  const { config: named, ...settings } = value;
  const where: Layer["where"] = (path) => {
    const setting = settingAt(path);
    return `${LIST}, ${(setting && names.get(setting)) ?? path.join(".")}`;
  };
  const [place, file] = named === undefined ? [CONFIG, environment[CONFIG]] : [LIST, String(named)];
  if (file && !isInside(file, environment["ARGOCD_APP_SOURCE_PATH"])) {
    throw new Failure("usage", place, "the config file is outside of the repository", "name one inside, like my.yaml");
  }
  return {
    layers: [environmentLayer(environment, PREFIX, "argocd"), { origin: "argocd", value: settings, where }],
    ...(file && { config: file }),
  };
}

/** A parameter's value under its name in the list; a shape that is empty is left out. */
interface Parameter {
  name: string;
  shape: "string" | "array" | "map";
  value: string | string[] | Record<string, string>;
}

/** The parameters that say something. Argo CD sends `null` for no parameters, and empty values from its forms. */
function parametersOf(text: string | undefined): Parameter[] {
  if (!text) return [];
  let list: Json;
  try {
    list = JSON.parse(text);
  } catch {
    throw refused("it is not JSON", REMEDY);
  }
  if (list === null) return [];
  if (!Array.isArray(list)) throw refused("it is not a list", REMEDY);
  return list.flatMap((item, index) => {
    if (!isObject(item) || typeof item["name"] !== "string" || item["name"] === "") {
      throw refused(`item ${index + 1} has no name`, REMEDY);
    }
    return parameterOf(item["name"], item);
  });
}

const REMEDY = "leave it to Argo CD, which makes it from spec.source.plugin.parameters";
const quote = (name: string) => JSON.stringify(name);
const refused = (what: string, remedy: string) => new Failure("usage", LIST, what, remedy);

const SHAPES = ["string", "array", "map"] as const;
const isText = (value: Json): value is string => typeof value === "string";

function parameterOf(name: string, item: JsonObject): Parameter[] {
  if (!isOurs(name)) return [];
  const given = SHAPES.flatMap((shape): Parameter[] => {
    const value = item[shape] ?? "";
    const fits = shape === "string" ? isText(value) : shape === "array" ? Array.isArray(value) : isObject(value);
    const texts = isText(value) ? [value] : Object.values(value as object);
    if ((value !== "" && !fits) || !texts.every(isText)) {
      throw refused(`${shape} of parameter ${quote(name)} is not made of strings`, "put it in quotes");
    }
    return texts.every((text) => text === "") ? [] : [{ name, shape, value: value as Parameter["value"] }];
  });
  if (given.length > 1) throw refused(`parameter ${quote(name)} has several values`, "keep string, array or map");
  return given;
}

/** A setting goes by its key in the config, its flag, and its variables' words: `trustedCIDRs`, `trusted-cidr`. */
const BY_NAME = new Map(
  SETTINGS.flatMap((setting) => {
    const words = FORMS[setting.key].variables.map((name) => name.toLowerCase().replaceAll("_", "-"));
    const names = setting.path.length === 1 ? [String(setting.path[0]), ...words] : words;
    return names.map((name) => [name, setting] as const);
  }),
);
const TARGETS = new Map(SETTINGS.filter(({ path }) => path.length > 1).map((setting) => [setting.path[1], setting]));
const NAMES = [...BY_NAME.keys(), "target", "config"];

/**
 * Whether a parameter is one of this program's. Those of charts and of other programs (`values-files`, `release-name`)
 * differ from ours by more than the two letters, beside case and separators, that count as a slip.
 */
function isOurs(name: string): boolean {
  if (NAMES.includes(name)) return true;
  if (name === "patches" || name === "silence") {
    throw refused(`${quote(name)} cannot be a parameter`, "put it in a config file, which parameter config names");
  }
  const fold = (text: string) => text.toLowerCase().replace(/[-_. ]/g, "");
  const near = closestMatch(fold(name), NAMES.map(fold), { maxDistance: 2 });
  if (near === undefined) return false;
  throw refused(`there is no parameter ${quote(name)}`, `did you mean ${NAMES.find((known) => fold(known) === near)}?`);
}

interface Given {
  setting: Setting | "config";
  name: string;
  given: Json;
}

function settingsIn({ name, shape, value }: Parameter): Given[] {
  if (name === "target") {
    if (shape !== "map") throw wrongShape(name, shape, "a map");
    return Object.entries(value)
      .filter(([, text]) => text !== "")
      .map(([key, text]) => {
        const setting = TARGETS.get(key);
        if (setting) return { setting, name: `target.${key}`, given: text };
        throw refused(`parameter "target" has no key ${quote(key)}`, suggest(key, [...TARGETS.keys()].map(String)));
      });
  }
  const setting = BY_NAME.get(name) ?? "config";
  if (setting !== "config" && setting.kind === "list") {
    if (shape === "map") throw wrongShape(name, shape, "an array or a string");
    return [{ setting, name, given: ([value].flat() as string[]).flatMap(itemsOf) }];
  }
  if (!isText(value as Json)) throw wrongShape(name, shape, "a string");
  const isSwitch = setting !== "config" && setting.kind === "switch";
  return [{ setting, name, given: isSwitch ? resolvePlain(value as string) : (value as string) }];
}

const wrongShape = (name: string, shape: string, wanted: string) =>
  refused(`parameter ${quote(name)} is ${shape === "array" ? "an array" : `a ${shape}`}`, `give it as ${wanted}`);

/**
 * Whether a path leads to a file of the Application's repository, seen from the Application's own directory: who may
 * write an Application may not thereby read the sidecar's files. Links that lead out are refused by Argo CD itself.
 */
function isInside(path: string, source = ""): boolean {
  const steps = (text: string) => text.split("/").filter((step) => step !== "" && step !== ".");
  let depth = steps(source).length;
  return !path.startsWith("/") && steps(path).every((step) => (step === ".." ? --depth : ++depth) >= 0);
}
