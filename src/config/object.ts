import { Failure } from "../failure.ts";
import { isObject, type JsonObject, type Path, textAt } from "../json/values.ts";
import type { Layer } from "./layers.ts";
import { suggest } from "./suggest.ts";
import { putSetting, SETTINGS, settingAt, settingValue } from "./table.ts";

const KIND = "KongClientIP";
const VERSION = "kong-client-ip/v1";

/**
 * The settings in a Kubernetes object: those of a KongClientIP stand in its spec as they do in a config file, those of
 * a ConfigMap in its data as strings, which is what `kpt fn eval -- KEY=VALUE` makes.
 *
 * @param where names a place in the object, for errors
 * @throws Failure (config) for an object of another kind, or of another shape
 */
export function objectLayer(origin: Layer["origin"], object: JsonObject, where: Layer["where"]): Layer {
  const fail = (path: Path, what: string, remedy: string) => new Failure("config", where(path), what, remedy);
  const kind = object["kind"];
  const isConfigMap = kind === "ConfigMap";
  if (!isConfigMap && kind !== KIND) {
    throw fail(["kind"], "an object of this kind holds no settings", `use kind ${KIND}, or a ConfigMap`);
  }
  const version = isConfigMap ? "v1" : VERSION;
  if (object["apiVersion"] !== version) {
    throw fail(["apiVersion"], `this version of ${kind} is not known`, `write apiVersion: ${version}`);
  }
  const field = isConfigMap ? "data" : "spec";
  const stray = Object.keys(object).find((key) => SETTINGS.some(({ path }) => path[0] === key));
  if (stray !== undefined) throw fail([stray], `${stray} stands outside ${field}`, `move it into ${field}`);
  const settings = object[field] ?? {};
  if (!isObject(settings)) throw fail([field], `${field} is not a map`, "write keys such as method: and cloud:");
  if (!isConfigMap) return { origin, value: settings, where: (path) => where([field, ...path]) };
  return {
    origin,
    value: fromStrings(settings, (key) => where([field, key])),
    where: (path) => where([field, keyAt(path)]),
  };
}

/** `target.release`: how one setting is named in a ConfigMap. */
const keyAt = (path: Path): string => (settingAt(path)?.path ?? path).join(".");

function fromStrings(data: JsonObject, where: (key: string) => string): JsonObject {
  const value: JsonObject = {};
  for (const key of Object.keys(data)) {
    const setting = SETTINGS.find(({ path }) => path.join(".") === key);
    if (!setting) {
      const known = SETTINGS.map(({ path }) => path.join("."));
      throw new Failure("config", where(key), `unknown key ${JSON.stringify(key)}`, suggest(key, known));
    }
    // What is no text is for the schema to judge.
    const text = textAt(data, [key]);
    putSetting(value, setting.path, text === undefined ? (data[key] ?? null) : settingValue(setting, text));
  }
  return value;
}
