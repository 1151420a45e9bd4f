import { at, type Json, type JsonObject, mapsAt, textAt } from "../manifests/json.ts";
import type { Operation } from "../patch.ts";

/** One environment variable as the kubelet sees it. */
interface Variable {
  /** Position in the container's `env`; of several with one name the last one counts. */
  index: number;
  /** Undefined where the value comes from elsewhere: `valueFrom`, or a vault reference that Kong resolves. */
  value?: string;
}

export type Env = ReadonlyMap<string, Variable>;

/** A reference such as `{vault://env/listen}` is resolved by Kong at start. Kong/kong:kong/conf_loader/init.lua@376 */
const VAULT = /^\s*\{vault:\/\//;

export function envOf(container: JsonObject): Env {
  const env = new Map<string, Variable>();
  for (const [index, item] of mapsAt(container, ["env"]).entries()) {
    const name = textAt(item, ["name"]);
    if (name === undefined) continue;
    const value = textAt(item, ["value"]) ?? "";
    const isOpaque = at(item, ["valueFrom"]) != null || VAULT.test(value);
    env.set(name, isOpaque ? { index } : { index, value });
  }
  return env;
}

/**
 * The operations that set variables in a container, whose pointer is `container`: upserted by name, `valueFrom`
 * dropped, earlier duplicates of a name removed. None where the container has them already.
 */
export function setEnv(container: string, value: JsonObject, settings: Readonly<Record<string, string>>): Operation[] {
  const items = mapsAt(value, ["env"]);
  if (at(value, ["env"]) == null) {
    const env: Json = Object.entries(settings).map(([name, text]) => ({ name, value: text }));
    return env.length === 0 ? [] : [{ op: "add", path: `${container}/env`, value: env }];
  }
  const replaced: Operation[] = [];
  const duplicates: number[][] = [];
  const added: Operation[] = [];
  for (const [name, text] of Object.entries(settings)) {
    const places = items.flatMap((item, index) => (item["name"] === name ? [index] : []));
    const last = places.pop();
    duplicates.push(places);
    if (last === undefined) added.push({ op: "add", path: `${container}/env/-`, value: { name, value: text } });
    else replaced.push(...setVariable(`${container}/env/${last}`, items[last] ?? {}, name, text));
  }
  const removed = duplicates
    .flat()
    .sort((a, b) => b - a)
    .flatMap((index): Operation[] => [
      { op: "test", path: `${container}/env/${index}/name`, value: items[index]?.["name"] ?? null },
      { op: "remove", path: `${container}/env/${index}` },
    ]);
  return [...replaced, ...removed, ...added];
}

function setVariable(path: string, item: JsonObject, name: string, text: string): Operation[] {
  const changes: Operation[] = [];
  if (Object.hasOwn(item, "valueFrom")) changes.push({ op: "remove", path: `${path}/valueFrom` });
  if (item["value"] !== text) changes.push({ op: "add", path: `${path}/value`, value: text });
  return changes.length === 0 ? [] : [{ op: "test", path: `${path}/name`, value: name }, ...changes];
}
