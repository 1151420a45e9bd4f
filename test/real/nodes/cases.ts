import { parseAllDocuments } from "yaml";
import type { Verdict } from "../../../src/judgement/verdict.ts";
import { checked } from "../../support/checked.ts";
import type { KongListener } from "../nginx/nginx.ts";
import { listenersOf } from "../nginx/release.ts";
import type { Hop } from "../nginx/ways.ts";
import { BALANCER, type Family } from "./cast.ts";
import type { Policy, Service } from "./kube-proxy.ts";
import { STORIES, type Story } from "./stories.ts";

/** One listener of Kong's behind one Service and one load balancer: what is built of namespaces, and tried. */
export interface Case extends Service {
  listener: KongListener;
  /** Where the load balancer sends to. */
  reaches: "nodes" | "pods";
  /** How it opens connections of its own over each family; undefined where it passes packets on. */
  hops: Readonly<Record<Family, Hop>> | undefined;
  /** Of the load balancer's address of IPv6, where it reaches nodes over IPv4. */
  mixedPort: number;
}

/** What the program says of a case that comes of a profile and a policy. */
export interface Expectation {
  title: string;
  family: Family;
  verdict: Verdict;
  of: Case;
}

export const POLICIES: readonly Policy[] = ["Cluster", "Local"];

/** JSON documents are YAML ones. */
const withPolicy = (stream: string, policy: Policy): string =>
  parseAllDocuments(stream)
    .map((document) => document.toJS() ?? {})
    .map((resource) =>
      resource.kind === "Service" && resource.spec.type !== "ClusterIP"
        ? { ...resource, spec: { ...resource.spec, externalTrafficPolicy: policy } }
        : resource,
    )
    .map((resource) => JSON.stringify(resource))
    .join("\n---\n");

const cases = new Map<string, Case>();

/** The same case for all that differ in nothing that is built. */
function caseOf(listener: KongListener, policy: Policy, { reaches = "nodes" }: Story, way?: (at: string) => Hop): Case {
  const { title: _, ...settings } = listener;
  const hops = way && { 4: way(BALANCER[4]), 6: way(BALANCER[6]) };
  const key = JSON.stringify([settings, policy, reaches, hops]);
  const n = cases.size;
  const made = cases.get(key) ?? {
    listener,
    policy,
    reaches,
    hops,
    protocol: listener.isDatagram ? "udp" : "tcp",
    targetPort: 8_000 + n,
    port: 20_000 + n,
    mixedPort: 21_000 + n,
    nodePort: 30_000 + n,
    healthCheckNodePort: 31_000 + n,
  };
  cases.set(key, made);
  return made;
}

/** Whether a load balancer of this kind can send something to a listener at all. */
const carries = ({ isStream, isDatagram }: KongListener, hop: Hop | undefined): boolean =>
  hop === undefined || (!isDatagram && !(isStream && hop.config.includes("mode http")));

/** Of a listener's address: IPv6 stands in brackets. */
const familyOf = (address: string): Family => (address.startsWith("[") ? 6 : 4);

/** By profile and policy. */
export const EXPECTATIONS: ReadonlyMap<string, Expectation[]> = new Map(
  STORIES.flatMap((story) =>
    POLICIES.map((policy) => [`${story.title}, policy ${policy}`, expectations(story, policy)] as const),
  ),
);

export const CASES: readonly Case[] = [...cases.values()];

function expectations(story: Story, policy: Policy): Expectation[] {
  const stream = withPolicy(story.stream, policy);
  const { verdicts } = checked(stream, { config: story.config });
  return listenersOf(stream).flatMap((listener) => {
    const [, address = "", port] = /^(\S+):(\d+)/.exec(listener.title) ?? [];
    const family = familyOf(address);
    const verdict = verdicts.find(
      (one) => familyOf(one.listener.address) === family && `${one.listener.port}` === port,
    );
    // No port of the Service leads to it.
    if (verdict === undefined) return [];
    return (story.ways ?? [undefined])
      .filter((way) => carries(listener, way?.(BALANCER[family])))
      .map((way) => ({ title: listener.title, family, verdict, of: caseOf(listener, policy, story, way) }));
  });
}
