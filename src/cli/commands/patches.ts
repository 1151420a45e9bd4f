import { Failure } from "../../failure.ts";
import { formatPatches, kustomizeItems } from "../../hosts/patches/format.ts";
import { mergeInto } from "../../hosts/patches/kustomization.ts";
import { report } from "../../views/report.ts";
import type { Asked, Input, Output } from "./input.ts";
import { plannedFor } from "./plan.ts";

/** Manifests in, the patches that a run would apply to them out, or a kustomization with them in it. */
export function patchesCommand({ format, into, quiet }: Asked<"patches">, input: Input): Output {
  if (into !== undefined && format !== "kustomize")
    throw new Failure("usage", "--into", "it is for patches of Kustomize's", "add --format kustomize");
  const { plan, resources, outcome } = plannedFor(input);
  const changes = plan?.changes ?? [];
  return {
    stdout:
      into === undefined
        ? formatPatches(changes, resources, format)
        : mergeInto(input.file(into), kustomizeItems(changes, resources)),
    ...(!quiet && { stderr: report(outcome, input.style(2)) }),
  };
}
