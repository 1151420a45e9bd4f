import fc from "fast-check";
import { at, isObject, type Json, type JsonObject, type Path, withAll } from "../../src/json/values.ts";

/** How often a property is tried: as often as it says, or fewer times where FC_RUNS says so. */
export const runs = (wanted: number) => ({ numRuns: Math.min(wanted, Number(process.env["FC_RUNS"] ?? wanted)) });

// biome-ignore format: one kind of trouble a line
const TROUBLE = [
  "on", "off", "y", "No", "true", "null", "~", "",
  "0755", "0o17", "1_000", "1:30", "2024-01-02", "=",
  "*", "&a", "<<", "- a", "a: b", "# c", "{}", "---", "@x", "%y", "'", '"', "\\",
  " x ", "a\nb\n", "two words", "one line\n", "a line\nand another", "é\u2028\u0085",
];

/** Strings that YAML readers like to take for something else, among ordinary ones. */
const text = fc.oneof(
  fc.constantFrom(...TROUBLE),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "c", "name", "value", "env", "metadata", "x.y/z", "on") },
  { weight: 1, arbitrary: text },
);
/** Any value with such keys and texts. */
const jsonOf = (keys: fc.Arbitrary<string>, texts: fc.Arbitrary<string>): fc.Arbitrary<Json> =>
  fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.oneof<fc.Arbitrary<Json>[]>(
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Number.isInteger(n) ? 0.5 : n)),
        texts,
      ),
      fc.array(tie("json"), { maxLength: 5 }),
      fc.dictionary(keys, tie("json"), { maxKeys: 5, noNullPrototype: true }),
    ),
  })).json;

const objectOf = (keys: fc.Arbitrary<string>, texts: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> =>
  fc.dictionary(keys, jsonOf(keys, texts), { minKeys: 1, maxKeys: 5, noNullPrototype: true });

const json = jsonOf(key, text);
export const object = objectOf(key, text);

/** As in most manifests: no line breaks and escapes in keys, and no characters beyond the first plane. */
export const plainObject = objectOf(
  fc.constantFrom(
    "a",
    "b",
    "c",
    "name",
    "value",
    "env",
    "metadata",
    "x.y/z",
    "on",
    ...TROUBLE.filter((it) => /^[^\n"\\]*$/.test(it)),
  ),
  fc.oneof(fc.constantFrom(...TROUBLE), fc.string({ maxLength: 8 })),
);

/** A value that differs from another here and there, as any patch could make it. */
export function mutated(value: Json): fc.Arbitrary<Json> {
  const other = fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: json });
  const maybe = (item: Json) => fc.option(mutated(item), { freq: 5, nil: undefined });
  if (Array.isArray(value)) {
    const kept = fc.tuple(...value.map(maybe)).map((items) => items.filter((item) => item !== undefined));
    const spliced = fc
      .tuple(kept, fc.nat(), fc.array(json, { maxLength: 2 }))
      .map(([items, place, fresh]) => items.toSpliced(place % (items.length + 1), 0, ...fresh));
    return fc.oneof({ weight: 1, arbitrary: other }, { weight: 2, arbitrary: spliced });
  }
  if (!isObject(value)) return other;
  const kept = fc
    .tuple(...Object.entries(value).map(([name, item]) => fc.tuple(fc.constant(name), maybe(item))))
    .map((entries) => entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  const merged = fc
    .tuple(kept, fc.dictionary(key, json, { maxKeys: 2, noNullPrototype: true }))
    .map(([entries, fresh]) => ({ ...Object.fromEntries(entries), ...fresh }));
  return fc.oneof({ weight: 1, arbitrary: other }, { weight: 2, arbitrary: merged });
}

/** A patch that takes nothing away: other scalars in place of old ones, new pairs in maps, new items behind lists. */
export interface Growth {
  after: Json;
  /** Where scalars were replaced. */
  replaced: Path[];
  /** The maps and lists that have grown. */
  grown: Path[];
}

export function grown(before: JsonObject): fc.Arbitrary<Growth> {
  const paths = pathsIn(before, []);
  const isCollection = (path: Path) => typeof at(before, path) === "object" && at(before, path) !== null;
  const some = (places: Path[], most: number) => fc.subarray(places, { maxLength: Math.min(most, places.length) });
  const scalars = some(
    paths.filter((path) => !isCollection(path)),
    3,
  );
  const collections = some(paths.filter(isCollection), 2);
  // What is new is unlike all else, so that nobody can take one item of a list for another.
  const unique = fc.uniqueArray(text, { minLength: 3, maxLength: 3 });
  return fc.tuple(scalars, collections, unique, json).map(([replaced, growing, texts, fresh]) => {
    let after: Json = before;
    replaced.forEach((path, index) => {
      after = withAll(after, [[path, `${texts[index]} is new`]]);
    });
    for (const path of growing) {
      const old = at(after, path);
      const entry = { "a new key": fresh };
      after = withAll(after, [[path, Array.isArray(old) ? [...old, entry] : { ...(old as JsonObject), ...entry }]]);
    }
    return { after, replaced, grown: growing };
  });
}

const pathsIn = (value: Json, path: Path): Path[] => [
  path,
  ...(typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([token, item]) =>
        pathsIn(item, [...path, Array.isArray(value) ? Number(token) : token]),
      )
    : []),
];
