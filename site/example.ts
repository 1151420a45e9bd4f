import { callerLayer } from "../src/config/layers.ts";
import type { MethodName } from "../src/config/resolve.ts";
import { Failure } from "../src/failure.ts";
import type { Config } from "../src/generated/config.ts";
import { prepare } from "../src/run/prepare.ts";
import { Buffer } from "../src/runtime/node.ts";
import { previewOf } from "../src/views/preview/preview.ts";
import type { WayPair } from "../src/views/way/pairs.ts";

/** A small release: a Service of type LoadBalancer before Kong. */
const release = (type: string): string => `apiVersion: v1
kind: Service
metadata:
  name: kong-proxy
spec:
  type: ${type}
  selector: {app: kong}
  ports:
  - {name: proxy, port: 80, targetPort: 8000}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kong
spec:
  replicas: 2
  selector: {matchLabels: {app: kong}}
  template:
    metadata: {labels: {app: kong}}
    spec:
      containers:
      - name: proxy
        image: kong:3.9
        env:
        - {name: KONG_PROXY_LISTEN, value: "0.0.0.0:8000"}
`;

/** What a method makes of the way to a small release behind a load balancer; undefined where it takes more than that. */
export function exampleWay(cloud: string, loadBalancer: string, method: MethodName): WayPair | undefined {
  const trust = method === "external-traffic-policy" ? {} : { trustedCIDRs: ["10.0.0.0/16"] };
  const config: Config = { cloud, loadBalancer, method, exposure: "internet-facing", ...trust };
  for (const type of ["LoadBalancer", "NodePort", "ClusterIP"]) {
    for (const given of [config, without(config)]) {
      try {
        const layer = callerLayer(given, () => cloud);
        const { plan, report } = prepare([layer], [{ bytes: Buffer.from(release(type)), file: "release.yaml" }]);
        const [pair] = plan ? previewOf(plan, report).ways : [];
        if (pair?.after.outcome === "client") return pair;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
      }
    }
  }
  return undefined;
}

function without({ exposure, ...config }: Config): Config {
  return config;
}
