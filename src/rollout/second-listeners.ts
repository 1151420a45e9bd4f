import { Failure } from "../failure.ts";
import type { Operation } from "../json/patch.ts";
import { at, isObject, mapAt, mapsAt, pointer, textAt } from "../json/values.ts";
import { setEnv } from "../kong/env.ts";
import type { Gateway } from "../kong/find.ts";
import { type Listener, type ListenVariable, withProxyProtocol } from "../kong/listen.ts";
import { containersOf } from "../kong/workloads.ts";
import { label } from "../manifests/read.ts";

/** The annotation on a workload that names the ports of its second listeners, by which the next step knows them. */
const SECOND = "kong-client-ip/second-listeners";

/** How far second listeners are from the first: with the chart's ports on 18000 and 18443. */
const STEPS = [10_000, 20_000, 30_000, 40_000, 50_000];

const LISTENS: readonly ListenVariable[] = ["KONG_PROXY_LISTEN", "KONG_STREAM_LISTEN"];

/** The ports of the second listeners that a gateway has. */
export const secondPorts = ({ workload }: Gateway): number[] =>
  (textAt(workload.value, ["metadata", "annotations", SECOND]) ?? "").split(",").flatMap((text) => Number(text) || []);

export const hasSecondListeners = (gateway: Gateway): boolean => secondPorts(gateway).length > 0;

const isSecond = (gateway: Gateway, { port }: Listener): boolean => secondPorts(gateway).includes(port);

/** The listeners that get a second one: those for TCP that front Services send traffic to. */
const firstsOf = (gateway: Gateway): Listener[] => {
  const reached = new Set(gateway.fronts.flatMap(({ listeners }) => listeners));
  return gateway.listeners.filter(
    (listener) => reached.has(listener) && listener.transport === "TCP" && !isSecond(gateway, listener),
  );
};

/**
 * How far the second listeners of all gateways are from the first, so that Services before several find them.
 * @throws Failure (conflict) where all such ports are taken
 */
export function distanceOf(gateways: readonly Gateway[]): number {
  const there = gateways.flatMap((gateway) => {
    const [first] = firstsOf(gateway);
    return first ? secondPorts(gateway).map((port) => port - first.port) : [];
  });
  const known = STEPS.find((step) => there.includes(step));
  if (known !== undefined) return known;
  const free = STEPS.find((step) =>
    gateways.every((gateway) => {
      const taken = takenPorts(gateway);
      return firstsOf(gateway).every(({ port }) => port + step <= 65_535 && !taken.has(port + step));
    }),
  );
  if (free !== undefined) return free;
  const where = gateways.map(({ workload }) => label(workload)).join(", ");
  throw new Failure("conflict", where, "there are no free ports for second listeners", "free port 18000 and the like");
}

/** What the pod's containers listen on, as far as it is written. */
function takenPorts({ workload, places }: Gateway): Set<number> {
  const containers = containersOf(workload.value, places.pod).map(({ value }) => value);
  const named = containers.flatMap((container) => mapsAt(container, ["ports"])).map((port) => port["containerPort"]);
  const values = containers.flatMap((container) => mapsAt(container, ["env"])).map((item) => textAt(item, ["value"]));
  const written = values.flatMap((text = "") => [...text.matchAll(/:(\d+)/g)].map(([, port]) => port));
  return new Set([...named, ...written].map(Number));
}

/** Adds listeners beside those of a gateway that expect PROXY headers, with container ports. None where they are. */
export function addListeners(gateway: Gateway, distance: number): Operation[] {
  if (hasSecondListeners(gateway)) return [];
  const firsts = firstsOf(gateway);
  const settings = LISTENS.flatMap((variable) => {
    const own = firsts.filter((listener) => listener.variable === variable);
    if (own.length === 0) return [];
    const value = gateway.listen[variable];
    const entries = value.split(",");
    const fresh = own.map((listener) => ` ${moved(gateway, entries[listener.index] ?? "", listener, distance)}`);
    return [[variable, [value, ...fresh].join(",")] as const];
  });
  const ports = [...new Set(firsts.map(({ port }) => port))];
  const maps = gateway.env.get("KONG_PORT_MAPS")?.value;
  const mapped = maps === undefined ? [] : mapsWith(maps, ports, distance);
  return [
    ...setEnv(gateway.workload.value, gateway.container, Object.fromEntries([...settings, ...mapped])),
    ...portOperations(
      gateway,
      ports.map((port) => port + distance),
    ),
    ...annotated(gateway, ports.map((port) => port + distance).join(", ")),
  ];
}

