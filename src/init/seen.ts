import { type Evidence, evidenceOf } from "../clouds/evidence.ts";
import { saidExposure } from "../clouds/exposure.ts";
import { nodeEvidence } from "../clouds/nodes.ts";
import type { Profile } from "../clouds/profiles.ts";
import { alikeOf } from "../kong/alike.ts";
import { type FrontService, findGateways } from "../kong/find.ts";
import { label, type Manifests, readOthers } from "../manifests/read.ts";

/** What manifests or a cluster show of the settings, each with what shows it. */
export interface SeenManifests {
  clouds: Sight<string>[];
  profiles: Sight<Profile>[];
  /** Whether some Service says outright how public its load balancer is. */
  saysExposure: boolean;
}

export interface Sight<Value> {
  value: Value;
  /** `Service kong/my-kong-proxy, loadBalancerClass`, `Node worker-1, spec.providerID`. */
  by: string;
}

/** What can be told from Services before Kong, and from Nodes. A Service counts before a Node, which may be anybody's. */
export function see(manifests: readonly Manifests[]): SeenManifests {
  const gateways = findGateways(manifests.flatMap(({ resources }) => resources));
  const fronts = alikeOf(gateways).flatMap(([{ fronts: before }]) => before);
  const told = fronts.map((front) => ({ front, evidence: evidenceOf(front.shown) }));
  const profiles = distinct(
    told.flatMap(({ front, evidence }) => evidence.profiles.map((value) => ({ value, by: shownBy(front, evidence) }))),
  );
  const byServices = told.flatMap(({ front, evidence }) =>
    evidence.clouds.map((value) => ({ value, by: shownBy(front, evidence) })),
  );
  return {
    clouds: distinct(byServices.length > 0 ? byServices : manifests.flatMap(cloudsOfNodes)),
    profiles,
    saysExposure: told.some(({ front, evidence }) =>
      evidence.profiles.some((profile) => saidExposure(profile, front.shown.annotations) !== undefined),
    ),
  };
}

const shownBy = ({ service }: FrontService, { by }: Evidence): string => `${label(service)}, ${by}`;

function cloudsOfNodes(manifests: Manifests): Sight<string>[] {
  const others = readOthers(manifests, "Node", (text) => /\bNode(?:List)?\b/.test(text));
  return [...manifests.resources, ...others].flatMap((resource) => {
    if (resource.kind !== "Node" || resource.apiVersion !== "v1") return [];
    return nodeEvidence(resource.value).map(({ cloud, by }) => ({ value: cloud, by: `${label(resource)}, ${by}` }));
  });
}

const distinct = <Value>(sights: readonly Sight<Value>[]): Sight<Value>[] => [
  ...new Map(sights.toReversed().map((sight) => [sight.value, sight])).values(),
];
