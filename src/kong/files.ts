import { at, type JsonObject, mapAt, mapsAt, textAt } from "../json/values.ts";
import { configMapBeside } from "../manifests/lookup.ts";
import type { Resource } from "../manifests/read.ts";
import { memo } from "../memo.ts";

/** Where a container runs: what its files may come from. */
export interface PodSite {
  workload: Resource;
  pod: JsonObject;
  container: JsonObject;
}

/** What stands in a file of a container; `absent` means what the image has there, `unknown` that nobody can tell. */
export type FileText = { text: string } | "absent" | "unknown";

/** A volume mounted into a container. */
interface Mount {
  path: string;
  subPath?: string;
  volume: JsonObject;
}

const tidy = (path: string): string => path.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");

export const mountsOf = memo(({ pod, container }: PodSite): Mount[] =>
  mapsAt(container, ["volumeMounts"]).map((mount) => {
    const volume = mapsAt(pod, ["volumes"]).find(({ name }) => name === mount["name"]) ?? {};
    const subPath = textAt(mount, ["subPath"]) ?? textAt(mount, ["subPathExpr"]);
    return { path: tidy(textAt(mount, ["mountPath"]) ?? ""), volume, ...(subPath !== undefined && { subPath }) };
  }),
);

/** Whether a volume starts empty, and only its own container can write to it. */
const isScratch = ({ pod, container }: PodSite, volume: JsonObject): boolean =>
  at(volume, ["emptyDir"]) !== undefined &&
  [...mapsAt(pod, ["initContainers"]), ...mapsAt(pod, ["containers"])].every(
    (other) => other === container || mapsAt(other, ["volumeMounts"]).every(({ name }) => name !== volume["name"]),
  );

/** What stands at an absolute path in a container, as far as ConfigMaps in the same stream tell. */
export function fileAt(site: PodSite, path: string): FileText {
  const covers = ({ path: mounted }: Mount) =>
    path === mounted || path.startsWith(mounted === "/" ? "/" : `${mounted}/`);
  const [mount] = mountsOf(site)
    .filter(covers)
    .sort((a, b) => b.path.length - a.path.length);
  if (!mount) return "absent";
  const inside = path.slice(mount.path.length).replace(/^\//, "");
  const name = [mount.subPath, inside].filter((part) => part !== undefined && part !== "").join("/");
  return isScratch(site, mount.volume) ? "absent" : inVolume(site.workload, mount.volume, name);
}

function inVolume(workload: Resource, volume: JsonObject, name: string): FileText {
  const projected = at(volume, ["projected", "sources"]);
  const sources = Array.isArray(projected) ? mapsAt(volume, ["projected", "sources"]) : [volume];
  // Of several with one file the last counts; one that cannot be seen may have it or not.
  return sources
    .map((source) => inSource(workload, source, name))
    .reduce<FileText>((before, now) => (now === "absent" ? before : now), "absent");
}

function inSource(workload: Resource, source: JsonObject, name: string): FileText {
  const map = mapAt(source, ["configMap"]);
  const mapName = textAt(map, ["name"]);
  const data = mapName === undefined ? undefined : configMapBeside(workload, mapName);
  const items = at(map, ["items"]) == null ? undefined : mapsAt(map, ["items"]);
  const key = items ? textAt(items.find(({ path }) => path === name) ?? {}, ["key"]) : name;
  if (items && key === undefined) return "absent";
  if (!data || key === undefined) return "unknown";
  const text = textAt(data, ["data", key]);
  if (text !== undefined) return { text };
  return at(data, ["binaryData", key]) === undefined ? "absent" : "unknown";
}
