import { Failure } from "../failure.ts";
import type { Gateway } from "../kong/find.ts";
import type { Listener } from "../kong/listen.ts";
import { at, type JsonObject, mapsAt, textAt } from "../manifests/json.ts";
import { label } from "../manifests/read.ts";

/** A listener that wants a PROXY header drops every connection that comes without one. */
export function refuseProxyProtocol(gateway: Gateway, listeners: readonly Listener[], method: string): void {
  const listener = listeners.find(({ flags }) => flags.includes("proxy_protocol"));
  if (!listener) return;
  throw new Failure(
    "speaks-proxy-protocol",
    label(gateway.workload),
    `${listener.variable} has proxy_protocol on port ${listener.port}, which ${method} does not go with`,
    "remove the flag from the chart's values, or use method proxy-protocol",
  );
}

/** Injected directives replace what Kong makes of its own settings. Kong/kong:kong/conf_loader/init.lua@62-78 */
const OVERRIDES = /^KONG_NGINX_PROXY_(?:REAL_IP_HEADER|REAL_IP_RECURSIVE|SET_REAL_IP_FROM)$/;

export function refuseOverrides({ workload, env }: Gateway): void {
  const name = [...env.keys()].find((variable) => OVERRIDES.test(variable));
  if (name === undefined) return;
  throw new Failure(
    "overridden",
    label(workload),
    `${name} silently wins over the settings made here`,
    `remove ${name.slice(5).toLowerCase()} from the chart's env`,
  );
}

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];

/** An HTTP or gRPC probe sends no PROXY header and would fail; a TCP probe passes. */
export function refuseProbes(gateway: Gateway, listeners: readonly Listener[]): void {
  const ports = new Set(listeners.map(({ port }) => String(port)));
  for (const container of mapsAt(gateway.pod, ["containers"])) {
    for (const probe of PROBES) {
      const port = probePort(container, probe);
      if (port === undefined || !ports.has(port)) continue;
      throw new Failure(
        "probe",
        label(gateway.workload),
        `${probe} of container ${textAt(container, ["name"])} asks port ${port}, which will speak the PROXY protocol`,
        "probe the status port (8100), or use a tcpSocket probe",
      );
    }
  }
}

function probePort(container: JsonObject, probe: string): string | undefined {
  const port = textAt(container, [probe, "httpGet", "port"]) ?? textAt(container, [probe, "grpc", "port"]);
  const named = mapsAt(container, ["ports"]).find((item) => port !== undefined && at(item, ["name"]) === port);
  return named ? textAt(named, ["containerPort"]) : port;
}
