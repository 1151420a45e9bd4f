import type { Config } from "../generated/config.ts";
import { itemsOf } from "../json/lists.ts";
import type { Json, JsonObject, Path } from "../json/values.ts";
import { resolvePlain } from "../yaml/scalar.ts";

type Kind = "text" | "list" | "switch";

/** A setting that can be said in a word, wherever that is. */
export interface Setting {
  key: Key;
  path: Path;
  kind: Kind;
}

type Target = NonNullable<Config["target"]>;

/** The config's keys, those of `target` apart, each with how a word says it, or why none can. */
type Kinds = { [Key in Exclude<keyof Config, "target">]-?: KindOf<NonNullable<Config[Key]>> } & {
  [Key in keyof Target as `target.${Key}`]-?: KindOf<NonNullable<Target[Key]>>;
};

type KindOf<Value> =
  | { fileOnly: string }
  | (Value extends string ? "text" : Value extends boolean ? "switch" : Value extends string[] ? "list" : never);

const KINDS = {
  method: "text",
  cloud: "text",
  loadBalancer: "text",
  exposure: "text",
  trustedCIDRs: "list",
  realIPHeader: "text",
  realIPRecursive: "switch",
  allowTrustAll: "switch",
  inCluster: "switch",
  networkPolicy: "switch",
  nodePorts: "switch",
  sourceRanges: "list",
  "target.release": "text",
  "target.namespace": "text",
  "target.workload": "text",
  "target.container": "text",
  "target.service": "text",
  operatorVersion: "text",
  ifNoKong: "text",
  patches: { fileOnly: "a patch is more than a word" },
  silence: { fileOnly: "it is reviewed with its reason, and stays as long as that holds" },
  $schema: { fileOnly: "it is for editors" },
} satisfies Kinds;

/** The keys that can be said in a word: `loadBalancer`, `target.release`. */
export type Key = {
  [Name in keyof typeof KINDS]: (typeof KINDS)[Name] extends Kind ? Name : never;
}[keyof typeof KINDS];

/** The settings that can be said in a word. */
export const SETTINGS: readonly Setting[] = Object.entries(KINDS).flatMap(([name, kind]) =>
  typeof kind === "string" ? { key: name as Key, path: name.split("."), kind } : [],
);

/** The value that a text stands for, wherever settings are given as text. */
export const settingValue = ({ kind }: Setting, text: string): Json =>
  kind === "list" ? itemsOf(text) : kind === "switch" ? resolvePlain(text) : text;

/** The setting that a config path belongs to. */
export const settingAt = (path: Path) =>
  SETTINGS.find((setting) => setting.path.every((token, index) => token === path[index]));

/** Puts an item at a path of one or two keys. */
export function putSetting(value: JsonObject, [key = "", inner]: Path, item: Json): void {
  if (inner === undefined) value[key] = item;
  else value[key] = { ...(value[key] as JsonObject | undefined), [inner]: item };
}
