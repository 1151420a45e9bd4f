import { ownBalancer } from "../../clouds/choice.ts";
import { matches, matchesAny } from "../../clouds/match.ts";
import { needsNodePorts } from "../../clouds/node-ports.ts";
import { carries, type Profile, profilesOf } from "../../clouds/profiles.ts";
import { textAt } from "../../json/values.ts";
import type { FrontService } from "../../kong/find.ts";
import { asksForNodePort, NODE_PORTS } from "../../kong/front.ts";
import { RANGES_ANNOTATION, SOURCE_RANGES, sourceRangesIn } from "../../kong/source-ranges.ts";
import { cidrsAmong, haveSame, isWithin } from "../../net/cidr.ts";
import { trustedBlocks } from "../kong.ts";
import { type Case, frontHit, hit, type Rule } from "../rule.ts";
import { byFront } from "../verdict.ts";

/** The load balancer that is made for a Service, where it is known. */
function balancerOf({ profiles }: Case, front: FrontService): Profile | undefined {
  const before = profiles.of(front)?.profile;
  return before && ownBalancer(front.shown, before);
}

/** Whether a load balancer needs node ports of its Service; undefined where nobody knows. */
const needs = (profile: Profile, { spec, shown }: FrontService): boolean | undefined =>
  needsNodePorts(profile, shown.annotations, textAt(spec, ["externalTrafficPolicy"]));

/** Whether a Service can do without node ports for sure. */
export function hasSpareNodePorts(given: Case, front: FrontService): boolean {
  const own = balancerOf(given, front);
  return own !== undefined && needs(own, front) === false;
}

/** The Services of type LoadBalancer with the load balancer that is made for them, where it is known. */
function* balanced(given: Case): Iterable<[FrontService, Profile]> {
  for (const front of given.gateway.fronts) {
    if (front.type !== "LoadBalancer") continue;
    const own = balancerOf(given, front);
    if (own) yield [front, own];
  }
}

/** Whether a load balancer needs node ports that its Service does not get. */
const isCutOff = (front: FrontService, profile: Profile): boolean =>
  front.spec[NODE_PORTS] === false && !front.ports.every(asksForNodePort) && needs(profile, front) === true;

/** Other load balancers of the same cloud that do without, and can do what is asked for. */
function spared({ cloud, name }: Profile, { run }: Case): string {
  const names = profilesOf(cloud).flatMap((other) =>
    other.nodePorts?.needed === "never" && other.name !== name && (!run || carries(other, run.settings.method))
      ? [other.loadBalancer]
      : [],
  );
  return names.length === 0 ? "" : `; or use load balancer ${names.join(" or ")}`;
}

