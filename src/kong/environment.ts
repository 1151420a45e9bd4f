import { at, type JsonObject, mapAt, mapsAt, type Path, textAt } from "../json/values.ts";
import { configMapBeside } from "../manifests/lookup.ts";
import { startOf } from "./command.ts";
import { parseConf } from "./conf-file.ts";
import { type Env, isReference, type Variable } from "./env.ts";
import { expand } from "./expand.ts";
import { fileAt, mountsOf, type PodSite } from "./files.ts";
import type { Version } from "./version.ts";

/** A place where settings may stand that cannot be seen. */
export interface Hidden {
  what: string;
  remedy: string;
  /** Where it is said, within the container. */
  path: Path;
}

/** The settings that Kong starts with, and where there may be more. */
export interface KongEnvironment {
  env: Env;
  hidden: Hidden[];
}

/**
 * What Kong reads in a container, by the names of variables: `env`, then `envFrom`, then `kong.conf`, the first one
 * that has a setting winning. ConfigMaps in the same stream are read, Secrets never.
 * Source: kubernetes pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables); Kong/kong:kong/conf_loader/parse.lua@898
 */
export function environmentOf(site: PodSite, version: Version): KongEnvironment {
  const { container } = site;
  const start = startOf(container);
  const hidden: Hidden[] = [];
  if (start.what !== undefined) {
    const remedy = "let the image start Kong, and set what it needs in env";
    hidden.push({ what: start.what, remedy, path: [at(container, ["command"]) == null ? "args" : "command"] });
  }
  const env = new Map<string, Variable>();
  for (const [name, value] of confOf(site, start.conf, hidden))
    env.set(`KONG_${name.toUpperCase()}`, isReference(value, version) ? {} : { value });
  const outside = envFromOf(site, hidden);
  for (const [name, value] of outside) env.set(name, isReference(value, version) ? {} : { value });
  // References know the variables of the container alone, not what Kong reads itself.
  const known = new Map(outside);
  const isAnyHidden = hidden.some(({ path }) => path[0] === "envFrom");
  const opaque = new Set<string>();
  for (const [index, item] of mapsAt(container, ["env"]).entries()) {
    const name = textAt(item, ["name"]);
    if (name === undefined) continue;
    const written = at(item, ["valueFrom"]) == null ? (textAt(item, ["value"]) ?? "") : referred(site, item);
    const { text, unknown } =
      written === undefined
        ? { text: "", unknown: name }
        : expand(written, (other) =>
            opaque.has(other) ? null : (known.get(other) ?? (isAnyHidden ? null : undefined)),
          );
    if (unknown === undefined) opaque.delete(name);
    else opaque.add(name);
    known.set(name, text);
    env.set(
      name,
      unknown !== undefined || isReference(text, version)
        ? { index }
        : { index, value: text, written: written ?? text },
    );
  }
  hidden.push(...mountsHiding(site, env.get("KONG_PREFIX")?.value?.replace(/\/$/, "")));
  return { env, hidden };
}

/** The value that `valueFrom` takes from a ConfigMap in the stream. */
function referred({ workload }: PodSite, item: JsonObject): string | undefined {
  const name = textAt(item, ["valueFrom", "configMapKeyRef", "name"]);
  const key = textAt(item, ["valueFrom", "configMapKeyRef", "key"]);
  const map = name === undefined ? undefined : configMapBeside(workload, name);
  // What a reference expands to stays as it is.
  return map && key !== undefined ? textAt(map, ["data", key])?.replaceAll("$", "$$$$") : undefined;
}

function envFromOf({ workload, container }: PodSite, hidden: Hidden[]): [name: string, value: string][] {
  return mapsAt(container, ["envFrom"]).flatMap((source) => {
    const prefix = textAt(source, ["prefix"]) ?? "";
    const name = textAt(source, ["configMapRef", "name"]);
    const map = name === undefined ? undefined : configMapBeside(workload, name);
    if (map)
      return Object.entries(mapAt(map, ["data"])).map(
        ([key, value]) => [prefix + key, String(value)] as [string, string],
      );
    // Whatever the keys are, with such a prefix they are none of Kong's.
    const isTold = hidden.some(({ path }) => path[0] === "envFrom");
    if (!isTold && (prefix.startsWith("KONG_") || "KONG_".startsWith(prefix))) {
      hidden.push({
        what: "envFrom may hold settings that are not seen here",
        remedy: "look there for KONG_NGINX_PROXY_* and KONG_*_LISTEN",
        path: ["envFrom"],
      });
    }
    return [];
  });
}

/** Where Kong looks for its file, the first one that is there counting. Kong/kong:kong/conf_loader/constants.lua@81-84 */
const DEFAULT_CONF = ["/etc/kong/kong.conf", "/etc/kong.conf"];

function confOf(site: PodSite, named: string | undefined, hidden: Hidden[]): ReadonlyMap<string, string> {
  for (const path of named === undefined ? DEFAULT_CONF : [named]) {
    const file = fileAt(site, path);
    if (typeof file === "object") return parseConf(file.text);
    if (file === "absent" && named === undefined) continue;
    hidden.push({
      what:
        named === undefined
          ? "a mounted kong.conf may hold settings that are not seen here"
          : "a file of settings (-c) is not seen here",
      remedy: "look there for *_listen and nginx_proxy_* settings",
      path: [named === undefined ? "volumeMounts" : "args"],
    });
    return new Map();
  }
  return new Map();
}

/** Kong's own code and the start of its images; its configuration in the prefix, which it writes itself at start. */
const OWN_CODE =
  /^\/(?:docker-entrypoint\.sh|usr(?:\/local)?|usr\/local\/(?:bin(?:\/kong)?|openresty.*|share(?:\/lua(?:\/5\.1(?:\/kong(?:\/templates.*)?)?)?)?))$/;
const OWN_CONFIGURATION = /^(?:|\/nginx[^/]*\.conf|\/\.kong_env)$/;

function mountsHiding(site: PodSite, prefix = "/usr/local/kong"): Hidden[] {
  const isOwn = (path: string) =>
    OWN_CODE.test(path) || (path.startsWith(prefix) && OWN_CONFIGURATION.test(path.slice(prefix.length)));
  // Kong writes to its prefix itself, for which charts mount an empty directory there.
  return mountsOf(site).some(({ path, volume }) => isOwn(path) && at(volume, ["emptyDir"]) === undefined)
    ? [
        {
          what: "files mounted over Kong's own may hold settings that are not seen here",
          remedy: "check that they set no real_ip directive",
          path: ["volumeMounts"],
        },
      ]
    : [];
}
