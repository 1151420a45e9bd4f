import { SERVICE } from "../../kong/places.ts";
import { containerFaults, type RefusedField, serviceFaults } from "../refusals.ts";
import { type Hit, hit, type Rule } from "../rule.ts";

function* hitsOf(resource: Hit["resource"], faults: readonly RefusedField[]): Iterable<Hit> {
  for (const [path, what, remedy] of faults) yield hit(resource, what, remedy, path);
}

/** What never gets into the cluster, as far as it decides how clients reach Kong. */
export const refusalRules = {
  "refused-manifest": {
    severity: "error",
    title: "the API server refuses the manifest",
    story:
      "Kubernetes checks each field of a Service and a workload, and Helm installs nothing, or half of a release, where one is refused: a number or true without quotes where text belongs, a word in the wrong case, two ports with one name. The message of the API server comes at the end of an upgrade; this one before it. Only what decides how clients reach Kong is looked at.",
    source: "kubernetes/kubernetes pkg/apis/core/validation/validation.go (ValidateService, validateEnv)",
    *find({ gateway, run }) {
      for (const front of gateway.fronts.filter(({ places }) => places === SERVICE)) {
        const faults = serviceFaults(front);
        // Behind a run comes the API server, but for a type that something fills in first, which may be any.
        yield* hitsOf(front.service, run ? faults.filter(([[, field]]) => field === "type") : faults);
      }
      if (!run) yield* hitsOf(gateway.workload, containerFaults(gateway));
    },
  },
} as const satisfies Record<string, Rule>;
