import { Failure } from "../failure.ts";
import { at, type JsonObject, mapAt, mapsAt, type Path, pointer, textAt } from "../manifests/json.ts";
import { label, type Resource } from "../manifests/read.ts";
import { type Env, envOf } from "./env.ts";
import { defaultProxyListen, type Listener, type ListenVariable, parseListeners } from "./listen.ts";

/** A workload whose pod runs Kong's proxy. */
export interface Gateway {
  workload: Resource;
  /** The pod's spec and the container named `proxy` in it. */
  pod: JsonObject;
  container: { path: Path; value: JsonObject };
  env: Env;
  /** The listen values in force: from the environment, else Kong's defaults. */
  listen: Record<ListenVariable, string>;
  listeners: Listener[];
  fronts: FrontService[];
  /** Services that cannot be read: who knows whether they are before it. */
  unreadable: Resource[];
}

/** A Service that sends traffic to a gateway's listeners. */
export interface FrontService {
  service: Resource;
  type: string;
  /** The listeners it reaches, each once. */
  listeners: Listener[];
}

const WORKLOADS = new Set(["Deployment", "DaemonSet", "StatefulSet"]);
const POD: Path = ["spec", "template", "spec"];

/**
 * The gateways among the resources, each with its front Services: whatever the names, labels and positions.
 * A workload counts by its container `proxy` with Kong's environment, a Service by selector and target port.
 *
 * @throws Failure where the listeners of a gateway cannot be known
 */
export function findGateways(resources: readonly Resource[]): Gateway[] {
  const services = resources.filter(({ kind, apiVersion }) => kind === "Service" && apiVersion === "v1");
  return resources.flatMap((workload) => {
    const found = proxyContainer(workload);
    if (!found) return [];
    const env = envOf(found.value);
    refuseFaulty(workload);
    refuseBadShape(workload, [...found.path, "env"]);
    if (env.get("KONG_ROLE")?.value === "control_plane") return [];
    const listen = {
      KONG_PROXY_LISTEN: listenValue(
        workload,
        env,
        "KONG_PROXY_LISTEN",
        defaultProxyListen(textAt(found.value, ["image"]) ?? ""),
      ),
      KONG_STREAM_LISTEN: listenValue(workload, env, "KONG_STREAM_LISTEN", "off"),
    };
    const listeners = (["KONG_PROXY_LISTEN", "KONG_STREAM_LISTEN"] as const).flatMap((name) =>
      listenersOf(workload, name, listen[name]),
    );
    if (listeners.length === 0) return [];
    const gateway: Gateway = {
      workload,
      pod: mapAt(workload.value, POD),
      container: found,
      env,
      listen,
      listeners,
      fronts: [],
      unreadable: services.filter(({ document }) => document.fault),
    };
    gateway.fronts = services.flatMap((service) => frontOf(service, gateway));
    return [gateway];
  });
}

function proxyContainer(workload: Resource): { path: Path; value: JsonObject } | undefined {
  if (!WORKLOADS.has(workload.kind) || !/^(?:apps|extensions)\//.test(workload.apiVersion)) return undefined;
  const containers = mapsAt(workload.value, [...POD, "containers"]);
  const index = containers.findIndex((container) => container["name"] === "proxy");
  const value = containers[index];
  if (!value) return undefined;
  const hasKongEnv = [...envOf(value).keys()].some((name) => name.startsWith("KONG_"));
  const isKongImage = /(?:^|\/)kong[^/]*$/.test(textAt(value, ["image"]) ?? "");
  return hasKongEnv || isKongImage ? { path: [...POD, "containers", index], value } : undefined;
}

function listenValue(workload: Resource, env: Env, name: ListenVariable, fallback: string): string {
  const variable = env.get(name);
  if (!variable) return fallback;
  if (variable.value !== undefined) return variable.value;
  throw new Failure(
    "opaque-listeners",
    label(workload),
    `${name} is not written in the manifest but comes from valueFrom or a vault`,
    `set ${name} to its plain value in the chart's env`,
  );
}

function listenersOf(workload: Resource, name: ListenVariable, value: string): Listener[] {
  const listeners = parseListeners(name, value);
  if (Array.isArray(listeners)) return listeners;
  throw new Failure(
    "bad-listeners",
    label(workload),
    `${name} ${listeners.what}, so Kong would not start`,
    "write it as <address>:<port> [flags], separated by commas, or as off",
  );
}

function frontOf(service: Resource, { workload, pod, listeners }: Gateway): FrontService[] {
  const { namespace } = service;
  if (namespace !== undefined && workload.namespace !== undefined && namespace !== workload.namespace) return [];
  const selector = Object.entries(mapAt(service.value, ["spec", "selector"]));
  const labels = mapAt(workload.value, ["spec", "template", "metadata", "labels"]);
  const selects =
    selector.length > 0 && selector.every(([key, value]) => value != null && String(labels[key]) === String(value));
  if (!selects) return [];
  const targets = new Set(mapsAt(service.value, ["spec", "ports"]).flatMap((port) => targetsOf(port, pod)));
  const reached = listeners.filter(({ port, transport }) => targets.has(`${port}/${transport}`));
  const type = textAt(service.value, ["spec", "type"]) ?? "ClusterIP";
  if (reached.length === 0) return [];
  refuseFaulty(service);
  return [{ service, type, listeners: reached }];
}

function refuseBadShape(workload: Resource, path: Path): void {
  const found = at(workload.value, path) ?? [];
  if (Array.isArray(found)) return;
  throw new Failure("bad-shape", label(workload), `${pointer(path)} is not a list`, "mend the chart's value");
}

/** A document that Kubernetes could not read must not be changed on a guess. */
export function refuseFaulty(resource: Resource): void {
  const { fault } = resource.document;
  if (!fault) return;
  throw new Failure(
    "bad-yaml",
    `stdin:${fault.line}:${fault.column}`,
    `${label(resource)} cannot be read: ${fault.what}`,
    "mend the template",
  );
}

/** The container ports (`8000/TCP`) that a Service port leads to: by number, or by name in any container. */
function targetsOf(port: JsonObject, pod: JsonObject): string[] {
  const transport = textAt(port, ["protocol"]) ?? "TCP";
  const target = textAt(port, ["targetPort"]) ?? textAt(port, ["port"]) ?? "";
  if (/^\d+$/.test(target)) return [`${target}/${transport}`];
  return mapsAt(pod, ["containers"])
    .flatMap((container) => mapsAt(container, ["ports"]))
    .filter((named) => named["name"] === target && (textAt(named, ["protocol"]) ?? "TCP") === transport)
    .map((named) => `${textAt(named, ["containerPort"])}/${transport}`);
}

/** The JSON Pointer of a gateway's proxy container. */
export const containerPointer = ({ container }: Gateway): string => pointer(container.path);
