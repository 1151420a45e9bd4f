/** What `node.ts` has, made of what browsers have. */
import type * as node from "./node.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** How many characters a call takes as arguments without a risk for the stack. */
const CHUNK = 1 << 13;

/** As much of Node's Buffer as the core asks for. */
class Bytes extends Uint8Array<ArrayBuffer> {
  override toString(encoding = "utf8", start = 0, end = this.length): string {
    const part = this.subarray(Math.max(0, start), Math.max(0, end));
    if (encoding === "utf8") return utf8.decode(part);
    let text = "";
    for (let at = 0; at < part.length; at += CHUNK) text += String.fromCharCode(...part.subarray(at, at + CHUNK));
    return encoding === "base64" ? btoa(text) : text;
  }

  override indexOf(sought: number | string | Uint8Array, from = 0): number {
    if (typeof sought === "number") return super.indexOf(sought, from);
    const wanted = typeof sought === "string" ? encoder.encode(sought) : sought;
    const [first] = wanted;
    if (first === undefined) return Math.min(from, this.length);
    for (let at = super.indexOf(first, from); at >= 0; at = super.indexOf(first, at + 1))
      if (this.#hasAt(at, wanted)) return at;
    return -1;
  }

  override lastIndexOf(sought: number | string | Uint8Array, from = this.length): number {
    if (typeof sought === "number") return super.lastIndexOf(sought, from);
    const wanted = typeof sought === "string" ? encoder.encode(sought) : sought;
    // Behind the start, as Node has it, not from the end.
    const last = from < 0 ? this.length + from : from;
    for (let at = Math.min(last, this.length - wanted.length); at >= 0; at--) if (this.#hasAt(at, wanted)) return at;
    return -1;
  }

  override includes(sought: number | string | Uint8Array, from = 0): boolean {
    return this.indexOf(sought, from) >= 0;
  }

  #hasAt(at: number, wanted: Uint8Array): boolean {
    if (at + wanted.length > this.length) return false;
    for (let index = 0; index < wanted.length; index++) if (this[at + index] !== wanted[index]) return false;
    return true;
  }
}

const over = ({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>) => new Bytes(buffer, byteOffset, length);

function from(given: string | readonly number[] | ArrayBuffer, encoding?: string | number, length?: number): Bytes {
  if (typeof given === "string") return encoding === "base64" ? ofBase64(given) : over(encoder.encode(given));
  return given instanceof ArrayBuffer
    ? new Bytes(given, encoding as number | undefined, length)
    : over(new Uint8Array(given));
}

function concat(parts: readonly Uint8Array[]): Bytes {
  const all = new Bytes(new ArrayBuffer(parts.reduce((sum, part) => sum + part.length, 0)));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const byteLength = (text: string): number => encoder.encode(text).length;

/** As Node reads it: both alphabets, whatever is no letter of them passed over, up to the first `=`. */
function ofBase64(text: string): Bytes {
  const [letters = ""] = text.split("=");
  const plain = letters
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/[^A-Za-z\d+/]/g, "");
  const whole = plain.length % 4 === 1 ? plain.slice(0, -1) : plain;
  return from([...atob(whole)].map((character) => character.charCodeAt(0)));
}

export const Buffer = { from, concat, byteLength } as unknown as typeof node.Buffer;
export type Buffer = node.Buffer;

export const isUtf8: typeof node.isUtf8 = (bytes) => {
  try {
    strict.decode(bytes as Uint8Array<ArrayBuffer>);
    return true;
  } catch {
    return false;
  }
};

/** Browsers do not say. */
export const freeHeap: typeof node.freeHeap = () => undefined;
