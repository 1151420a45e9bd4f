import type { Json, JsonObject, Path } from "../json/values.ts";
import { resolvePlain } from "../yaml/scalar.ts";

/** One setting as a flag and as an environment variable. */
export interface Setting {
  path: Path;
  flags: string;
  help: string;
  /** Names of the variable behind KONG_CLIENT_IP_: the flag's, then the config key's where it differs. */
  variables: readonly string[];
  kind: "text" | "list" | "switch";
  /** What the flag means with `--no-` before it, where it has that form. */
  negated?: string;
}

/** The command line and the environment say the same as the config's keys. `patches` is for the file alone. */
export const SETTINGS: readonly Setting[] = [
  {
    path: ["method"],
    flags: "--method <name>",
    variables: ["METHOD"],
    kind: "text",
    help: "external-traffic-policy, proxy-protocol or http-headers",
  },
  { path: ["cloud"], flags: "--cloud <name>", variables: ["CLOUD"], kind: "text", help: "eks, gke, aks, … or generic" },
  {
    path: ["loadBalancer"],
    flags: "--load-balancer <name>",
    variables: ["LOAD_BALANCER"],
    kind: "text",
    help: "one of the cloud's load balancers (default: what the cloud recommends)",
  },
  {
    path: ["exposure"],
    flags: "--exposure <what>",
    variables: ["EXPOSURE"],
    kind: "text",
    help: "internal or internet-facing (default: as the Service is)",
  },
  {
    path: ["trustedCIDRs"],
    flags: "--trusted-cidr <cidr>",
    variables: ["TRUSTED_CIDR", "TRUSTED_CIDRS"],
    kind: "list",
    help: "peers to believe; repeat it or use commas",
  },
  {
    path: ["realIPHeader"],
    flags: "--real-ip-header <name>",
    variables: ["REAL_IP_HEADER"],
    kind: "text",
    help: "header with the client's address, for http-headers",
  },
  {
    path: ["realIPRecursive"],
    flags: "--real-ip-recursive",
    variables: ["REAL_IP_RECURSIVE"],
    kind: "switch",
    negated: "take the last address in the header",
    help: "take the last address that is not trusted",
  },
  {
    path: ["allowTrustAll"],
    flags: "--allow-trust-all",
    variables: ["ALLOW_TRUST_ALL"],
    kind: "switch",
    help: "permit CIDRs wider than /8 (IPv4) or /7 (IPv6)",
  },
  {
    path: ["target", "release"],
    flags: "--release <name>",
    variables: ["RELEASE", "TARGET_RELEASE"],
    kind: "text",
    help: "change only this release",
  },
  {
    path: ["target", "namespace"],
    flags: "--namespace <name>",
    variables: ["NAMESPACE", "TARGET_NAMESPACE"],
    kind: "text",
    help: "change only this namespace",
  },
  {
    path: ["target", "workload"],
    flags: "--workload <name>",
    variables: ["WORKLOAD", "TARGET_WORKLOAD"],
    kind: "text",
    help: "change only this gateway",
  },
  {
    path: ["target", "container"],
    flags: "--container <name>",
    variables: ["CONTAINER", "TARGET_CONTAINER"],
    kind: "text",
    help: "the container that runs Kong, if not plain",
  },
  {
    path: ["target", "service"],
    flags: "--service <name>",
    variables: ["SERVICE", "TARGET_SERVICE"],
    kind: "text",
    help: "change only this Service",
  },
  {
    path: ["ifNoKong"],
    flags: "--if-no-kong <what>",
    variables: ["IF_NO_KONG"],
    kind: "text",
    help: "fail or pass on manifests without Kong",
  },
];

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
