import { matches } from "../../clouds/match.ts";
import type { MethodName } from "../../config/resolve.ts";
import { mapAt, textAt } from "../../json/values.ts";
import { isExposed } from "../../kong/exposure.ts";
import type { FrontService } from "../../kong/find.ts";
import type { Resource } from "../../manifests/read.ts";
import { type Case, type Hit, hit, type Rule } from "../rule.ts";
import { byFront } from "../verdict.ts";

const annotations = (service: Resource) => mapAt(service.value, ["metadata", "annotations"]);
const place = (key: string) => ["metadata", "annotations", key];

/** The method that a Service and its listeners are set up for, as far as they show it. */
function methodOf({ plan, verdicts }: Case, front: FrontService): MethodName | undefined {
  if (plan) return plan.settings.method;
  if (front.listeners.some(({ flags }) => flags.includes("proxy_protocol"))) return "proxy-protocol";
  const deliveries = (byFront(verdicts).get(front) ?? []).flatMap(({ delivery }) => delivery ?? []);
  if (deliveries.some(({ header }) => header)) return "http-headers";
  const isKept = deliveries.some(({ peer, proxy }) => peer === "client" && !proxy);
  return isKept || textAt(front.service.value, ["spec", "externalTrafficPolicy"]) === "Local"
    ? "external-traffic-policy"
    : undefined;
}

/** Hits for what a front Service's profile says of the method in use. */
function perSupport(
  given: Case,
  find: (front: FrontService, support: NonNullable<ReturnType<typeof supportOf>>, method: MethodName) => Hit[],
): Hit[] {
  return given.gateway.fronts.filter(isExposed).flatMap((front) => {
    const method = methodOf(given, front);
    const support = method && supportOf(given, front, method);
    return method && support ? find(front, support, method) : [];
  });
}

const supportOf = ({ balancerOf }: Case, front: FrontService, method: MethodName) =>
  balancerOf(front)?.product.methods[method];

const conflictHits = (given: Case, warnOnly: boolean) =>
  perSupport(given, ({ service }, { conflicts = [] }, method) =>
    conflicts
      .filter((conflict) => (conflict.warnOnly === true) === warnOnly && matches(conflict, annotations(service)))
      .map(({ annotation, because }) =>
        hit(
          service,
          `annotation ${annotation} does not go ${warnOnly ? "well " : ""}with ${method}: ${because}`,
          warnOnly ? "consider removing it" : "remove the annotation, or choose another method",
          place(annotation),
        ),
      ),
  );

/** What bites with the load balancer, as its profile tells. */
export const profileRules: Record<string, Rule> = {
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
      perSupport(given, ({ service }, { advised = {} }) =>
        Object.entries(advised)
          .filter(([key]) => textAt(annotations(service), [key]) === undefined)
          .map(([key, meaning]) => hit(service, `annotation ${key} is missing`, `set it to ${meaning}`, place(key))),
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
                `${method} on ${given.balancerOf(front)?.name} is not confirmed: ${unverified}`,
                "try it before you rely on it",
              ),
            ],
      ),
  },
  "immutable-annotation": {
    severity: "warning",
    title: "a change that a live load balancer does not survive",
    story:
      "Some annotations choose the load balancer itself. Changed on a live Service, they leave the old one behind, unmanaged and paid for, or are ignored. Make a new Service, move the traffic, and delete the old one.",
    source: "kubernetes-sigs/aws-load-balancer-controller docs/guide/service/annotations.md",
    find: ({ gateway, plan, balancerOf }) =>
      gateway.fronts.flatMap((front) =>
        (balancerOf(front)?.product.immutable ?? []).flatMap((key) => {
          const old = plan && textAt(annotations(plan.before(front.service)), [key]);
          if (old === undefined || old === textAt(annotations(front.service), [key])) return [];
          return [
            hit(
              front.service,
              `annotation ${key} changes, which on a live Service loses the old load balancer`,
              "make a new Service instead, if this one is live",
              place(key),
            ),
          ];
        }),
      ),
  },
};
