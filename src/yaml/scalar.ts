/**
 * How sigs.k8s.io/yaml (Helm, kubectl) reads a plain scalar: YAML 1.1 as go-yaml implements it.
 * `on` and `y` are booleans, `0755` is octal, `1:30` and dates stay strings.
 * Source: sigs.k8s.io/yaml 1.4, goyaml.v2/resolve.go.
 */
const WORDS = new Map<string, null | boolean | number>();
for (const word of ["", "~", "null", "Null", "NULL"]) WORDS.set(word, null);
for (const word of "y Y yes Yes YES true True TRUE on On ON".split(" ")) WORDS.set(word, true);
for (const word of "n N no No NO false False FALSE off Off OFF".split(" ")) WORDS.set(word, false);

const LONGEST = "false".length;

const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;

/** The value of a plain (unquoted) scalar. Infinities and NaN, which JSON has no words for, stay strings. */
export function resolvePlain(source: string): null | boolean | number | string {
  const word = source.length <= LONGEST ? WORDS.get(source) : undefined;
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(source)) return source;
  // Go reads what starts with a point as it is, and the digits behind `0b` with a sign of their own.
  const digits = source.startsWith(".") ? source : source.replaceAll("_", "").replace(/^0b([-+])/, "$10b");
  const [, sign, hex, binary, octal, decimal] = INTEGER.exec(digits) ?? [];
  if (sign === undefined || decimal !== undefined) {
    const number = FLOAT.test(digits) ? Number(digits) : Number.NaN;
    // JSON's -0 is not the same to everybody.
    return Number.isFinite(number) ? number + 0 : source;
  }
  const size = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : `0o${octal}`);
  const number = sign === "-" ? -size : size;
  return number >= -(2n ** 63n) && number < 2n ** 64n ? Number(number) : source;
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
