import type { Layer } from "../config/layers.ts";
import { FORMS } from "../config/short.ts";
import { putSetting, SETTINGS, settingAt } from "../config/table.ts";
import { Failure } from "../failure.ts";
import { itemsOf } from "../json/lists.ts";
import type { Json, JsonObject, Path } from "../json/values.ts";
import type { Given } from "./input.ts";

/**
 * The settings on a command line.
 *
 * @throws Failure (usage) for a config without a name, which would be passed over
 * @param saidBy what stands behind a flag, which is told as help prints it: `--method <name>`
 */
export function givenOf(saidBy: (flags: string) => unknown, configs: readonly string[]): Given {
  if (configs.includes(""))
    throw new Failure("usage", "--config", "the name of the file is empty", "check the variable that it comes from");
  const value: JsonObject = {};
  for (const { key, path, kind } of SETTINGS) {
    const item = saidBy(FORMS[key].flags);
    if (item !== undefined)
      putSetting(value, path, kind === "list" ? (item as string[]).flatMap(itemsOf) : (item as Json));
  }
  const where = (path: Path) => {
    const setting = settingAt(path);
    return setting ? longOf(FORMS[setting.key].flags) : "command line";
  };
  const flags: Layer = { origin: "caller", value, where };
  return { flags, configs };
}

/** `--method` of `--method <name>`. */
export const longOf = (flags: string): string => flags.replace(/ .*/, "");
