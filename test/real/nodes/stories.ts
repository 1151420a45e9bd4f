import type { MethodName } from "../../../src/config/resolve.ts";
import type { ProfileData } from "../../../src/generated/cloud.ts";
import { clouds } from "../../../src/generated/clouds.ts";
import { type Config, postrender } from "../../../src/index.ts";
import { release } from "../../support/case.ts";
import { PROFILES, sends, typeOf } from "../nginx/profiles.ts";
import { type Front, fitted } from "../nginx/release.ts";
import { adding, type Hop, tcp } from "../nginx/ways.ts";
import { TRUSTED } from "./cast.ts";

/** The small release with listeners of both families, a TCP stream and a UDP one. */
const RELEASE = release
  .toString()
  .replace(/(KONG_PROXY_LISTEN\n +value: ).*/, '$1"0.0.0.0:8000, [::]:8000, 0.0.0.0:8443 ssl, [::]:8443 ssl"')
  .replace(/(KONG_STREAM_LISTEN\n +value: ).*/, '$1"0.0.0.0:9000, [::]:9000, 0.0.0.0:9053 udp, [::]:9053 udp"');

const STREAM = "{name: stream, port: 9000, targetPort: 9000}";
const DATAGRAMS = "{name: dns, port: 53, targetPort: 9053, protocol: UDP}";

/** Ports besides those for HTTP that a method can tell Kong the client's address on. */
const PORTS: Record<MethodName, readonly string[]> = {
  "external-traffic-policy": [STREAM, DATAGRAMS],
  "proxy-protocol": [STREAM],
  "http-headers": [],
};

/** The release with all ports that a method is for. */
const releaseFor = (method: MethodName, front: Front): string =>
  fitted(
    RELEASE.replace(/^ +- name: kong-proxy\n/m, `${PORTS[method].map((port) => `  - ${port}\n`).join("")}$&`),
    front,
  );

/** Manifests behind a load balancer, in any of its ways. */
export interface Story {
  title: string;
  stream: string;
  /** What the program is told of the load balancer. */
  config: Partial<Config>;
  reaches: ProfileData["reaches"];
  ways: readonly ((balancer: string) => Hop)[] | undefined;
}

const profileOf = ({ cloud = "", loadBalancer = "" }: Partial<Config>): ProfileData => {
  const found = clouds[cloud]?.().loadBalancers[loadBalancer];
  if (found === undefined) throw new Error(`there is no ${cloud}/${loadBalancer}`);
  return found;
};

/** Undefined where packets are passed on. */
function waysOf({ config, method }: Pick<(typeof PROFILES)[number], "config" | "method">): Story["ways"] {
  if (method === "external-traffic-policy") return undefined;
  const support = profileOf(config).methods[method];
  return sends[method](support, "").map((_, index) => (balancer) => {
    const [, hop] = sends[method](support, balancer)[index] ?? [];
    return hop ?? tcp(balancer);
  });
}

const trusting = (config: Config): Config => ({
  ...config,
  ...(config.trustedCIDRs !== undefined && { trustedCIDRs: TRUSTED }),
});

/** What the filter writes for a profile, behind the load balancer that it is for. */
const AFTER: readonly Story[] = PROFILES.map(({ title, config, method, front }) => ({
  title,
  stream: postrender(releaseFor(method, front), trusting(config)).stream,
  config,
  reaches: profileOf(config).reaches,
  ways: waysOf({ config, method }),
}));

const NATURES: Record<NonNullable<ProfileData["forwards"]>, Story["ways"]> = {
  packets: undefined,
  connections: [tcp],
  requests: [(balancer) => adding(balancer, "X-Forwarded-For")],
};

/** What goes into the filter, where it is known what the load balancer does by itself. */
const BEFORE: readonly Story[] = Object.entries(clouds).flatMap(([cloud, make]) =>
  Object.entries(make().loadBalancers).flatMap(
    ([loadBalancer, { forwards, reaches, obsolete, serviceTypes, sendsProxyProtocol }]) => {
      const title = `no method with ${cloud}/${loadBalancer}`;
      const config = { cloud, loadBalancer };
      const method = forwards === "requests" ? "http-headers" : "external-traffic-policy";
      // What sends PROXY headers by itself is none that does so without the method.
      const isKnown = forwards !== undefined && obsolete === undefined && sendsProxyProtocol !== true;
      const stream = releaseFor(method, { type: typeOf(serviceTypes), isHttp: forwards === "requests" });
      return isKnown ? [{ title, stream, config, reaches, ways: NATURES[forwards] }] : [];
    },
  ),
);

/** What the filter writes for one method, behind a load balancer for another. */
const ASTRAY: readonly Story[] = PROFILES.filter(({ config: { cloud } }) => cloud === "generic").flatMap(
  (made, _, all) =>
    all
      .filter(({ method }) => method !== made.method)
      .map((actual) => ({
        title: `${made.method} behind a load balancer for ${actual.method}`,
        stream: postrender(releaseFor(made.method, made.front), trusting(made.config)).stream,
        config: actual.config,
        reaches: "nodes" as const,
        ways: waysOf(actual),
      })),
);

export const STORIES: readonly Story[] = [...AFTER, ...BEFORE, ...ASTRAY];
