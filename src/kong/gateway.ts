import { Failure } from "../failure.ts";
import { at, type JsonObject, mapAt, type Path, pointer, textAt } from "../json/values.ts";
import { label, type Resource } from "../manifests/read.ts";
import type { Env } from "./env.ts";
import { environmentOf } from "./environment.ts";
import type { Gateway } from "./find.ts";
import { listeningOf } from "./listening.ts";
import type { PodPlaces } from "./places.ts";
import { versionOf } from "./version.ts";
import type { Container } from "./workloads.ts";

/**
 * The gateway that a container is, without its front Services; `control plane` where it is one, and `idle` where it
 * listens nowhere.
 *
 * @param made the pod, and the resource in whose namespace it runs, where these are made of more than the workload
 * @throws Failure (bad-shape) where its variables are no list
 */
export function gatewayOf(
  workload: Resource,
  places: PodPlaces,
  container: Container,
  made: { pod?: JsonObject; site?: Resource } = {},
): Gateway | "control plane" | "idle" {
  refuseBadShape(workload, [...container.path, container.variables ?? "env"]);
  const { pod = mapAt(workload.value, places.pod), site = workload } = made;
  const version = versionOf(textAt(container.value, ["image"]) ?? "");
  const { env, hidden } = environmentOf({ workload: site, pod, container: container.value }, version);
  if (isControlPlane(env)) return "control plane";
  const proxy = listeningOf(env, "KONG_PROXY_LISTEN", version);
  const stream = listeningOf(env, "KONG_STREAM_LISTEN", version);
  const listeners = [...proxy.listeners, ...stream.listeners];
  const faults = [...proxy.faults, ...stream.faults];
  if (listeners.length + faults.length === 0) return "idle";
  const replicas = places.replicas && at(workload.value, places.replicas);
  return {
    workload,
    places,
    pod,
    ...(typeof replicas === "number" && { replicas }),
    container,
    env,
    version,
    listen: { KONG_PROXY_LISTEN: proxy.text, KONG_STREAM_LISTEN: stream.text },
    listeners,
    fronts: [],
    faults,
    hidden: hidden.map((each) => ({ ...each, path: [...container.path, ...each.path] })),
  };
}

export const isControlPlane = (env: Env): boolean => env.get("KONG_ROLE")?.value === "control_plane";

function refuseBadShape(workload: Resource, path: Path): void {
  const found = at(workload.value, path) ?? [];
  if (Array.isArray(found)) return;
  throw new Failure("bad-shape", label(workload), `${pointer(path)} is not a list`, "mend the chart's value");
}
