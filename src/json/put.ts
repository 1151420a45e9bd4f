import type { Operation } from "./patch.ts";
import { at, type Json, type JsonObject, type Path, pointer } from "./values.ts";

/** What is to stand at a path: undefined for nothing. */
export interface WantedValue {
  path: Path;
  value: Json | undefined;
  /** What has to stand there now, where the new value holds for that one alone. */
  was?: Json;
}

/**
 * The operations that put values where they are wanted in a document. Maps and lists that are missing on the way are
 * added, each once with all that goes into it.
 */
export function put(document: JsonObject, wanted: readonly WantedValue[]): Operation[] {
  const fresh = new Map<string, Json>();
  return wanted.flatMap(({ path, value, was }): Operation[] => {
    if (value === undefined) return [{ op: "remove", path: pointer(path) }];
    const depth = path.findIndex((_, end) => end > 0 && at(document, path.slice(0, end)) == null);
    if (depth < 0) {
      const place = pointer(path);
      return [
        ...(was === undefined ? [] : [{ op: "test" as const, path: place, value: was }]),
        { op: "add", path: place, value },
      ];
    }
    const [top, inner] = [path.slice(0, depth), path.slice(depth)];
    const known = fresh.get(pointer(top));
    const whole = nested(known, inner, value);
    if (known !== undefined) return [];
    fresh.set(pointer(top), whole);
    return [{ op: "add", path: pointer(appending(document, top)), value: whole }];
  });
}

/** A value with another one put at a path in it: in place, where there is one already. */
function nested(into: Json | undefined, [token, ...rest]: Path, value: Json): Json {
  if (token === undefined) return value;
  const holder = (into ?? (typeof token === "number" ? [] : {})) as Record<string | number, Json>;
  holder[token] = nested(holder[token], rest, value);
  return holder as Json;
}

/** The same path, but behind the end of a list whatever the list has got since. */
function appending(document: JsonObject, path: Path): Path {
  const list = at(document, path.slice(0, -1));
  return Array.isArray(list) && path.at(-1) === list.length ? [...path.slice(0, -1), "-"] : path;
}
