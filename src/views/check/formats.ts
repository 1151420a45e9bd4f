import type { Check } from "../../run/check.ts";
import type { Style } from "../terminal.ts";
import { checkJson, checkText } from "./format.ts";
import { checkSarif } from "./sarif.ts";

/** @param style of stdout  @param version of this program */
type Printer = (check: Check, style: Style, version: string) => string;

/** How a check can be printed; the first is the default. */
export const checkFormats = {
  text: checkText,
  json: checkJson,
  sarif: (check, _, version) => checkSarif(check, version),
} satisfies Record<string, Printer>;
