import type { OnceLive } from "../../generated/cloud.ts";
import { type Path, textAt } from "../../json/values.ts";
import type { FrontService } from "../../kong/find.ts";
import { fieldOf } from "../../kong/places.ts";
import { type Case, hit, type Rule } from "../rule.ts";

/** What bites when a load balancer is there already. */
export const liveRules = {
  "immutable-annotation": {
    severity: "note",
    title: "a change that a live load balancer does not survive",
    story:
      "Some annotations, and the class, choose the load balancer itself. Added or changed on a live Service they leave the old one behind, unmanaged and paid for, give it a new address, interrupt it, or are ignored or refused. For a new Service all is well; for a live one make a second Service, move the traffic, and delete the old one.",
    source: "kubernetes-sigs/aws-load-balancer-controller docs/guide/service/annotations.md",
    *find(given) {
      for (const front of given.gateway.fronts.filter(({ type }) => type === "LoadBalancer")) {
        const changes = onceLiveChanges(given, front);
        // The worst of them is told, since it is what happens.
        const effect = SEVERE.find((each) => changes.some((change) => change.effect === each));
        const [first, ...others] = changes.filter((change) => change.effect === effect);
        if (!effect || !first) continue;
        const fields = [first, ...others].map(({ field }) => field).join(", ");
        yield hit(
          front.service,
          `${fields} ${first.verb}; on a Service that is live already, ${EFFECTS[effect]}`,
          "if this one is live, make a second Service and move the traffic",
          first.path,
        );
      }
    },
  },
} as const satisfies Record<string, Rule>;

/** What a run adds to a Service or changes in it that a live load balancer minds. */
function onceLiveChanges({ run, profiles }: Case, front: FrontService) {
  return (profiles.of(front)?.profile.onceLive ?? []).flatMap(({ field, effect }) => {
    const path = livePath(front, field);
    const old = run && textAt(run.before(front.service).value, path);
    const fresh = textAt(front.service.value, path);
    if (!run || old === fresh) return [];
    return [{ field, effect, path, verb: old === undefined ? "is added" : fresh === undefined ? "goes" : "changes" }];
  });
}

/** Where a Service has what stands in `onceLive`: an annotation, or one of two fields. */
export const livePath = (front: FrontService, field: string): Path =>
  SPEC.has(field) ? fieldOf(front, field) : [...front.places.annotations, field];

const SPEC = new Set(["loadBalancerClass", "externalTrafficPolicy"]);

const SEVERE = ["refused", "ignored", "leaks", "replaced", "interrupted"] as const;

/** What becomes of a live load balancer, in words. */
export const EFFECTS: Record<OnceLive["effect"], string> = {
  leaks: "the old load balancer stays behind, unmanaged and paid for, and the address changes",
  ignored: "the load balancer stays as it was made, whatever the Service says",
  replaced: "a new load balancer with a new address takes its place",
  refused: "the change is refused",
  interrupted: "connections break while it is set up anew",
};
