import { equals, isObject, type Json, mapsAt, type Path, textAt } from "../../json/values.ts";
import { isListenVariable, type ListenVariable, parseListeners } from "../../kong/listen.ts";

/** Where two resources mean different things, if they do. The order of variables and of listeners' flags means nothing. */
export function difference(a: Json | undefined, b: Json | undefined, path: Path = []): Path | undefined {
  if (equals(a, b)) return undefined;
  if (Array.isArray(a) && Array.isArray(b) && path.at(-1) === "env") {
    return difference(byName(a), byName(b), path);
  }
  const [left, right] = [entriesOf(a), entriesOf(b)];
  if (!left || !right) return path;
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const found = difference(left.get(key), right.get(key), [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function entriesOf(value: Json | undefined): Map<string, Json> | undefined {
  if (Array.isArray(value)) return new Map(value.map((item, index) => [String(index), item]));
  return isObject(value) ? new Map(Object.entries(value)) : undefined;
}

function byName(env: Json[]): Json {
  const named = mapsAt(env, []).map((item) => {
    const name = textAt(item, ["name"]) ?? "";
    const value = textAt(item, ["value"]);
    return [name, value !== undefined && isListenVariable(name) ? listenersOf(name, value) : item] as const;
  });
  return Object.fromEntries(named);
}

function listenersOf(name: ListenVariable, value: string): Json {
  const listeners = parseListeners(name, value);
  if (!Array.isArray(listeners)) return value;
  return listeners.map(({ address, port, flags }) => [address, port, ...[...flags].sort()]);
}
