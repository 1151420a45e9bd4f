import { at, type Json, type JsonObject, textAt } from "../../json/values.ts";

/** Where the values of the two Services stand. */
export const SECTIONS = ["proxy", "udpProxy"] as const;
export type Section = (typeof SECTIONS)[number];

export const protocolOf = (section: Section, entry: JsonObject): string =>
  textAt(entry, ["protocol"]) || (section === "proxy" ? "TCP" : "UDP");

/** Whether Go's templates see something at a path: an empty text or zero is nothing. */
export const isOn = (values: Json, path: readonly string[]): boolean => {
  const value = at(values, path);
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== "";
};

/** A value as `quote` of the templates prints it. */
export const printed = (value: Json): string =>
  value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
