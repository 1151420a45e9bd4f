import { at, type JsonObject, mapAt, mapsAt, textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";

const isPolicy = ({ kind, apiVersion }: Resource): boolean =>
  kind === "NetworkPolicy" && apiVersion.startsWith("networking.k8s.io/");

/** Whether a policy is about what comes in, as one is that does not say. */
const isAboutIngress = ({ value }: Resource): boolean => {
  const types = at(value, ["spec", "policyTypes"]);
  return !Array.isArray(types) || types.includes("Ingress");
};

/**
 * Whether a selector matches all of some labels that pods have, of which only some may be known: `undefined` where more
 * labels than those could decide. Source: k8s.io/apimachinery pkg/apis/meta/v1/types.go (LabelSelector)
 */
function matches(selector: JsonObject, labels: JsonObject): boolean | undefined {
  const pairs = Object.entries(mapAt(selector, ["matchLabels"]));
  if (pairs.some(([key, value]) => Object.hasOwn(labels, key) && labels[key] !== value)) return false;
  const isKnown = pairs.every(([key]) => Object.hasOwn(labels, key));
  return isKnown && mapsAt(selector, ["matchExpressions"]).length === 0 ? true : undefined;
}

/** The NetworkPolicies of a stream about what comes to some pods, which add up. */
export interface Policies {
  /** Those that are, or may be, for the pods. */
  all: readonly Resource[];
  /** Whether one certainly is for all of them: without any everybody may come. */
  isolated: boolean;
}

/** Finds the NetworkPolicies for pods with some labels, which may have more. */
export function policyFinder(
  resources: readonly Resource[],
): (labels: JsonObject, namespace: string | undefined) => Policies {
  const policies = resources.filter((resource) => isPolicy(resource) && isAboutIngress(resource));
  return (labels, namespace) => {
    const near = policies
      .filter((policy) => [undefined, policy.namespace].includes(namespace) || policy.namespace === undefined)
      .map((policy) => ({ policy, isFor: matches(mapAt(policy.value, ["spec", "podSelector"]), labels) }))
      .filter(({ isFor }) => isFor !== false);
    return { all: near.map(({ policy }) => policy), isolated: near.some(({ isFor }) => isFor) };
  };
}

/** Who may come to a TCP port by some policies: the peers that they name, undefined for everybody. */
export function peersOf(policies: readonly Resource[], port: number): JsonObject[] | undefined {
  const rules = policies
    .flatMap(({ value }) => mapsAt(value, ["spec", "ingress"]))
    .filter((rule) => admits(mapsAt(rule, ["ports"]), port));
  const peers = rules.map((rule) => mapsAt(rule, ["from"]));
  return peers.every((from) => from.length > 0) ? peers.flat() : undefined;
}

/** Ports by name may be any. */
function admits(ports: readonly JsonObject[], port: number): boolean {
  if (ports.length === 0) return true;
  return ports.some((each) => {
    if ((textAt(each, ["protocol"]) ?? "TCP") !== "TCP") return false;
    const first = textAt(each, ["port"]);
    if (first === undefined || !/^\d+$/.test(first)) return true;
    const last = textAt(each, ["endPort"]) ?? first;
    return port >= Number(first) && port <= Number(last);
  });
}
