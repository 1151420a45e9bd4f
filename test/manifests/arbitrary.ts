import fc from "fast-check";
import type { Json, JsonObject } from "../../src/manifests/json.ts";

/** Strings that YAML readers like to take for something else, among ordinary ones. */
const text = fc.oneof(
  fc.constantFrom(
    "",
    "on",
    "off",
    "y",
    "No",
    "null",
    "~",
    "0755",
    "1:30",
    "2024-01-02",
    "*",
    "&a",
    "<<",
    "- a",
    "a: b",
    "# c",
    " x ",
    "'",
    '"',
    "\\",
    "a\nb\n",
    "é\u2028\u0085",
    "1_000",
    "=",
    "0o17",
    "{}",
    "---",
    "true",
    "@x",
    "%y",
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "c", "name", "value", "env", "metadata", "x.y/z", "on") },
  { weight: 1, arbitrary: text },
);
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Number.isInteger(n) ? 0.5 : n)),
  text,
);

export const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    scalar,
    fc.array(tie("json"), { maxLength: 5 }),
    fc.dictionary(key, tie("json"), { maxKeys: 5 }),
  ),
}));
export const object: fc.Arbitrary<JsonObject> = fc.dictionary(key, json, { minKeys: 1, maxKeys: 5 });

/** A value that differs from another here and there, as a patch would make it. */
export const mutated = (value: Json): fc.Arbitrary<Json> => {
  const again = fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: json });
  if (Array.isArray(value)) {
    return fc.oneof(
      again,
      fc
        .tuple(
          fc.tuple(...value.map((item) => fc.option(mutated(item), { freq: 5, nil: undefined }))),
          fc.nat(),
          fc.array(json, { maxLength: 2 }),
        )
        .map(([items, place, fresh]) => {
          const kept = items.filter((item) => item !== undefined);
          return kept.toSpliced === undefined ? kept : kept.toSpliced(place % (kept.length + 1), 0, ...fresh);
        }),
    );
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value);
    return fc.oneof(
      again,
      fc
        .tuple(
          fc.tuple(
            ...entries.map(([name, item]) =>
              fc.option(
                mutated(item).map((changed) => [name, changed] as const),
                { freq: 5, nil: undefined },
              ),
            ),
          ),
          fc.dictionary(key, json, { maxKeys: 2 }),
        )
        .map(([kept, fresh]) => ({ ...Object.fromEntries(kept.filter((entry) => entry !== undefined)), ...fresh })),
    );
  }
  return again;
};

/**
 * Text for a value in one of the many ways people and templates write YAML: block or flow at any level, comments,
 * blank lines, odd indents, every quote style, block scalars. `random` yields numbers in [0, n).
 */
export function write(value: Json, random: (n: number) => number): string {
  const eol = "\n";
  const quote = (s: string): string => {
    const plain = /^[A-Za-z][A-Za-z0-9]*$/.test(s) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(s);
    if (plain && random(2)) return s;
    return /^[\x20-\x7e]*$/.test(s) && random(2)
      ? `'${s.replaceAll("'", "''")}'`
      : JSON.stringify(s).replace(
          /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
          (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
  };
  const atom = (v: Json): string =>
    v === null ? (["null", "~", "Null"][random(3)] as string) : typeof v === "string" ? quote(v) : JSON.stringify(v);
  const flow = (v: Json, pad: string): string => {
    const gap = random(3) === 0 ? `${eol}${pad}  ` : random(2) ? " " : "";
    const wrap = (open: string, items: string[], close: string) =>
      items.length === 0
        ? open + close
        : open +
          gap +
          items.join(`,${gap || " "}`) +
          (random(4) ? "" : ",") +
          (gap.trim() === "" && gap.includes(eol) ? eol + pad : gap) +
          close;
    if (Array.isArray(v))
      return wrap(
        "[",
        v.map((item) => flow(item, `${pad}  `)),
        "]",
      );
    if (v !== null && typeof v === "object")
      return wrap(
        "{",
        Object.entries(v).map(
          ([k, item]) => `${JSON.stringify(k).length > 2 ? quote(k) : '""'}: ${flow(item, `${pad}  `)}`,
        ),
        "}",
      );
    return atom(v);
  };
  const noise = (pad: string) => ["", "", "", `${eol}${pad}# note`, `${eol}`, `${eol} `][random(6)] as string;
  const tail = () => ["", "", "", " # why", "  "][random(5)] as string;
  const below = (v: Json, indent: number): string => {
    const pad = " ".repeat(indent);
    if (Array.isArray(v)) return v.map((item) => `${noise(pad)}${eol}${pad}-${behind(item, indent, true)}`).join("");
    return Object.entries(v as JsonObject)
      .map(
        ([k, item]) =>
          `${noise(pad)}${eol}${pad}${random(12) ? quote(k) : `? ${quote(k)}${eol}${pad}`}:${behind(item, indent, false)}`,
      )
      .join("");
  };
  const behind = (v: Json, indent: number, item: boolean): string => {
    const isEmpty = v === null || typeof v !== "object" || Object.keys(v).length === 0;
    if (v === null && random(2)) return tail();
    if (typeof v === "string" && /^[a-z][a-z\n]*\n$/.test(v) && random(2) && !v.includes("\n\n"))
      return ` |${v
        .slice(0, -1)
        .split("\n")
        .map((line) => `${eol}${" ".repeat(indent + 2)}${line}`)
        .join("")}`;
    if (isEmpty || random(5) === 0) return ` ${flow(v, " ".repeat(indent + 2))}${tail()}`;
    const step = Array.isArray(v) && !item && random(2) ? 0 : 1 + random(3);
    if (item && random(2)) {
      const inner = below(v, indent + 2).replace(/^\s*(?:#[^\n]*\n\s*)*/, "");
      return ` ${inner}`;
    }
    return `${tail()}${below(v, indent + step)}`;
  };
  return `${below(value, 0)}${random(3) ? eol : ""}`;
}
