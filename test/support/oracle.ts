/**
 * A second opinion on what a run must do, worked out on plain values by the facts of Kong's guide, with none of the
 * program's own code. It knows gateways whose listeners are written out, which is what the charts render.
 */

import type { Config } from "../../src/index.ts";

/** A method on one of the guide's load balancers, and what it means for a front Service. */
export interface Way {
  config: Config;
  policy?: "Local" | "Cluster";
  required?: Record<string, string>;
  defaults?: Record<string, string>;
}

const CIDR = "10.0.0.0/16";
const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const nlb = { [`${AWS}type`]: "external", [`${AWS}nlb-target-type`]: "instance" };
const facing = { [`${AWS}scheme`]: "internet-facing" };
const local = (cloud: string, loadBalancer?: string): Config => ({
  method: "external-traffic-policy",
  cloud,
  ...(loadBalancer !== undefined && { loadBalancer }),
});
const trusting = (method: Config["method"], cloud: string): Config => ({ method, cloud, trustedCIDRs: [CIDR] });

export const ways: Way[] = [
  { config: local("gke"), policy: "Local" },
  { config: local("aks"), policy: "Local" },
  { config: local("generic"), policy: "Local" },
  { config: local("eks"), policy: "Local", required: nlb, defaults: facing },
  { config: local("eks", "nlb-in-tree"), policy: "Local", required: { [`${AWS}type`]: "nlb" } },
  {
    config: trusting("proxy-protocol", "eks"),
    policy: "Cluster",
    required: { ...nlb, [`${AWS}proxy-protocol`]: "*" },
    defaults: facing,
  },
  { config: trusting("proxy-protocol", "generic") },
  { config: trusting("http-headers", "generic") },
  { config: { ...trusting("http-headers", "generic"), realIPRecursive: false } },
];

/** Kubernetes objects are looked into by hand; whoever writes a wrong path finds nothing. */
// biome-ignore lint/suspicious/noExplicitAny: manifests have no type of their own
type Any = any;

/** What must come out, and how many lines may go and come on the way there. */
export interface Opinion {
  objects: Any[];
  gone: number;
  come: number;
}

/** @param objects the Kubernetes objects of a stream, lists unwrapped; they stay as they are */
export function opinionOn(objects: readonly unknown[], { config, policy, required, defaults }: Way): Opinion {
  const opinion: Opinion = { objects: structuredClone([...objects]), gone: 0, come: 0 };
  const services = opinion.objects.filter((it) => it?.kind === "Service" && it.apiVersion === "v1");
  const isProxy = config.method === "proxy-protocol";

  const set = (map: Any, key: string, value: string) => {
    if (map[key] === value) return;
    if (map[key] !== undefined) opinion.gone++;
    opinion.come++;
    map[key] = value;
  };
  const setVariable = (env: Any[], name: string, value: string) => {
    const last = env.findLast((item) => item.name === name);
    for (const [index, item] of [...env.entries()].reverse())
      if (item.name === name && item !== last) opinion.gone += size(env.splice(index, 1)[0]);
    if (last && "valueFrom" in last) opinion.gone += size({ valueFrom: last.valueFrom });
    if (last) delete last.valueFrom;
    if (last) set(last, "value", value);
    else opinion.come += size(env[env.push({ name, value }) - 1]);
  };
  const changeService = (service: Any, reached: Listener[], workload: Any) => {
    const { metadata, spec } = service;
    const missing = Object.entries(defaults ?? {}).filter(([key]) => metadata.annotations?.[key] === undefined);
    const own =
      spec.type === "LoadBalancer"
        ? { ...perPort(service, reached, workload, required), ...Object.fromEntries(missing) }
        : {};
    const wanted = Object.entries(own);
    if (wanted.length > 0 && !size(metadata.annotations)) {
      opinion.come++;
      if ("annotations" in metadata) opinion.gone++;
      metadata.annotations ??= {};
    }
    for (const [key, value] of wanted) set(metadata.annotations, key, value);
    if (policy) set(spec, "externalTrafficPolicy", policy);
    if (policy === "Cluster" && "healthCheckNodePort" in spec) {
      opinion.gone++;
      delete spec.healthCheckNodePort;
    }
  };

  for (const { workload, proxy, listeners } of opinion.objects.flatMap(gatewayIn)) {
    const fronts = services
      .filter((service) => isBefore(service, workload))
      .map((service) => ({ service, reached: listeners.filter((listener) => leadsTo(service, workload, listener)) }))
      .filter(({ reached }) => reached.some(({ udp }) => !udp || !isProxy));
    const exposed = fronts.filter(({ service }) => /^(LoadBalancer|NodePort)$/.test(service.spec.type));
    for (const { service, reached } of exposed) changeService(service, reached, workload);
    if (config.method === "external-traffic-policy") continue;
    const spoken = (exposed.length > 0 || policy ? exposed : fronts).flatMap(({ reached }) => reached);
    for (const name of isProxy ? LISTEN : []) {
      const ours = new Set(spoken.filter((listener) => listener.name === name && !listener.udp).map(({ at }) => at));
      const text = proxy.env.findLast((item: Any) => item.name === name)?.value as string;
      const entries = text?.split(",").map((entry, at) => (ours.has(at) ? withFlag(entry) : entry));
      if (ours.size > 0) setVariable(proxy.env, name, entries.join(","));
    }
    setVariable(proxy.env, "KONG_REAL_IP_HEADER", isProxy ? "proxy_protocol" : "X-Forwarded-For");
    if (config.realIPRecursive === false) setVariable(proxy.env, "KONG_REAL_IP_RECURSIVE", "off");
    setVariable(proxy.env, "KONG_TRUSTED_IPS", CIDR);
  }
  return opinion;
}

