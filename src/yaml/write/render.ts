import { isObject, type Json } from "../../json/values.ts";
import { quoted, scalarText } from "../scalar.ts";

/** New text for a value in flow context (inside `{}` or `[]`), valid as JSON too. One line. */
export function renderFlow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(renderFlow).join(", ")}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, item]) => renderFlowPair(key, item))
      .join(", ")}}`;
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

const renderFlowPair = (key: string, value: Json): string => `${quoted(key)}: ${renderFlow(value)}`;

/** The same for YAML alone: a scalar in quotes only where it needs them. */
export const renderFlowPlain = (value: Json): string => (isScalar(value) ? scalarText(value) : renderFlow(value));

const isScalar = (value: Json): value is null | boolean | number | string =>
  value === null || typeof value !== "object";

/** Whether a value is written behind its key or dash on one line, rather than as a block below it. */
export const isInline = (value: Json): value is null | boolean | number | string =>
  Array.isArray(value) ? value.length === 0 : !isObject(value) || Object.keys(value).length === 0;

/** New lines for one pair of a block map whose keys stand in column `indent`; the first line has no indent. */
export function renderPair(key: string, value: Json, indent: number): string[] {
  if (isInline(value)) return [`${scalarText(key)}: ${renderInline(value)}`];
  return [`${scalarText(key)}:`, ...renderBlock(value, indent + 2)];
}

/** New lines for one item of a block sequence whose dashes stand in column `indent`; the first line has no indent. */
export function renderItem(value: Json, indent: number): string[] {
  if (isInline(value)) return [`- ${renderInline(value)}`];
  const [first = "", ...rest] = renderBlock(value, indent + 2);
  return [`- ${first.trimStart()}`, ...rest];
}

/** New lines, each with its indent, for a map or list that is not empty. */
export function renderBlock(value: Json, indent: number): string[] {
  const entries = Array.isArray(value)
    ? value.map((item) => renderItem(item, indent))
    : isObject(value)
      ? Object.entries(value).map(([key, item]) => renderPair(key, item, indent))
      : [[renderInline(value)]];
  return entries.flatMap(([first = "", ...rest]) => [" ".repeat(indent) + first, ...rest]);
}

/** A scalar or an empty collection in block context. */
export function renderInline(value: Json): string {
  if (Array.isArray(value)) return "[]";
  return isObject(value) ? "{}" : scalarText(value);
}
