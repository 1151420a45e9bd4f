import { at, type JsonObject, mapsAt, textAt } from "../../json/values.ts";
import { isExposed } from "../../kong/exposure.ts";
import type { Gateway } from "../../kong/find.ts";
import { type Listener, speaksProxy } from "../../kong/listen.ts";
import { isSince } from "../../kong/version.ts";
import { containersOf } from "../../kong/workloads.ts";
import { placeOf } from "../kong.ts";
import { hit, type Rule } from "../rule.ts";

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];

function probePort(container: JsonObject, probe: string): string | undefined {
  const port = textAt(container, [probe, "httpGet", "port"]) ?? textAt(container, [probe, "grpc", "port"]);
  const named = mapsAt(container, ["ports"]).find((item) => port !== undefined && at(item, ["name"]) === port);
  return named ? textAt(named, ["containerPort"]) : port;
}

const isTlsOverHttp = ({ variable, flags }: Listener) => variable === "KONG_PROXY_LISTEN" && flags.includes("ssl");

/** Since Kong 3.6 `http2` on one listener becomes `http2 on` for the whole server. Kong/kong 0c5fe199da */
const speaksHttp2 = ({ listeners, version }: Gateway, { flags }: Listener): boolean =>
  flags.includes("http2") ||
  (isSince(version, [3, 6]) &&
    listeners.some((other) => other.variable === "KONG_PROXY_LISTEN" && other.flags.includes("http2")));

/** What bites in the workload and its listeners. */
export const workloadRules = {
  "probe-without-proxy-header": {
    severity: "error",
    title: "a probe asks a listener that speaks PROXY",
    story:
      "The kubelet's HTTP and gRPC probes send no PROXY header, so such a probe fails, and the pod is never ready or restarts for ever. A TCP probe passes: nginx notes no more than a closed connection. Kong's chart probes the status listener.",
    source: "nginx ngx_http_realip_module; Kong/charts values.yaml (status)",
    *find({ gateway: { workload, places, pod, listeners } }) {
      const ports = new Set(listeners.filter(speaksProxy).map(({ port }) => String(port)));
      for (const { path, value: container } of containersOf(pod, []))
        for (const probe of PROBES) {
          const port = probePort(container, probe);
          if (port !== undefined && ports.has(port))
            yield hit(
              workload,
              `${probe} of container ${textAt(container, ["name"])} asks port ${port}, which speaks the PROXY protocol`,
              "probe the status port (8100), or use a tcpSocket probe",
              [...places.pod, ...path, probe],
            );
        }
    },
  },
  "host-ports-open": {
    severity: "warning",
    title: "ports on the nodes lead past the load balancer",
    story:
      "With hostNetwork or hostPort Kong's listeners are open on the nodes themselves. Who reaches them from a trusted address can write a PROXY header of its own.",
    source: "Kong/charts deployment.hostNetwork, proxy.http.hostPort",
    *find({ gateway: { workload, pod, container, listeners } }) {
      const isOpen =
        at(pod, ["hostNetwork"]) === true ||
        mapsAt(container.value, ["ports"]).some((port) => at(port, ["hostPort"]) !== undefined);
      if (isOpen && listeners.some(speaksProxy))
        yield hit(
          workload,
          "its ports are open on the nodes, where a trusted peer can write a PROXY header of its own",
          "close them to all but the load balancer",
          container.path,
        );
    },
  },
  "one-replica": {
    severity: "warning",
    title: "externalTrafficPolicy Local with a single replica",
    story:
      "With Local only nodes that run a pod of Kong's answer, and the load balancer's health check takes the others out. One replica means one node, and a gap whenever the pod moves. The same holds for replicas that share a node.",
    source: "kubernetes/kubernetes#80579; kubernetes/api core/v1/types.go:6391-6405",
    *find({ gateway: { workload, places, replicas, fronts } }) {
      const isLocal = fronts.some(
        (front) => isExposed(front) && textAt(front.spec, ["externalTrafficPolicy"]) === "Local",
      );
      if (isLocal && replicas === 1)
        yield hit(
          workload,
          "with one replica only one node answers, and none while the pod moves",
          "run several replicas on different nodes, or a DaemonSet",
          places.replicas ?? places.pod,
        );
    },
  },
  "no-http2": {
    severity: "warning",
    title: "a TLS listener without http2",
    story:
      "gRPC needs HTTP/2. The chart's default for TLS is http2; a list of parameters in the values replaces the whole default list, and the guide's example of KONG_PROXY_LISTEN drops it too. Since Kong 3.6 the flag on one HTTP listener counts for all of them.",
    source: "Kong/kubernetes-ingress-controller#4177; Kong/charts proxy.tls.parameters",
    *find({ gateway }) {
      const isWithout = (listener: Listener) =>
        speaksProxy(listener) && isTlsOverHttp(listener) && !speaksHttp2(gateway, listener);
      if (gateway.listeners.some(isWithout))
        yield hit(
          gateway.workload,
          "a TLS listener has no http2 flag, so gRPC will not work",
          "add http2 to proxy.tls.parameters",
          placeOf(gateway, "KONG_PROXY_LISTEN"),
        );
    },
  },
} as const satisfies Record<string, Rule>;
