import type { Failure } from "../failure.ts";
import { paint, type Style, wrap } from "./terminal.ts";

const PROGRAM = "kong-client-ip";
const COLOURS = { error: "red", warning: "yellow", changed: "green", added: "green", note: "cyan" } as const;

export const reportFailure = (failure: Failure, style: Style): string => notice("error", failure.message, style);

/** A line on stderr: who says it, what it is, and the text. */
export function notice(level: keyof typeof COLOURS, text: string, style: Style): string {
  const used = `${PROGRAM}: ${level}: `.length;
  return `${PROGRAM}: ${paint(level, COLOURS[level], style)}: ${wrap(text, style, used, 2)}\n`;
}
