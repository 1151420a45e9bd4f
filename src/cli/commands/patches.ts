import { Failure } from "../../failure.ts";
import { kustomizeItems, patchFormats } from "../../hosts/patches/format.ts";
import { mergeInto } from "../../hosts/patches/kustomization.ts";
import { prepare } from "../../run/prepare.ts";
import { reportText } from "../../views/report.ts";
import { command } from "./command.ts";

/** Manifests in, the patches that a run would apply to them out, or a kustomization with them in it. */
export const patches = command({
  name: "patches",
  summary: "the same change as patches, for hosts that run no program",
  arguments: ["[files...]"],
  settings: true,
  formats: patchFormats,
  options: {
    "--into <file>": { help: "print this kustomization with the patches in it (--format kustomize)" },
    "-q, --quiet": { help: "print neither changes nor warnings" },
  },
  examples: {
    Kustomize: `helm template my-kong kong/kong | kong-client-ip patches \\
  --format kustomize --into kustomization.yaml > new.yaml`,
    Flux: "kong-client-ip patches --format flux rendered.yaml",
  },
  details: `
Reads manifests and prints what a run would change in them: RFC 6902 patches
with their targets, patches: for a kustomization.yaml, or spec.postRenderers for
a HelmRelease of Flux, which runs no programs. Every position in a list is
tested, so that a patch fails, rather than hits something else, once the chart
changes.

A kustomization that has patches already is merged into. Its own stay as they
are, and those of an earlier run are replaced, so this can be run again.
`,
  run({ files, format, into, quiet, given }, input) {
    if (into !== undefined && format !== "kustomize")
      throw new Failure("usage", "--into", "it is for patches of Kustomize's", "add --format kustomize");
    const { plan, resources, report } = prepare(input.layers(given), input.sources(files), input.today);
    const changes = plan?.changes ?? [];
    const stdout =
      into === undefined
        ? patchFormats[format](changes, resources)
        : mergeInto(input.file(into), kustomizeItems(changes, resources));
    return { stdout, ...(!quiet && { stderr: reportText(report, input.style(2)) }) };
  },
});
