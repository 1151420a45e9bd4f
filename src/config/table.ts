import type { Config } from "../generated/config.ts";
import type { Json, JsonObject, Path } from "../json/values.ts";
import { resolvePlain } from "../yaml/scalar.ts";

/** A setting as a flag and as an environment variable. */
interface Short<Kind> {
  flags: `--${string}`;
  help: string;
  /** Names of the variable behind KONG_CLIENT_IP_: the flag's, then the config key's where it differs. */
  variables: readonly [string, ...string[]];
  kind: Kind;
  /** What the flag means with `--no-` before it, where it has that form. */
  negated?: string;
}

export interface Setting extends Short<"text" | "list" | "switch"> {
  path: Path;
}

type Target = NonNullable<Config["target"]>;

/** The config's keys, those of `target` apart, each with what may be said of it. */
type Keys = { [Key in Exclude<keyof Config, "target">]-?: Shortened<NonNullable<Config[Key]>> } & {
  [Key in keyof Target as `target.${Key}`]-?: Shortened<NonNullable<Target[Key]>>;
};

/** A short form that fits a type, or why a key has none. */
type Shortened<Value> =
  | { fileOnly: string }
  | (Value extends string
      ? Short<"text">
      : Value extends boolean
        ? Short<"switch">
        : Value extends string[]
          ? Short<"list">
          : never);

/** The command line and the environment say the same as the config's keys. */
const KEYS = {
  method: {
    flags: "--method <name>",
    variables: ["METHOD"],
    kind: "text",
    help: "external-traffic-policy, proxy-protocol or http-headers",
  },
  cloud: { flags: "--cloud <name>", variables: ["CLOUD"], kind: "text", help: "eks, gke, aks, … or generic" },
  loadBalancer: {
    flags: "--load-balancer <name>",
    variables: ["LOAD_BALANCER"],
    kind: "text",
    help: "one of the cloud's load balancers (default: what the cloud recommends)",
  },
  exposure: {
    flags: "--exposure <what>",
    variables: ["EXPOSURE"],
    kind: "text",
    help: "internal or internet-facing (default: as the Service is)",
  },
  trustedCIDRs: {
    flags: "--trusted-cidr <cidr>",
    variables: ["TRUSTED_CIDR", "TRUSTED_CIDRS"],
    kind: "list",
    help: "peers to believe; repeat it or use commas",
  },
  realIPHeader: {
    flags: "--real-ip-header <name>",
    variables: ["REAL_IP_HEADER"],
    kind: "text",
    help: "header with the client's address, for http-headers",
  },
  realIPRecursive: {
    flags: "--real-ip-recursive",
    variables: ["REAL_IP_RECURSIVE"],
    kind: "switch",
    negated: "take the last address in the header",
    help: "take the last address that is not trusted",
  },
  allowTrustAll: {
    flags: "--allow-trust-all",
    variables: ["ALLOW_TRUST_ALL"],
    kind: "switch",
    help: "permit CIDRs wider than /8 (IPv4) or /7 (IPv6)",
  },
  "target.release": {
    flags: "--release <name>",
    variables: ["RELEASE", "TARGET_RELEASE"],
    kind: "text",
    help: "change only this release",
  },
  "target.namespace": {
    flags: "--namespace <name>",
    variables: ["NAMESPACE", "TARGET_NAMESPACE"],
    kind: "text",
    help: "change only this namespace",
  },
  "target.workload": {
    flags: "--workload <name>",
    variables: ["WORKLOAD", "TARGET_WORKLOAD"],
    kind: "text",
    help: "change only this gateway",
  },
  "target.container": {
    flags: "--container <name>",
    variables: ["CONTAINER", "TARGET_CONTAINER"],
    kind: "text",
    help: "the container that runs Kong, if not plain",
  },
  "target.service": {
    flags: "--service <name>",
    variables: ["SERVICE", "TARGET_SERVICE"],
    kind: "text",
    help: "change only this Service",
  },
  ifNoKong: {
    flags: "--if-no-kong <what>",
    variables: ["IF_NO_KONG"],
    kind: "text",
    help: "fail or pass on manifests without Kong",
  },
  patches: { fileOnly: "a patch is more than a word" },
  silence: { fileOnly: "it is reviewed with its reason, and stays as long as that holds" },
  $schema: { fileOnly: "it is for editors" },
} satisfies Keys;

/** The settings with short forms, in the order of the help. */
export const SETTINGS: readonly Setting[] = Object.entries(KEYS).flatMap(([name, key]) =>
  "fileOnly" in key ? [] : { ...key, path: name.split(".") },
);

/** The items of values that may each hold several, separated by commas. */
export const splitList = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => text.split(","))
    .map((text) => text.trim())
    .filter((text) => text !== "");

/** The value that a text stands for, wherever settings are given as text. */
export const settingValue = ({ kind }: Setting, text: string): Json =>
  kind === "list" ? splitList([text]) : kind === "switch" ? resolvePlain(text) : text;

/** The setting that a config path belongs to. */
export const settingAt = (path: Path) =>
  SETTINGS.find((setting) => setting.path.every((token, index) => token === path[index]));

/** Puts an item at a path of one or two keys. */
export function put(value: JsonObject, [key = "", inner]: Path, item: Json): void {
  if (inner === undefined) value[key] = item;
  else value[key] = { ...(value[key] as JsonObject | undefined), [inner]: item };
}
