import type { Finding } from "../../judgement/rule.ts";
import type { Check } from "../../run/check.ts";
import type { Style } from "../terminal.ts";
import { checkText } from "./format.ts";
import { checkGithub } from "./github.ts";
import { checkJson } from "./json.ts";
import { checkJunit } from "./junit.ts";
import { checkSarif } from "./sarif.ts";

interface Page {
  /** Of stdout. */
  style: Style;
  /** Of this program. */
  version: string;
  /** Whether the check fails for a finding. */
  isFailure(finding: Finding): boolean;
}

type Printer = (check: Check, page: Page) => string;

/** How a check can be printed; the first is the default. */
export const checkFormats = {
  text: (check, { style }) => checkText(check, style),
  json: checkJson,
  sarif: (check, { version }) => checkSarif(check, version),
  github: checkGithub,
  junit: (check, { isFailure }) => checkJunit(check, isFailure),
} satisfies Record<string, Printer>;