/** Instead of "*" the ports that lead to listeners, where others do not. */
function perPort(service: Any, reached: Listener[], workload: Any, required: Record<string, string> = {}) {
  const { [`${AWS}proxy-protocol`]: all, ...rest } = required;
  const tcp: Any[] = service.spec.ports.filter(({ protocol = "TCP" }: Any) => protocol === "TCP");
  const leading = tcp.filter((port) =>
    reached.some((listener) => leadsTo({ spec: { ports: [port] } }, workload, listener)),
  );
  if (all === undefined || leading.length === tcp.length) return required;
  return { ...rest, [`${AWS}proxy-protocol-per-target-group`]: leading.map(({ port }) => port).join(",") };
}

/**
 * Whether there is an opinion on an object: not on what Kong Operator makes gateways of, on gateways that leave their
 * listeners to Kong's defaults, on workloads that have variables from elsewhere alone, nor on Services that say themselves which load balancer they have.
 */
export const isKnown = (object: Any): boolean =>
  !/^(?:gateway-operator|konnect)\.konghq\.com\/|^gateway\.networking\.k8s\.io\//.test(object?.apiVersion) &&
  !podOf(object)?.spec?.containers?.some?.((each: Any) => each?.envFrom && !each.env) &&
  !Object.keys(object?.metadata?.annotations ?? {}).some((key) => /load-?balancer|oraclecloud/.test(key)) &&
  kongsOf(object).every((kong) => kong.env?.some(({ name }: Any) => name === "KONG_PROXY_LISTEN") === true);

/** The pod of a workload, with its labels where a pod has them. */
const podOf = (object: Any): Any =>
  object?.kind === "Pod"
    ? object
    : /^(Deployment|DaemonSet|StatefulSet|ReplicaSet|Rollout)$/.test(object?.kind)
      ? object.spec?.template
      : undefined;

/** The containers with Kong's image; where there are none those with its variables. */
function kongsOf(object: Any): Any[] {
  const { containers, initContainers } = podOf(object)?.spec ?? {};
  if (object?.metadata?.ownerReferences || !Array.isArray(containers)) return [];
  const running = [
    ...containers,
    ...(initContainers ?? []).filter((each: Any) => each?.restartPolicy === "Always"),
  ].filter((each) => !/\bsleep\b(?!.*kong start)/.test([...(each?.command ?? []), ...(each?.args ?? [])].join(" ")));
  const byImage = running.filter((each) => /(^|\/)kong(-gateway)?(:[^/]*)?(@.*)?$/.test(each?.image));
  const hasVariables = (each: Any) => each?.env?.some?.(({ name }: Any) => /^KONG_(DATABASE|PROXY_LISTEN)$/.test(name));
  return byImage.length > 0 ? byImage : running.filter(hasVariables);
}

const LISTEN = ["KONG_PROXY_LISTEN", "KONG_STREAM_LISTEN"];

interface Listener {
  name: string;
  at: number;
  port: string;
  udp: boolean;
}

function gatewayIn(workload: Any): { workload: Any; proxy: Any; listeners: Listener[] }[] {
  return kongsOf(workload).flatMap((proxy) => {
    const variables = new Map<string, string>(proxy.env?.map(({ name, value }: Any) => [name, value]));
    if (variables.get("KONG_ROLE") === "control_plane") return [];
    const listeners = LISTEN.flatMap((name) => {
      const entries = (variables.get(name) ?? "off").split(",");
      if (entries[0]?.trim() === "off") return [];
      return entries.map((entry, at) => {
        // Flags may stand before the address.
        const words = entry.trim().split(/\s+/);
        const address = words.find((word) => /:\d+$/.test(word)) ?? "";
        return { name, at, port: address.replace(/.*:/, ""), udp: words.includes("udp") };
      });
    });
    return variables.has("KONG_PROXY_LISTEN") && listeners.length > 0 ? [{ workload, proxy, listeners }] : [];
  });
}

function isBefore({ metadata, spec }: Any, workload: Any): boolean {
  const { namespace } = workload.metadata;
  const selector = Object.entries(spec.selector ?? {});
  return (
    selector.length > 0 &&
    selector.every(([key, value]) => podOf(workload).metadata.labels[key] === value) &&
    (!metadata.namespace || !namespace || metadata.namespace === namespace)
  );
}

function leadsTo({ spec }: Any, workload: Any, { port, udp }: Listener): boolean {
  const transport = udp ? "UDP" : "TCP";
  const { containers, initContainers } = podOf(workload).spec;
  const names = [...containers, ...(initContainers ?? [])]
    .flatMap(({ ports }) => ports ?? [])
    .filter((named) => String(named.containerPort) === port && (named.protocol ?? "TCP") === transport)
    .map((named) => named.name);
  return spec.ports.some(
    ({ port: number, targetPort = number, protocol = "TCP" }: Any) =>
      protocol === transport && (String(targetPort) === port || names.includes(targetPort)),
  );
}

const withFlag = (entry: string) =>
  /\sproxy_protocol(\s|$)/.test(entry) ? entry : `${entry.trimEnd()} proxy_protocol${/\s*$/.exec(entry)?.[0] ?? ""}`;

/** How many keys stand in a value, which in block style is how many lines it has. */
function size(value: Any): number {
  if (value === null || typeof value !== "object") return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + size(item), 0);
  return Object.values(value).reduce((sum: number, item) => sum + 1 + size(item), 0);
}
