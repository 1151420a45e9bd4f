import { mergeLayers } from "../config/layers.ts";
import { resolve } from "../config/settings.ts";
import { withFunctionConfigs } from "../krm/function-config.ts";
import { read } from "../manifests/read.ts";
import { planOf } from "../plan.ts";
import { withoutKong } from "../postrender.ts";
import { previewMarkdown, previewText } from "../preview/format.ts";
import { previewOf } from "../preview/preview.ts";
import type { Asked, Input, Output } from "./input.ts";

/** Manifests in, what a run would do to them out. */
export function previewCommand({ format }: Asked<"preview">, input: Input): Output {
  const layers = input.layers();
  const manifests = input.sources().map(({ bytes, file }) => read(bytes, file));
  const { config, where } = mergeLayers(withFunctionConfigs(layers, manifests));
  const settings = resolve(config, where);
  const plan = planOf(
    manifests.flatMap(({ resources }) => resources),
    settings,
  );
  const notes = plan ? [] : manifests.flatMap((each) => withoutKong(each, config).notes);
  const preview = plan ? previewOf(plan, settings) : { diffs: [], before: [], after: [], warnings: [], notes };
  if (format === "json") return { stdout: `${JSON.stringify(preview, null, 2)}\n` };
  return { stdout: format === "markdown" ? previewMarkdown(preview) : previewText(preview, input.style(1)) };
}
