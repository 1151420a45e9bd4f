import type { Contradiction } from "../../clouds/choice.ts";
import { matches } from "../../clouds/match.ts";
import type { MethodName } from "../../config/resolve.ts";
import type { OnceLive } from "../../generated/cloud.ts";
import { type Path, textAt } from "../../json/values.ts";
import type { FrontService } from "../../kong/find.ts";
import { fieldOf } from "../../kong/places.ts";
import { type Case, type Hit, hit, type Rule } from "../rule.ts";
import { byFront } from "../verdict.ts";

const place = ({ places }: FrontService, key: string) => [...places.annotations, key];

/** The method that a Service and its listeners are set up for, as far as they show it. */
function methodOf({ run, verdicts }: Case, front: FrontService): MethodName | undefined {
  if (run) return run.settings.method;
  if (front.listeners.some(({ flags }) => flags.includes("proxy_protocol"))) return "proxy-protocol";
  const deliveries = (byFront(verdicts).get(front) ?? []).flatMap(({ delivery }) => delivery ?? []);
  if (deliveries.some(({ header }) => header)) return "http-headers";
  const isKept = deliveries.some(({ peer, proxy }) => peer === "client" && !proxy);
  return isKept || textAt(front.spec, ["externalTrafficPolicy"]) === "Local" ? "external-traffic-policy" : undefined;
}

/** No controller heeds what another Service says of a load balancer. */
const isMade = ({ type }: FrontService) => type === "LoadBalancer";

/** Hits for what a front Service's profile says of the method in use. */
function perSupport(
  given: Case,
  find: (front: FrontService, support: NonNullable<ReturnType<typeof supportOf>>, method: MethodName) => Hit[],
): Hit[] {
  return given.gateway.fronts.flatMap((front) => {
    const method = methodOf(given, front);
    const support = method && supportOf(given, front, method);
    return method && support ? find(front, support, method) : [];
  });
}

const supportOf = ({ profiles }: Case, front: FrontService, method: MethodName) =>
  profiles.of(front)?.profile.methods[method];

const conflictHits = (given: Case, warnOnly: boolean) =>
  perSupport(given, (front, { conflicts = [] }, method) =>
    (front.type === "LoadBalancer" ? conflicts : [])
      .filter((conflict) => (conflict.warnOnly === true) === warnOnly && matches(conflict, front.shown.annotations))
      .map(({ annotation, because, remedy }) =>
        hit(
          front.service,
          `annotation ${annotation} does not go ${warnOnly ? "well " : ""}with ${method}: ${because}`,
          remedy ?? (warnOnly ? "consider removing it" : "remove the annotation, or choose another method"),
          place(front, annotation),
        ),
      ),
  );

const contradictionHits = ({ gateway, profiles }: Case, code: Contradiction["code"]) =>
  gateway.fronts.flatMap((front) => {
    const found = profiles.contradiction(front);
    const isHttp = front.listeners.some(({ variable }) => variable === "KONG_PROXY_LISTEN");
    if (found?.code !== code || (code === "side-door" && !isHttp)) return [];
    return [hit(front.service, found.what, found.remedy, front.places.spec)];
  });

/** What bites with the load balancer, as its profile tells. */
export const profileRules: Record<string, Rule> = {
  "contradicted-load-balancer": {
    severity: "error",
    title: "the Service shows another load balancer than the config names",
    story:
      "A Service's class, annotations and status, and the Ingresses before it, say which controller makes its load balancer, and so what it does to connections. A config that names another one is wrong about that, and so would be everything that follows from it.",
    source: "kubernetes/api core/v1/types.go (loadBalancerClass); kong-client-ip clouds",
    find: (given) => contradictionHits(given, "contradicted-load-balancer"),
  },
  "side-door": {
    severity: "error",
    title: "a load balancer of its own leads past the HTTP load balancer",
    story:
      "An HTTP load balancer of an Ingress or a Gateway reaches Kong through a Service of type ClusterIP or NodePort. A Service of type LoadBalancer before the same listeners gets a second load balancer, which passes on the header as a client wrote it, from an address that Kong trusts or may trust.",
    source: "kubernetes-sigs/aws-load-balancer-controller docs/guide/ingress/annotations.md (target-type)",
    find: (given) => contradictionHits(given, "side-door"),
  },
  "conflicting-annotation": {
    severity: "error",
    title: "an annotation that does not go with the way the client's address is passed on",
    story:
      "Some settings of a load balancer exclude each other: HTTP or TLS towards the backend and the PROXY protocol, or two ways to pass the address on. `kong-client-ip clouds` has them for each load balancer.",
    source: "Kong/kong#6399; kong-client-ip clouds",
    find: (given) => conflictHits(given, false),
  },
  "doubtful-annotation": {
    severity: "warning",
    title: "an annotation that works against the way the client's address is passed on",
    story:
      "The load balancer takes both settings, but together they do not do what was meant. `kong-client-ip clouds` tells what happens.",
    source: "kong-client-ip clouds",
    find: (given) => conflictHits(given, true),
  },
  "advised-annotation": {
    severity: "warning",
    title: "an annotation that the load balancer needs, and that only you can write",
    story:
      "Some load balancers need something that no tool can know, such as a DNS name of their own, to work for callers inside the cluster too, or to be created at all.",
    source: "kong-client-ip clouds",
    find: (given) =>
      perSupport(given, (front, { advised = {} }) =>
        Object.entries(front.type === "LoadBalancer" ? advised : {})
          .filter(([key]) => textAt(front.shown.annotations, [key]) === undefined)
          .map(([key, meaning]) =>
            hit(front.service, `annotation ${key} is missing`, `set it to ${meaning}`, place(front, key)),
          ),
      ),
  },
  "unverified-profile": {
    severity: "warning",
    title: "nobody has confirmed that this works on this load balancer",
    story:
      "The facts about this load balancer are from its documentation or from hearsay, and something decisive in them was never tried. Try it before you rely on it.",
    source: "kong-client-ip clouds",
    find: (given) =>
      perSupport(given, (front, { unverified }, method) =>
        unverified === undefined
          ? []
          : [
              hit(
                front.service,
                `${method} on ${given.profiles.of(front)?.profile.name} is not confirmed: ${unverified}`,
                "try it before you rely on it",
              ),
            ],
      ),
  },
  "immutable-annotation": {
    severity: "warning",
    title: "a change that a live load balancer does not survive",
    story:
      "Some annotations, and the class, choose the load balancer itself. Added or changed on a live Service they leave the old one behind, unmanaged and paid for, give it a new address, interrupt it, or are ignored or refused. For a new Service all is well; for a live one make a second Service, move the traffic, and delete the old one.",
    source: "kubernetes-sigs/aws-load-balancer-controller docs/guide/service/annotations.md",
    find: (given) =>
      given.gateway.fronts.filter(isMade).flatMap((front) => {
        const changes = onceLiveChanges(given, front);
        // The worst of them is told, since it is what happens.
        const effect = SEVERE.find((each) => changes.some((change) => change.effect === each));
        const [first, ...others] = changes.filter((change) => change.effect === effect);
        if (!effect || !first) return [];
        const fields = [first, ...others].map(({ field }) => field).join(", ");
        const what = `${fields} ${first.verb}; on a Service that is live already, ${EFFECTS[effect]}`;
        return [
          hit(front.service, what, "if this one is live, make a second Service and move the traffic", first.path),
        ];
      }),
  },
};

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
  SPEC.has(field) ? fieldOf(front, field) : place(front, field);

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
