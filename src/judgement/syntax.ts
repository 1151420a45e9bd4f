/** What the API server takes for a name, a port or a block of addresses. kubernetes/apimachinery pkg/util/validation */

import type { Json } from "../json/values.ts";
import { BITS, parseAddress } from "../net/address.ts";

/** What Services and their ports are called. */
export const isName = (text: string) => /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
/** What ports of containers are called. */
export const isPortName = (text: string) => /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
export const isPort = (value: Json | undefined) =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65536;
/** `example.com/name`, as keys of annotations and classes are. */
export const isQualified = (text: string) =>
  /^(?:(?=.{1,253}\/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/.test(
    text,
  );
export const isUnset = (value: Json | undefined) => value === undefined || value === null;

/** A block, with spaces around it, and zeros before its numbers, as the API server takes it. */
export function isCidr(value: Json): boolean {
  const [address = "", prefix = "", ...rest] = typeof value === "string" ? value.trim().split("/") : [];
  const parsed = parseAddress(address.replace(/\b0+(?=\d)/g, ""));
  return parsed !== undefined && rest.length === 0 && /^\d+$/.test(prefix) && Number(prefix) <= BITS[parsed.family];
}
