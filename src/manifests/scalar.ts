/**
 * How sigs.k8s.io/yaml (Helm, kubectl) reads a plain scalar: YAML 1.1 as go-yaml implements it.
 * `on` and `y` are booleans, `0755` is octal, `1:30` and dates stay strings.
 * Source: sigs.k8s.io/yaml 1.4, goyaml.v2/resolve.go.
 */
const WORDS = new Map<string, null | boolean | number>();
for (const word of ["", "~", "null", "Null", "NULL"]) WORDS.set(word, null);
for (const word of "y Y yes Yes YES true True TRUE on On ON".split(" ")) WORDS.set(word, true);
for (const word of "n N no No NO false False FALSE off Off OFF".split(" ")) WORDS.set(word, false);

const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^([-+]?)(?:0x([\da-fA-F]+)|0b([01]+)|0o?([0-7]+)|(0|[1-9]\d*))$/;

/** The value of a plain (unquoted) scalar. Infinities and NaN, which JSON has no words for, stay strings. */
export function resolvePlain(source: string): null | boolean | number | string {
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(source)) return source;
  const digits = source.replaceAll("_", "");
  const integer = INTEGER.exec(digits);
  if (integer) {
    const [, sign, hex, binary, octal, decimal] = integer;
    const size = hex
      ? Number.parseInt(hex, 16)
      : binary
        ? Number.parseInt(binary, 2)
        : octal
          ? Number.parseInt(octal, 8)
          : Number(decimal);
    return sign === "-" && size !== 0 ? -size : size;
  }
  const float = FLOAT.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(float) ? float : source;
}

const SAFE = /^[A-Za-z][A-Za-z0-9_./-]*$/;

/** Whether a string can be written without quotes and be read as that string by YAML 1.1 and 1.2 readers alike. */
export const isSafePlain = (text: string): boolean =>
  SAFE.test(text) && !WORDS.has(text) && !WORDS.has(text.toLowerCase());

// JSON leaves these as they are, but YAML 1.1 takes some for line breaks and forbids the others.
const UNPRINTABLE = /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A double-quoted scalar that is both JSON and YAML. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A new scalar in block context: strings stay strings for every reader. */
export const scalarText = (value: null | boolean | number | string): string =>
  typeof value === "string" ? (isSafePlain(value) ? value : quoted(value)) : JSON.stringify(value);
