import { at, isObject, type Json, type JsonObject, textAt } from "../../json/values.ts";
import { SINCE } from "./history.ts";
import { isChartSince } from "./version.ts";

/** Where the values of the two Services stand. */
export const SERVICE_SECTIONS = ["proxy", "udpProxy"] as const;
export type ServiceSection = (typeof SERVICE_SECTIONS)[number];

/** What the Services are called in the model of the chart, whatever nameOverride says. */
export const NAMES: Record<ServiceSection, string> = { proxy: "kong-proxy", udpProxy: "kong-udp-proxy" };

/** The labels of the gateway's pods there. */
export const SELECTOR = { "app.kubernetes.io/component": "app" };

/** The protocol of a stream. */
export function protocolOf(section: ServiceSection, entry: JsonObject, version: string): string {
  if (!isChartSince(version, SINCE.udp)) return "TCP";
  const fallback = section === "udpProxy" && isChartSince(version, SINCE.udpByDefault) ? "UDP" : "TCP";
  return textAt(entry, ["protocol"]) || fallback;
}

/** Whether Go's templates see something at a path: an empty text, list or map, or zero, is nothing. */
export const isOn = (values: Json, path: readonly string[]): boolean => {
  const value = at(values, path);
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== "";
};

/** A value as `quote` of the templates prints it. */
export const printed = (value: Json): string => {
  if (value === null) return "";
  if (typeof value === "number") return printedNumber(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** Helm reads every number as a float, of which Go prints seven digits and more with an exponent. */
function printedNumber(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e6)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

/** Whether the Service has a port for plain HTTP, which newer charts leave out where it is 0. */
export const hasHttpPort = (http: JsonObject, version: string): boolean =>
  isOn(http, ["enabled"]) && !(textAt(http, ["servicePort"]) === "0" && isChartSince(version, SINCE.noHttpPort));
