import { type JsonObject, mapsAt, textAt } from "../../json/values.ts";
import type { Resource } from "../../manifests/read.ts";

/** The ports that the operator gives Kong's own listeners. Kong/kong-operator pkg/consts/dataplane.go */
const HTTP = 8000;
const HTTPS = 8443;
const TAKEN = [HTTP, HTTPS, 8100, 8444];
/** The first of those that it chooses itself. */
const FIRST = 16_384;

/** A listener of a Gateway, as a port of its Service. */
export interface ListenerPort {
  name: string;
  port: number;
  protocol: string;
  targetPort: number;
}

const TARGETS: Readonly<Record<string, number>> = { HTTP, HTTPS };

/**
 * The listeners of a Gateway with the ports of Kong's that they lead to.
 * Source: Kong/kong-operator controller/gateway/controller_reconciler_utils.go (setDataPlaneDeploymentListenPorts)
 */
export function listenerPorts({ value }: Resource): ListenerPort[] {
  const occupied = new Set(TAKEN);
  const targetOf = (port: number): number => {
    let target = port;
    if (port < 1024 || occupied.has(port)) for (target = FIRST; occupied.has(target); ) target += 1;
    occupied.add(target);
    return target;
  };
  return mapsAt(value, ["spec", "listeners"]).map((listener) => {
    const [port, protocol] = [Number(textAt(listener, ["port"])), textAt(listener, ["protocol"]) ?? ""];
    const targetPort = TARGETS[protocol] ?? targetOf(port);
    return { name: textAt(listener, ["name"]) ?? "", port, protocol, targetPort };
  });
}

/** The Service's ports for them. */
export const servicePorts = (ports: readonly ListenerPort[], nodePorts: JsonObject): JsonObject[] =>
  ports.map(({ name, port, protocol, targetPort }) => ({
    name,
    port,
    protocol: protocol === "UDP" ? "UDP" : "TCP",
    targetPort,
    ...(nodePorts[name] !== undefined && { nodePort: nodePorts[name] }),
  }));

const isStream = ({ protocol }: ListenerPort) => TARGETS[protocol] === undefined;

/** What the operator sets for these listeners, whatever a user says. */
export interface Imposed {
  KONG_PORT_MAPS: string;
  KONG_STREAM_LISTEN?: string;
}

/** A user's KONG_STREAM_LISTEN as a pattern for streams: its TLS entries, by their positions in the value. */
export interface Pattern {
  text: string;
  entries: { index: number; address: string; options: string[] }[];
}

/**
 * Whether the operator can read a value that Kong can: address and port first, no more than one blank before them.
 * Source: Kong/kong-operator controller/gateway/controller_reconciler_utils.go (parseKongListenEnv)
 */
export const isReadable = (value: string): boolean =>
  value.split(",").every((entry) => /^ ?(?:\[[^\][ ]*\]|[^\][: ]*):\d+(?: |$)/.test(entry));

/** The pattern of a value, or of what stands in for one without TLS entries. */
export function patternOf(value: string | undefined, ports: readonly ListenerPort[]): Pattern {
  const entries = (value !== undefined && isReadable(value) ? value : "").split(",").map((text, index) => {
    const [endpoint = "", ...flags] = text.trim().split(/\s+/);
    const address = endpoint.slice(0, endpoint.lastIndexOf(":"));
    return { index, address, flags, options: flags.filter((flag) => flag !== "ssl" && flag !== "udp") };
  });
  const tls = entries.filter(({ flags }) => flags.includes("ssl"));
  if (value !== undefined && tls.length > 0) return { text: value, entries: tls };
  const [first] = ports.filter(isStream);
  return {
    text: first === undefined ? "off" : `0.0.0.0:${first.targetPort} ssl reuseport`,
    entries: [{ index: 0, address: "0.0.0.0", options: ["reuseport"] }],
  };
}

/** The variables for a Gateway's listeners: each stream's port with its protocol, and all else by the pattern. */
export function imposed(ports: readonly ListenerPort[], { entries }: Pattern): Imposed {
  const streams = ports.filter(isStream).sort((a, b) => a.targetPort - b.targetPort);
  const tokens: Readonly<Record<string, string[]>> = { TLS: ["ssl"], UDP: ["udp"] };
  const listen = streams.flatMap(({ targetPort, protocol }) =>
    entries.map(({ address, options }) =>
      [`${address}:${targetPort}`, ...(tokens[protocol] ?? []), ...options].join(" "),
    ),
  );
  const maps = [...new Map(ports.map(({ port, targetPort }) => [port, targetPort]))].sort(([a], [b]) => a - b);
  return {
    KONG_PORT_MAPS: maps.map(([port, target]) => `${port}:${target}`).join(","),
    ...(listen.length > 0 && { KONG_STREAM_LISTEN: listen.join(",") }),
  };
}
