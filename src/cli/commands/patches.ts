import { outcomeOf } from "../../hosts/filter/postrender.ts";
import { formatPatches } from "../../hosts/patches/format.ts";
import { report } from "../../views/report.ts";
import type { Asked, Input, Output } from "./input.ts";
import { planned } from "./plan.ts";

/** Manifests in, the patches that a run would apply to them out. */
export function patchesCommand({ format, quiet }: Asked<"patches">, input: Input): Output {
  const { plan, settings, resources, notes } = planned(input);
  const outcome = plan ? outcomeOf(plan, settings) : { changes: [], warnings: [], notes };
  return {
    stdout: formatPatches(plan?.changes ?? [], resources, format),
    ...(!quiet && { stderr: report(outcome, input.style(2)) }),
  };
}