/** An entry with another port, and the flag. @throws Failure (unsafe) where its port is not written there */
function moved({ workload }: Gateway, entry: string, listener: Listener, distance: number): string {
  const { port, variable } = listener;
  const place = /(^|[ \t\n\v\f\r])([^ \t\n\v\f\r=]*:)(\d+)(?=[ \t\n\v\f\r]|$)/;
  const [, , , found] = place.exec(entry) ?? [];
  if (Number(found) !== port)
    throw new Failure(
      "unsafe",
      label(workload),
      `a port in ${variable} is not written out, so no second one can be made of it`,
      "write the ports out",
      "opaque-listeners",
    );
  const text = entry.replace(place, (_, blank: string, host: string) => `${blank}${host}${port + distance}`).trim();
  return withProxyProtocol(text, [{ ...listener, index: 0 }]);
}

/** Kong tells upstreams the port by which clients came, which is the same by both. */
function mapsWith(maps: string, ports: readonly number[], distance: number): [string, string][] {
  const pairs = maps.split(",").map((pair) => pair.trim().split(":"));
  const fresh = ports.flatMap((port) =>
    pairs.flatMap(([outer, inner]) => (Number(inner) === port ? [`${outer}:${port + distance}`] : [])),
  );
  return fresh.length === 0 ? [] : [["KONG_PORT_MAPS", [maps, ...fresh].join(", ")]];
}

function portOperations(gateway: Gateway, ports: readonly number[]): Operation[] {
  const { value } = gateway.container;
  const path = `${pointer(gateway.container.path)}/ports`;
  const fresh = ports.map((containerPort) => ({ containerPort, protocol: "TCP" }));
  if (!Array.isArray(at(value, ["ports"]))) return [{ op: "add", path, value: fresh }];
  return fresh.map((port) => ({ op: "add", path: `${path}/-`, value: port }));
}

function annotated({ workload }: Gateway, text: string): Operation[] {
  const path = pointer(["metadata", "annotations"]);
  if (!isObject(at(workload.value, ["metadata", "annotations"])))
    return [{ op: "add", path, value: { [SECOND]: text } }];
  return [{ op: "add", path: `${path}/${SECOND.replace("/", "~1")}`, value: text }];
}

/** Takes second listeners out again, so that what is left is as if they had never been. None where there are none. */
export function removeListeners(gateway: Gateway): Operation[] {
  const ports = secondPorts(gateway);
  if (ports.length === 0) return [];
  const settings = LISTENS.flatMap((variable) => {
    const gone = new Set(
      gateway.listeners.flatMap((each) =>
        each.variable === variable && ports.includes(each.port) ? [each.index] : [],
      ),
    );
    if (gone.size === 0) return [];
    const left = gateway.listen[variable].split(",").filter((_, index) => !gone.has(index));
    return [[variable, left.join(",")] as const];
  });
  const maps = gateway.env.get("KONG_PORT_MAPS")?.value;
  const pairs = maps?.split(",") ?? [];
  const left = pairs.filter((pair) => !ports.includes(Number(pair.split(":")[1])));
  const mapped = left.length < pairs.length ? [["KONG_PORT_MAPS", left.join(",")] as const] : [];
  const path = `${pointer(gateway.container.path)}/ports`;
  const listed = mapsAt(gateway.container.value, ["ports"]);
  const closed = listed.flatMap((port, index) => (ports.includes(Number(port["containerPort"])) ? [index] : []));
  const annotations = mapAt(gateway.workload.value, ["metadata", "annotations"]);
  const isAlone = Object.keys(annotations).length === 1;
  const marks = pointer(["metadata", "annotations"]);
  return [
    ...setEnv(gateway.workload.value, gateway.container, Object.fromEntries([...settings, ...mapped])),
    ...(closed.length === listed.length
      ? [{ op: "remove" as const, path }]
      : closed.reverse().map((index): Operation => ({ op: "remove", path: `${path}/${index}` }))),
    { op: "remove", path: isAlone ? marks : `${marks}/${SECOND.replace("/", "~1")}` },
  ];
}
