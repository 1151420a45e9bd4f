import { afterAll, beforeAll, expect, test } from "vitest";
import { realipOf } from "../../../src/judgement/kong.ts";
import { seen } from "../../../src/judgement/realip.ts";
import { findGateways, type Gateway } from "../../../src/kong/find.ts";
import { read } from "../../../src/manifests/read.ts";
import { BALANCER, BALANCERS, NODES } from "./cast.ts";
import { differences } from "./compare.ts";
import { ARRIVALS, PEERS } from "./matrix.ts";
import { type Kong, type KongListener, startKong } from "./nginx.ts";
import { describeReal } from "./tools.ts";
import { ask, connectionOf } from "./wire.ts";

const INTO_SERVER = "KONG_NGINX_PROXY_";
const INTO_LOCATION = "KONG_NGINX_LOCATION_";

/** Settings with directives of one's own, as users inject them. */
const ENVIRONMENTS: Record<string, string>[] = [
  { [`${INTO_SERVER}SET_REAL_IP_FROM`]: BALANCERS },
  { [`${INTO_SERVER}SET_REAL_IP_FROM`]: `${BALANCERS}; set_real_ip_from ${NODES}` },
  { KONG_TRUSTED_IPS: NODES, [`${INTO_SERVER}SET_REAL_IP_FROM`]: BALANCER, KONG_REAL_IP_HEADER: "X-Forwarded-For" },
  { KONG_TRUSTED_IPS: BALANCERS, KONG_REAL_IP_HEADER: '"X-Forwarded-For"', KONG_REAL_IP_RECURSIVE: "ON" },
  { KONG_TRUSTED_IPS: BALANCERS, KONG_REAL_IP_HEADER: "X-Forwarded-For\n", KONG_REAL_IP_RECURSIVE: " Off " },
  { KONG_TRUSTED_IPS: BALANCERS, KONG_REAL_IP_HEADER: "NONE", KONG_REAL_IP_RECURSIVE: "NONE" },
  { [`${INTO_SERVER}CLIENT_MAX_BODY_SIZE`]: `1m; # big;\n set_real_ip_from '${NODES}'` },
  { [`${INTO_LOCATION}SET_REAL_IP_FROM`]: "0.0.0.0/0" },
  { [`${INTO_LOCATION}SET_REAL_IP_FROM`]: "0.0.0.0/0", [`${INTO_LOCATION}REAL_IP_HEADER`]: "CF-Connecting-IP" },
  { KONG_TRUSTED_IPS: BALANCERS, [`${INTO_LOCATION}REAL_IP_HEADER`]: "X-Forwarded-For" },
  { KONG_TRUSTED_IPS: BALANCERS, [`${INTO_LOCATION}REAL_IP_RECURSIVE`]: "on", KONG_REAL_IP_HEADER: "X-Forwarded-For" },
  { KONG_TRUSTED_IPS: NODES, [`${INTO_LOCATION}SET_REAL_IP_FROM`]: BALANCERS, KONG_REAL_IP_HEADER: "X-Forwarded-For" },
];

/** The gateway that a manifest with such settings makes. */
function gatewayOf(environment: Record<string, string>, flag: string): Gateway {
  const all = { KONG_PROXY_LISTEN: `0.0.0.0:8000${flag}`, ...environment };
  const env = Object.entries(all).map(([name, value]) => ({ name, value }));
  const spec = { containers: [{ name: "proxy", image: "kong:3.9", env }] };
  const workload = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" }, spec: { template: { spec } } };
  const [gateway] = findGateways(read(Buffer.from(JSON.stringify(workload))).resources);
  if (!gateway) throw new Error("no gateway");
  return gateway;
}

/** As Kong's template puts the settings, without reading them. */
function listenerOf(environment: Record<string, string>, proxyProtocol: boolean): KongListener {
  const injected = (prefix: string) =>
    Object.entries(environment)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => `${name.slice(prefix.length).toLowerCase()} ${value.trim()};`);
  const own = ["REAL_IP_HEADER", "REAL_IP_RECURSIVE"].flatMap((name) => {
    const value = environment[`KONG_${name}`]?.trim();
    return value === undefined || value === "NONE" ? [] : [`${name.toLowerCase()} ${value};`];
  });
  const trust = environment["KONG_TRUSTED_IPS"];
  return {
    title: `${proxyProtocol ? "a PROXY" : "a plain"} listener with ${JSON.stringify(environment)}`,
    proxyProtocol,
    trusted: [],
    header: "",
    recursive: false,
    injected: {
      server: [...own, ...injected(INTO_SERVER), ...(trust ? [`set_real_ip_from ${trust};`] : [])].join("\n"),
      location: injected(INTO_LOCATION).join("\n"),
    },
  };
}

const listeners = ENVIRONMENTS.flatMap((environment) =>
  [false, true].map((proxyProtocol) => ({
    gateway: gatewayOf(environment, proxyProtocol ? " proxy_protocol" : ""),
    listener: listenerOf(environment, proxyProtocol),
  })),
);

describeReal("nginx and the model agree on injected directives", () => {
  let kong: Kong;
  beforeAll(async () => {
    kong = await startKong(listeners.map(({ listener }) => listener));
  });
  afterAll(() => kong?.stop());

  for (const [n, { gateway, listener }] of listeners.entries())
    test(listener.title, async () => {
      const [own] = gateway.listeners;
      if (!own) throw new Error("no listener");
      const realip = realipOf(gateway, own);
      const combinations = Object.entries(PEERS).flatMap(([who, peer]) =>
        ARRIVALS.map((sent) => ({
          title: `${who} sends ${sent.title}`,
          expected: seen(realip, connectionOf(peer, sent)),
          real: () => ask(kong.endpoints[n], peer, sent),
        })),
      );
      expect(await differences(combinations)).toEqual([]);
    });
});
