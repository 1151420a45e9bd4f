import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import type { FindingCode } from "../judgement/codes.ts";
import type { Finding } from "../judgement/rule.ts";
import { doubtsAmong } from "../kong/misses.ts";
import { strangersAmong } from "../kong/strangers.ts";
import { isTarget } from "../kong/target.ts";
import { label, type Manifests, type Resource } from "../manifests/read.ts";

const STRANGE: FindingCode = "unknown-workload";

const REMEDY =
  "run Kong in a Deployment or the like, or leave it out with target (--workload, --release or --namespace)";

/**
 * Refuses manifests with a Kong that a run would leave as it is, unless the target does not mean it.
 * @throws Failure (left-behind)
 */
export function refuseStrangers(manifests: readonly Manifests[], { target }: Pick<Config, "target">): void {
  const [stranger] = strangersAmong(manifests, target);
  if (stranger) throw new Failure("left-behind", label(stranger.resource), stranger.what, REMEDY, STRANGE);
}

/** What a check says of them. */
export function strangerFindings(manifests: readonly Manifests[], target: Config["target"]): Finding[] {
  return strangersAmong(manifests, target).map(({ resource, what }) => ({
    code: STRANGE,
    severity: "warning",
    resource,
    where: label(resource),
    path: [],
    what,
    remedy: REMEDY,
  }));
}

/** Containers that may be Kong's beside those that are: what is left as it is, is said. */
export function doubtNotes(resources: readonly Resource[], target: Config["target"]): string[] {
  if (target?.container !== undefined) return [];
  const meant = resources.filter((resource) => isTarget(resource, target));
  return doubtsAmong(meant).map(
    ({ workload, container, lacks }) =>
      `container ${container} of ${label(workload)} is not taken for Kong's: ${lacks}; if it runs Kong, name it with target.container (--container)`,
  );
}
