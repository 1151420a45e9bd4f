import { Failure } from "../failure.ts";
import type { JsonObject, Path } from "../json/values.ts";
import type { Layer } from "./layers.ts";
import { FORMS } from "./short.ts";
import { suggest } from "./suggest.ts";
import { putSetting, SETTINGS, settingAt, settingValue } from "./table.ts";

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "KONG_CLIENT_IP_";
/** Variables that Kubernetes makes up for a Service called kong-client-ip. */
const SERVICE_LINK = /^KONG_CLIENT_IP_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_|$)/;

/**
 * The settings in an environment; empty variables count as absent. Hosts may put a prefix of their own before ours.
 *
 * @throws Failure (usage) for a variable with the prefix that means nothing
 */
export function environmentLayer(
  environment: Environment,
  prefix = PREFIX,
  origin: Layer["origin"] = "environment",
): Layer {
  const value: JsonObject = {};
  const known = ["CONFIG", ...Object.values(FORMS).flatMap(({ variables }) => variables)].map((name) => prefix + name);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(prefix) || known.includes(name) || SERVICE_LINK.test(name)) continue;
    throw new Failure("usage", name, "there is no such setting", suggest(name, known, prefix));
  }
  for (const setting of SETTINGS) {
    const text = FORMS[setting.key].variables
      .map((name) => environment[prefix + name])
      .find((given) => given !== undefined && given !== "");
    if (text === undefined) continue;
    putSetting(value, setting.path, settingValue(setting, text));
  }
  const where = (path: Path) => {
    const setting = settingAt(path);
    return prefix + (setting ? FORMS[setting.key].variables[0] : "");
  };
  return { origin, value, where };
}
