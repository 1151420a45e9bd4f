import { prepare } from "../../run/prepare.ts";
import { previewFormats } from "../../views/preview/formats.ts";
import { previewOf } from "../../views/preview/preview.ts";
import { command } from "./command.ts";

/** Manifests in, what a run would do to them out. */
export const preview = command({
  name: "preview",
  summary: "what a run would change, and what Kong sees then",
  arguments: ["[files...]"],
  settings: true,
  options: {},
  formats: previewFormats,
  examples: {
    Pipe: "helm template my-kong kong/kong | kong-client-ip preview",
    Review: "kong-client-ip preview --format markdown rendered.yaml > comment.md",
  },
  run({ files, format, given }, input) {
    const { plan, report } = prepare(input.layers(given), input.sources(files), input.today);
    return { stdout: previewFormats[format](previewOf(plan, report), input.style(1)) };
  },
});
