import { json } from "../../views/escape/json.ts";
import { previewMarkdown, previewText } from "../../views/preview/format.ts";
import { previewOf } from "../../views/preview/preview.ts";
import type { Asked, Input, Output } from "./input.ts";
import { plannedFor } from "./plan.ts";

/** Manifests in, what a run would do to them out. */
export function previewCommand({ format }: Asked<"preview">, input: Input): Output {
  const { plan, outcome } = plannedFor(input);
  const { warnings, notes } = outcome;
  const preview = plan ? previewOf(plan, outcome) : { diffs: [], before: [], after: [], warnings, notes };
  if (format === "json") return { stdout: json(preview) };
  return { stdout: format === "markdown" ? previewMarkdown(preview) : previewText(preview, input.style(1)) };
}
