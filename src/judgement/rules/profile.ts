import type { Contradiction } from "../../clouds/choice.ts";
import { matches } from "../../clouds/match.ts";
import type { MethodName } from "../../config/resolve.ts";
import type { Support } from "../../generated/cloud.ts";
import { textAt } from "../../json/values.ts";
import type { FrontService } from "../../kong/find.ts";
import { speaksProxy } from "../../kong/listen.ts";
import { type Case, type Hit, hit, type Rule } from "../rule.ts";
import { byFront } from "../verdict.ts";

/** The method that a Service and its listeners are set up for, as far as they show it. */
function methodOf({ run, verdicts }: Case, front: FrontService): MethodName | undefined {
  if (run) return run.settings.method;
  if (front.listeners.some(speaksProxy)) return "proxy-protocol";
  const deliveries = (byFront(verdicts).get(front) ?? []).flatMap(({ delivery }) => delivery ?? []);
  if (deliveries.some(({ header }) => header)) return "http-headers";
  const isKept = deliveries.some(({ peer, proxy }) => peer === "client" && !proxy);
  return isKept || textAt(front.spec, ["externalTrafficPolicy"]) === "Local" ? "external-traffic-policy" : undefined;
}

/** The front Services whose profile is known, with the method in use and what the profile says of it. */
function* supported(given: Case): Iterable<{ front: FrontService; method: MethodName; support: Support }> {
  for (const front of given.gateway.fronts) {
    const method = methodOf(given, front);
    const support = method && given.profiles.of(front)?.profile.methods[method];
    if (method && support) yield { front, method, support };
  }
}

/** The same for those whose annotations a controller heeds. */
function* heeded(given: Case) {
  for (const each of supported(given)) if (each.front.type === "LoadBalancer") yield each;
}

/** What their annotations say that does not go with the method, or not well. */
function* conflicting(given: Case) {
  for (const { front, method, support } of heeded(given))
    for (const conflict of support.conflicts ?? [])
      if (matches(conflict, front.shown.annotations)) yield { front, method, conflict };
}

const annotationHit = ({ service, places }: FrontService, key: string, what: string, remedy: string): Hit =>
  hit(service, what, remedy, [...places.annotations, key]);

function* contradictionHits({ gateway, profiles }: Case, code: Contradiction["code"]): Iterable<Hit> {
  for (const front of gateway.fronts) {
    const found = profiles.contradiction(front);
    const isHttp = front.listeners.some(({ variable }) => variable === "KONG_PROXY_LISTEN");
    if (found?.code === code && (code !== "side-door" || isHttp))
      yield hit(front.service, found.what, found.remedy, front.places.spec);
  }
}

/** What bites with the load balancer, as its profile tells. */
export const profileRules = {
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
    *find(given) {
      for (const { front, method, conflict } of conflicting(given))
        if (!conflict.warnOnly)
          yield annotationHit(
            front,
            conflict.annotation,
            `annotation ${conflict.annotation} does not go with ${method}: ${conflict.because}`,
            conflict.remedy ?? "remove the annotation, or choose another method",
          );
    },
  },
  "doubtful-annotation": {
    severity: "warning",
    title: "an annotation that works against the way the client's address is passed on",
    story:
      "The load balancer takes both settings, but together they do not do what was meant. `kong-client-ip clouds` tells what happens.",
    source: "kong-client-ip clouds",
    *find(given) {
      for (const { front, method, conflict } of conflicting(given))
        if (conflict.warnOnly)
          yield annotationHit(
            front,
            conflict.annotation,
            `annotation ${conflict.annotation} does not go well with ${method}: ${conflict.because}`,
            conflict.remedy ?? "consider removing it",
          );
    },
  },
  "advised-annotation": {
    severity: "warning",
    title: "an annotation that the load balancer needs, and that only you can write",
    story:
      "Some load balancers need something that no tool can know, such as a DNS name of their own, to work for callers inside the cluster too, or to be created at all.",
    source: "kong-client-ip clouds",
    *find(given) {
      for (const { front, support } of heeded(given))
        for (const [key, meaning] of Object.entries(support.advised ?? {}))
          if (textAt(front.shown.annotations, [key]) === undefined)
            yield annotationHit(front, key, `annotation ${key} is missing`, `set it to ${meaning}`);
    },
  },
  "unverified-profile": {
    severity: "note",
    title: "nobody has confirmed that this works on this load balancer",
    story:
      "The facts about this load balancer are from its documentation or from hearsay, and something decisive in them was never tried. Try it before you rely on it.",
    source: "kong-client-ip clouds",
    *find(given) {
      for (const { front, method, support } of supported(given))
        if (support.unverified !== undefined)
          yield hit(
            front.service,
            `${method} on ${given.profiles.of(front)?.profile.name} is not confirmed: ${support.unverified}`,
            "try it before you rely on it",
          );
    },
  },
} as const satisfies Record<string, Rule>;
