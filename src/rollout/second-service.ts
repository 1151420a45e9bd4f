import { Failure } from "../failure.ts";
import { at, type JsonObject, mapAt, mapsAt, textAt } from "../json/values.ts";
import type { FrontPort, FrontService } from "../kong/find.ts";
import { ADDED, addedFor, suffixed } from "../manifests/addition.ts";
import { label, type Resource } from "../manifests/read.ts";

/** What a second Service says that it was added for. */
const PURPOSE = "rollout";

/** Whether a Service is the second one before a gateway, for as long as the first one changes. */
export const isSecondService = (resource: Resource): boolean =>
  resource.kind === "Service" && addedFor(resource) === PURPOSE;

/** Annotations that are about this very object, or about its DNS name, which moves when its owner moves it. */
const OWN =
  /^(?:kubectl\.kubernetes\.io|meta\.helm\.sh|helm\.sh|argocd\.argoproj\.io|external-dns\.alpha\.kubernetes\.io|kong-client-ip)\//;

/** What most likely names one load balancer or its address, which no second one can have. */
const IDENTITY =
  /(?:^|[-._])(?:names?|ids?|uuid|ips?|ipv[46]|address(?:es)?|hostnames?|allocations|label)$|eip|loadBalancerIPs$/i;

/** What several load balancers have in common, by name or number. */
const SHARED = /cert|vpc|subnet|network|zone|security|group|project|flavou?r/i;

const isIdentity = (key: string): boolean => {
  const name = key.slice(key.indexOf("/") + 1);
  return IDENTITY.test(name) && !SHARED.test(name);
};

/** Fields of the spec that Kubernetes gives each Service anew, or that name one address. */
const GIVEN = new Set(["clusterIP", "clusterIPs", "healthCheckNodePort", "loadBalancerIP", "externalIPs"]);

/** What of a Service its second one does not take over, since it may name the load balancer itself. */
export const leftOut = ({ value }: Resource): string[] => [
  ...Object.keys(mapAt(value, ["metadata", "annotations"])).filter((key) => !OWN.test(key) && isIdentity(key)),
  ...["loadBalancerIP", "externalIPs"].filter((key) => at(value, ["spec", key]) != null),
];

/**
 * A Service like a front Service, with a load balancer of its own. Of the annotations it has those that the load
 * balancer may need, so that it is as internal or public, and in the same networks.
 *
 * @param distance how far its listeners are from those of the first one
 * @throws Failure (bad-shape) where a port leads to several listeners
 */
export function secondService({ service, ports }: FrontService, distance: number): JsonObject {
  const { value } = service;
  const annotations = Object.entries(mapAt(value, ["metadata", "annotations"])).filter(
    ([key]) => !OWN.test(key) && !isIdentity(key),
  );
  const labels = mapAt(value, ["metadata", "labels"]);
  const namespace = textAt(value, ["metadata", "namespace"]);
  const spec = Object.entries(mapAt(value, ["spec"])).filter(([key]) => !GIVEN.has(key));
  const listed = mapsAt(value, ["spec", "ports"]).map(({ nodePort: _, ...port }, index): JsonObject => {
    const target = targetOf(service, ports[index], distance);
    return target === undefined ? port : { ...port, targetPort: target };
  });
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: suffixed(service.name, "-second"),
      ...(namespace !== undefined && { namespace }),
      ...(Object.keys(labels).length > 0 && { labels }),
      annotations: { ...Object.fromEntries(annotations), [ADDED]: PURPOSE },
    },
    spec: Object.fromEntries(spec.map(([key, item]) => [key, key === "ports" ? listed : item])),
  };
}

/** The second listener that a port leads to; undefined for one that leads elsewhere, and stays as it is. */
function targetOf(service: Resource, port: FrontPort | undefined, distance: number): number | undefined {
  const numbers = new Set(port?.listeners.flatMap((each) => (each.transport === "TCP" ? [each.port] : [])));
  const [only, ...others] = numbers;
  if (others.length > 0)
    throw new Failure(
      "bad-shape",
      label(service),
      `port ${port?.port} leads to several listeners`,
      "give each listener a port of its own",
    );
  return only === undefined || distance === 0 ? undefined : only + distance;
}
