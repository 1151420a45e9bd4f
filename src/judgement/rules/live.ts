import type { OnceLive } from "../../generated/cloud.ts";
import { mapsAt, type Path, textAt } from "../../json/values.ts";
import type { FrontService } from "../../kong/find.ts";
import { fieldOf } from "../../kong/places.ts";
import type { Resource } from "../../manifests/read.ts";
import { type Case, type Hit, hit, type Rule, type Severity } from "../rule.ts";

/** What bites when a load balancer is there already. */
export const liveRules = {
  "immutable-annotation": {
    severity: "warning",
    title: "a change that a live load balancer does not survive",
    story:
      "Some annotations, and the class, choose the load balancer itself. Changed on a live Service, or added to it, they leave the old one behind, unmanaged and paid for, give it a new address, interrupt it, or are ignored or refused. Move the traffic to a second Service first, as the command rollout tells, and make the same change where the Service comes from. Where a run adds what a Service does not have, and nothing shows that the Service is live, this is a note: a new one has nothing to lose.",
    source: "kubernetes-sigs/aws-load-balancer-controller docs/guide/service/annotations.md",
    *find(given) {
      for (const front of given.gateway.fronts.filter(({ type }) => type === "LoadBalancer")) {
        const changes = onceLiveChanges(given, front);
        const isNew = (change: OnceLiveChange) => change.verb === "is added" && !isLive(front.service);
        yield* liveHits(
          front,
          changes.filter((change) => !isNew(change)),
          "warning",
        );
        yield* liveHits(front, changes.filter(isNew), "note");
      }
    },
  },
} as const satisfies Record<string, Rule>;

/** Of several changes the worst is told, since that is what happens. */
function liveHits({ service }: FrontService, changes: readonly OnceLiveChange[], severity: Severity): Hit[] {
  const effect = SEVERE.find((each) => changes.some((change) => change.effect === each));
  const told = changes.filter((change) => change.effect === effect);
  const [first] = told;
  if (!effect || !first) return [];
  const when = isLive(service) ? "and it is live" : "and if it is live already";
  const what = `${told.map(({ field }) => field).join(", ")} ${first.verb}, ${when}, ${EFFECTS[effect]}`;
  return [{ ...hit(service, what, REMEDY, first.path), severity }];
}

const REMEDY =
  "move live traffic first (kong-client-ip rollout), then make the same change where the Service comes from";

/** Whether a Service is as a cluster has it, and not as a chart makes it. */
const isLive = ({ value }: Resource): boolean =>
  textAt(value, ["metadata", "uid"]) !== undefined || mapsAt(value, ["status", "loadBalancer", "ingress"]).length > 0;

interface OnceLiveChange extends Pick<OnceLive, "field" | "effect"> {
  path: Path;
  verb: "is added" | "changes" | "goes";
}

/** What a run adds to a Service or changes in it that a live load balancer minds. */
function onceLiveChanges({ run, profiles }: Case, front: FrontService): OnceLiveChange[] {
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