/** What a Service asks of its load balancer that this cannot do. */
export const balancerRules = {
  "node-ports-needed": {
    severity: "error",
    title: "a load balancer that needs node ports, before a Service without any",
    story:
      "Many load balancers send to a port of the nodes, or ask one for their health. With allocateLoadBalancerNodePorts false there is none: the controller fails, or makes a load balancer that reaches nobody. Those that send packets on to the nodes with the load balancer's own address and port, or to the pods themselves, do without. `kong-client-ip clouds` tells which.",
    source: "kubernetes/api core/v1/types.go (AllocateLoadBalancerNodePorts); kong-client-ip clouds",
    *find(given) {
      const isAsked = given.run?.settings.config.nodePorts === false;
      for (const [front, profile] of balanced(given)) {
        if (!isCutOff(front, profile)) continue;
        const { unless, when } = profile.nodePorts ?? {};
        const isSure = unless === undefined || matchesAny(when, front.shown.annotations);
        const until = isSure ? "" : `, unless ${unless}`;
        yield {
          ...frontHit(
            front,
            NODE_PORTS,
            `${NODE_PORTS} is false, and ${profile.name} needs node ports${until}`,
            `${isAsked ? "leave out nodePorts (--no-node-ports)" : "let it have them"}, and close the nodes to all but the load balancer with a firewall or networkPolicy${spared(profile, given)}`,
          ),
          ...(!isSure && !isAsked && { severity: "warning" as const }),
        };
      }
    },
  },
  "source-ranges-void": {
    severity: "warning",
    title: "loadBalancerSourceRanges that nobody heeds",
    story:
      "Who keeps clients out that loadBalancerSourceRanges does not name differs: a firewall of the cloud, kube-proxy, or nobody. Where the load balancer connects to node ports in its own name, kube-proxy does not look at them either. Then everybody gets in, whatever the Service says.",
    source: "kubernetes pkg/proxy/ipvs/proxier.go (loadBalancerSourceRanges); kong-client-ip clouds",
    *find(given) {
      for (const [front, { name, sourceRanges }] of balanced(given)) {
        if (sourceRanges?.by !== "nobody" || !sourceRangesIn(front).field) continue;
        const { instead = "a firewall before it" } = sourceRanges;
        yield frontHit(front, SOURCE_RANGES, `${name} does not heed ${SOURCE_RANGES}`, `remove it, and use ${instead}`);
      }
    },
  },
  "source-ranges-contradicted": {
    severity: "error",
    title: "an annotation that does not go with loadBalancerSourceRanges",
    story:
      "Some controllers have annotations of their own for the clients that may come, which win over loadBalancerSourceRanges, let in others besides, or turn its meaning round. Of two that say the same thing, one is not heeded.",
    source: "kong-client-ip clouds",
    *find(given) {
      for (const [front, { sourceRanges }] of balanced(given)) {
        const { field, annotation } = sourceRangesIn(front);
        if (!field) continue;
        const place = (key: string) => [...front.places.annotations, key];
        const conflict = sourceRanges?.conflicts?.find((each) => matches(each, front.shown.annotations));
        if (conflict)
          yield {
            ...hit(
              front.service,
              `annotation ${conflict.annotation} does not go with ${SOURCE_RANGES}: ${conflict.because}`,
              conflict.remedy ?? "remove one of them",
              place(conflict.annotation),
            ),
            ...(conflict.warnOnly && { severity: "warning" as const }),
          };
        if (annotation && !haveSame(cidrsAmong(annotation), cidrsAmong(field)))
          yield {
            ...hit(
              front.service,
              `annotation ${RANGES_ANNOTATION} names other clients than ${SOURCE_RANGES}`,
              "take the annotation away",
              place(RANGES_ANNOTATION),
            ),
            severity: "warning" as const,
          };
      }
    },
  },
  "source-ranges-shut-out": {
    severity: "error",
    title: "loadBalancerSourceRanges that shut out the load balancer itself",
    story:
      "kube-proxy compares the source address of packets with loadBalancerSourceRanges. A load balancer that opens connections of its own to its Service's address comes from addresses of its own, and where the ranges name clients alone, nobody gets through.",
    source: "kubernetes pkg/proxy/ipvs/proxier.go (loadBalancerSourceRanges)",
    *find(given) {
      for (const [front, { name, sourceRanges }] of balanced(given)) {
        const ranges = cidrsAmong(sourceRangesIn(front).field ?? []);
        if (sourceRanges?.by !== "nodes" || ranges.length === 0) continue;
        const verdicts = byFront(given.verdicts).get(front) ?? [];
        if (!verdicts.some(({ delivery }) => delivery?.origin === "load balancer")) continue;
        const isLetIn = trustedBlocks(given.gateway).some((trusted) => isWithin(trusted, ranges));
        const isAsked = (given.run?.settings.clients.cidrs.length ?? 0) > 0;
        yield {
          ...frontHit(
            front,
            SOURCE_RANGES,
            `${name} comes from addresses of its own, which ${isLetIn ? "the ranges let in, and so everybody" : "are not among the ranges"}`,
            `${isAsked ? "leave out sourceRanges (--source-range)" : `remove ${SOURCE_RANGES}`}: clients cannot be told apart there`,
          ),
          ...(isLetIn && !isAsked && { severity: "warning" as const }),
        };
      }
    },
  },
} as const satisfies Record<string, Rule>;
