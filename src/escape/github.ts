import { visible } from "./text.ts";

/**
 * A workflow command of GitHub's runner. In a value `%` and line ends are escaped, in a property `:` and `,` as well.
 * Source: actions/toolkit packages/core/src/command.ts (escapeData, escapeProperty).
 */
export function workflowCommand(
  name: "error" | "warning" | "notice",
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const told = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${told.join(",")}::${data(visible(message))}\n`;
}

const CODES: Record<string, string> = { "%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C" };

const data = (text: string): string => text.replace(/[%\r\n]/g, (sign) => CODES[sign] ?? sign);

/** The runner takes the codes back. */
const property = (text: string): string => visible(text).replace(/[%\r\n:,]/g, (sign) => CODES[sign] ?? sign);
