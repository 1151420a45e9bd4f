import { Failure } from "../../failure.ts";
import { ADDED_FILE, kustomizeItems, patchFormats } from "../../hosts/patches/format.ts";
import { mergeInto, withResource } from "../../hosts/patches/kustomization.ts";
import type { Source } from "../../manifests/document.ts";
import { prepare } from "../../run/prepare.ts";
import { reportText } from "../../views/report.ts";
import { command, isWhole } from "./command.ts";

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
    "--explain [code]": { help: "tell of notes in full" },
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

Resources that a run adds are for a file of their own, which --format resources
prints; a kustomization lists it. Other hosts get it by its own way: then name
it here besides the manifests, and it is there.

A kustomization that has patches already is merged into. Its own stay as they
are, and those of an earlier run are replaced, so this can be run again.
`,
  run({ files, format, into, quiet, explain, given }, input) {
    if (into !== undefined && format !== "kustomize")
      throw new Failure("usage", "--into", "it is for patches of Kustomize's", "add --format kustomize");
    const { plan, resources, report } = prepare(input.layers(given), input.sources(files), input.today);
    const { changes, additions } = plan ?? { changes: [], additions: [] };
    const isKustomize = format === "kustomize" && additions.length > 0;
    const kustomization = (file: Source) => (isKustomize ? withResource(file, ADDED_FILE) : file);
    const stdout =
      into === undefined
        ? patchFormats[format]({ changes, additions }, resources)
        : mergeInto(kustomization(input.file(into)), kustomizeItems(changes, resources));
    const written = isKustomize ? [`${ADDED_FILE} is what --format resources prints`] : [];
    const told = { ...report, notes: [...report.notes, ...written] };
    return { stdout, ...(!quiet && { stderr: reportText(told, input.style(2), isWhole(explain)) }) };
  },
});
